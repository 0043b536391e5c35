import { parseArn, qualifierOf, unqualified } from '../aws/arn.js'
import type { Json } from '../text/json.js'
import type { Call, Change, Fix, Statement } from '../verdict/fix.js'
import type { Sender } from '../verdict/sender.js'
import { decide } from './decide.js'
import { isOurEarlier, sidsOf } from './document.js'
import { statementIdOf } from './names.js'

/**
 * Allows EventBridge to invoke a function for one rule. An alias or version has a policy of its own, so the statement goes to
 * the qualifier that the target names. An earlier statement of eb-doctor that names the rule in another region is taken
 * away first, since lambda:AddPermission does not replace; one that somebody edited is theirs, and ours gets another id.
 * Without aws:SourceAccount: AWS's pages do not agree whether it is sent.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-lambda-permissions
 */
export function allowInvoke(functionArn: string, sender: Sender, policy: string | null): Fix | undefined {
  const arn = parseArn(functionArn)
  const name = arn?.resource.slice('function:'.length) ?? functionArn
  const title = `Allow EventBridge to invoke the function ${name} for the ${sender.noun} ${sender.name}.`
  if (arn?.account !== sender.account) {
    return decide(title, `${functionArn} belongs to another account, whose owner has to allow it.`)
  }
  if (qualifierOf(functionArn) === '$LATEST') {
    return decide(
      title,
      'Lambda refuses a permission for $LATEST: name the function without a qualifier in the target.',
    )
  }
  const { wanted, earlier } = placeIn(policy, invocation(functionArn, sender))
  const { Sid } = wanted
  const qualifier = qualifierOf(functionArn)
  const of = {
    FunctionName: unqualified(functionArn),
    ...(qualifier ? { Qualifier: qualifier } : {}),
    StatementId: Sid,
  }
  const add = addition(of, sender.arn, arn.region)
  const remove: Call = { service: 'lambda', operation: 'RemovePermission', input: of, region: arn.region }
  const base = {
    resource: functionArn,
    account: arn.account,
    source: {
      read: 'lambdaPolicy' as const,
      args: [functionArn],
      path: [{ parse: 'json' as const }, 'Statement', { where: 'Sid', is: Sid }],
    },
    doubts: [],
  }
  const changes: Change[] = []
  if (earlier) {
    changes.push({
      ...base,
      id: `remove ${functionArn} ${Sid}`,
      title: `Remove eb-doctor's earlier statement ${Sid} from the function ${name}: it does not match the rule.`,
      before: earlier.statement,
      after: null,
      call: remove,
      undo: addition(of, earlier.sourceArn, arn.region),
      needs: [],
    })
  }
  changes.push({
    ...base,
    id: `add ${functionArn} ${Sid}`,
    title,
    before: null,
    after: wanted,
    call: add,
    undo: remove,
    needs: changes.map((change) => change.id),
  })
  return { title, changes }
}

/** The statement that lambda:AddPermission makes for a sender. */
const invocation = (functionArn: string, sender: Sender): Statement => ({
  Sid: statementIdOf(sender),
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: functionArn,
  Condition: { ArnLike: { 'AWS:SourceArn': sender.arn } },
})

interface Placed {
  wanted: Statement
  /** An earlier statement of eb-doctor in its place, and the sender that it names. */
  earlier?: { statement: Json; sourceArn: string }
}

/** Under which id the statement goes into a policy, and what of eb-doctor's own is there under it. */
function placeIn(policy: string | null, statement: Statement): Placed {
  for (const Sid of sidsOf(statement.Sid, '-')) {
    const wanted = { ...statement, Sid }
    const there = statementWith(Sid, policy)
    if (there === null) return { wanted }
    const sourceArn = sourceArnOf(there)
    if (sourceArn !== undefined && isOurEarlier(there, wanted))
      return { wanted, earlier: { statement: there, sourceArn } }
  }
  return { wanted: statement }
}

/** The one ARN in the condition of a statement that AddPermission made. */
function sourceArnOf(statement: Json): string | undefined {
  const { ArnLike } = ((statement as { Condition?: Json } | null)?.Condition ?? {}) as { ArnLike?: Json }
  const [only] = Object.values((ArnLike ?? {}) as Record<string, Json>)
  return typeof only === 'string' ? only : undefined
}

type Named = { FunctionName: string; Qualifier?: string; StatementId: string }

const addition = (of: Named, SourceArn: string, region: string): Call => ({
  service: 'lambda',
  operation: 'AddPermission',
  input: { ...of, Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn },
  region,
})

/** The statement with an id in a policy, null when there is none. */
function statementWith(sid: string, policy: string | null): Json {
  try {
    const { Statement = [] } = JSON.parse(policy ?? '{}') as { Statement?: Json }
    return [Statement].flat().find((item) => (item as { Sid?: Json } | null)?.Sid === sid) ?? null
  } catch {
    return null
  }
}
