import type { Account } from '../../src/aws/account.js'
import { accountOf, remember } from '../../src/aws/memory.js'
import { found, missing, type Read, type ReadMethod } from '../../src/aws/read.js'
import type { Target } from '../../src/aws/reads/events.js'
import type { NamedPolicy } from '../../src/aws/reads/iam.js'
import { CHECKS } from '../../src/checks/index.js'
import { diagnose } from '../../src/diagnosis/diagnose.js'
import { offerRoles } from '../../src/fixing/offer-role.js'
import { makePlan, type Plan, type PlanOptions } from '../../src/fixing/plan.js'
import { withSurroundings } from '../../src/fixing/surroundings.js'
import type { Call } from '../../src/verdict/fix.js'
import { addressOf } from '../../src/verdict/rule-address.js'
import { HOME, REGION } from './home.js'
import { wholeAccount } from './whole-account.js'

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${HOME}:${resource}`
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '222233334444' } },
    },
  ],
})

/** What can be changed in the account. */
interface State {
  rule: string
  targets: Target[]
  roles: Record<string, { trust: string; inline: NamedPolicy[] }>
  queue: string | null
  topic: string | null
  key: string
  lambda: { Sid: string }[]
}

/** An account with one rule that is broken in every way that can be fixed, kept in memory: calls change it. */
export function brokenAccount() {
  const state: State = {
    rule: 'DISABLED',
    targets: [
      { Id: 'function', Arn: arn('lambda', 'function:settle') },
      { Id: 'queue', Arn: arn('sqs', 'orders'), Input: '{"a": 1}' },
      { Id: 'topic', Arn: arn('sns', 'orders') },
      { Id: 'stream', Arn: arn('kinesis', 'stream/orders') },
      { Id: 'machine', Arn: arn('states', 'stateMachine:settle'), RoleArn: `arn:aws:iam::${HOME}:role/old` },
    ],
    roles: { old: { trust: TRUST, inline: [] } },
    queue: null,
    topic: null,
    key: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
    lambda: [],
  }
  const whole = wholeAccount(state.targets)
  const roleOf = (role: unknown) => state.roles[String(role).split('/').at(-1) ?? '']
  const account: Account = accountOf(async (read, args): Promise<Read<unknown>> => {
    const [first] = args
    switch (read) {
      case 'targets':
        return first === 'order-paid' ? found(structuredClone(state.targets)) : missing
      case 'role': {
        const role = roleOf(first)
        const name = String(first).split('/').at(-1)
        return role ? found({ arn: first, name, trustPolicy: role.trust, tags: {} }) : missing
      }
      case 'inlinePolicies':
        return roleOf(first) ? found(roleOf(first)?.inline) : missing
      case 'lambdaPolicy':
        return found(
          state.lambda.length > 0 ? JSON.stringify({ Version: '2012-10-17', Statement: state.lambda }) : null,
        )
      case 'keyPolicy':
        return found(state.key)
      case 'ruleNames':
        return found(['order-paid'])
    }
    const answer = await (whole[read] as ReadMethod)(...args)
    if (answer.state !== 'found') return answer
    const value = answer.value as object
    if (read === 'rule') return first === 'order-paid' ? found({ ...value, state: state.rule }) : missing
    if (read === 'queue') return found({ ...value, policy: state.queue })
    if (read === 'topic') return found({ ...value, policy: state.topic, kmsKey: undefined })
    if (read === 'stream') return found({ ...value, kmsKey: undefined })
    return answer
  })

  /** Does what AWS does with a call. Throws for one that AWS would refuse, or that no test expects. */
  async function send({ operation, input }: Call): Promise<void> {
    const text = (name: string): string => String(input[name])
    const role = state.roles[text('RoleName')]
    switch (operation) {
      case 'EnableRule':
        state.rule = 'ENABLED'
        return
      case 'DisableRule':
        state.rule = 'DISABLED'
        return
      case 'CreateRole':
        state.roles[text('RoleName')] = { trust: text('AssumeRolePolicyDocument'), inline: [] }
        return
      case 'DeleteRole':
        delete state.roles[text('RoleName')]
        return
      case 'UpdateAssumeRolePolicy':
        if (role) role.trust = text('PolicyDocument')
        return
      case 'PutRolePolicy':
      case 'DeleteRolePolicy': {
        if (!role) throw new Error('NoSuchEntity')
        const others = role.inline.filter(({ name }) => name !== input['PolicyName'])
        const own =
          operation === 'PutRolePolicy' ? [{ name: text('PolicyName'), document: text('PolicyDocument') }] : []
        role.inline = [...others, ...own]
        return
      }
      case 'PutTargets':
        for (const put of input['Targets'] as unknown as Target[]) {
          state.targets = state.targets.map((one) => (one.Id === put.Id ? put : one))
        }
        return
      case 'SetQueueAttributes':
        state.queue = (input['Attributes'] as { Policy: string }).Policy || null
        return
      case 'SetTopicAttributes':
        state.topic = text('AttributeValue') || null
        return
      case 'PutKeyPolicy':
        state.key = text('Policy')
        return
      case 'AddPermission': {
        const statement = {
          Sid: text('StatementId'),
          Effect: 'Allow',
          Principal: { Service: text('Principal') },
          Action: text('Action'),
          Resource: text('FunctionName'),
          Condition: { ArnLike: { 'AWS:SourceArn': text('SourceArn') } },
        }
        state.lambda = [...state.lambda, statement]
        return
      }
      case 'RemovePermission':
        state.lambda = state.lambda.filter(({ Sid }) => Sid !== input['StatementId'])
        return
    }
    throw new Error(`the test does not know ${operation}`)
  }

  return { state, account, send }
}

/** The plan for the broken rule, as `eb-doctor fix` makes it. */
export async function planFor(
  live: Account,
  asked: Pick<PlanOptions, 'only' | 'targets' | 'includeKeyPolicies' | 'extendSharedRoles'>,
): Promise<Plan> {
  const account = remember(live)
  const ref = { name: 'order-paid', bus: 'default' }
  const report = await diagnose({
    ref,
    account,
    checks: CHECKS,
    region: REGION,
    source: 'live',
    version: '0',
    now: new Date('2026-11-25T12:00:00Z'),
    sinceMinutes: 60,
    signal: new AbortController().signal,
  })
  const address = addressOf(ref, { account: HOME, partition: 'aws' }, REGION)
  const offered = await offerRoles(
    { ...report, stats: { calls: 0, retries: 0, milliseconds: 0 } },
    address,
    account,
    asked,
  )
  return withSurroundings(makePlan([offered], { ...asked, account: HOME }), account)
}
