import { parseArn, qualifierOf, unqualified } from '../aws/arn.js'
import type { Json } from '../text/json.js'
import type { Call, Change, Fix } from '../verdict/fix.js'
import type { Sender } from '../verdict/sender.js'
import { decide } from './decide.js'
import { statementIdOf } from './names.js'

/**
 * Lets EventBridge invoke a function for one rule. An alias or version has a policy of its own, so the statement goes to
 * the qualifier that the target names. An earlier statement of eb-doctor that says something else is taken away first:
 * lambda:AddPermission does not replace. Without aws:SourceAccount: AWS's pages do not agree whether it is sent.
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
  const Sid = statementIdOf(sender)
  const wanted: Json = {
    Sid,
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: functionArn,
    Condition: { ArnLike: { 'AWS:SourceArn': sender.arn } },
  }
  const earlier = statementWith(Sid, policy)
  const qualifier = qualifierOf(functionArn)
  const of = {
    FunctionName: unqualified(functionArn),
    ...(qualifier ? { Qualifier: qualifier } : {}),
    StatementId: Sid,
  }
  const add = addition(of, sender, arn.region)
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
  if (earlier !== null) {
    const again = additionOf(earlier, of, arn.region)
    if (!again) return decide(title, `The statement ${Sid} is there and says something else; take it away first.`)
    changes.push({
      ...base,
      id: `remove ${functionArn} ${Sid}`,
      title: `Take away eb-doctor's earlier statement ${Sid} of the function ${name}, which does not fit the rule.`,
      before: earlier,
      after: null,
      call: remove,
      undo: again,
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

type Named = { FunctionName: string; Qualifier?: string; StatementId: string }

const addition = (of: Named, sender: Sender, region: string): Call => ({
  service: 'lambda',
  operation: 'AddPermission',
  input: {
    ...of,
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: sender.arn,
  },
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

/** The call that would bring a statement of eb-doctor back; undefined when it was changed into something else. */
function additionOf(statement: Json, of: Named, region: string): Call | undefined {
  const { Principal, Action, Condition = {} } = statement as { Principal?: Json; Action?: Json; Condition?: Json }
  const service = (Principal as { Service?: Json } | undefined)?.Service
  if (typeof service !== 'string' || typeof Action !== 'string') return undefined
  const keys = Object.values(Condition as Record<string, Record<string, Json>>).flatMap((test) => Object.entries(test))
  const known = new Map(keys.map(([key, value]) => [key.toLowerCase(), value]))
  const SourceArn = known.get('aws:sourcearn')
  const SourceAccount = known.get('aws:sourceaccount')
  if (known.size !== [SourceArn, SourceAccount].filter((value) => typeof value === 'string').length) return undefined
  return {
    service: 'lambda',
    operation: 'AddPermission',
    input: {
      ...of,
      Action,
      Principal: service,
      ...(SourceArn === undefined ? {} : { SourceArn }),
      ...(SourceAccount === undefined ? {} : { SourceAccount }),
    },
    region,
  }
}
