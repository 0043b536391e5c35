import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { AuditEvent } from '../../src/aws/reads/cloudtrail.js'
import type { Target } from '../../src/aws/reads/events.js'
import { cloudtrail } from '../../src/checks/cloudtrail.js'
import { HOME, OTHER, REGION, RULE } from '../support/home.js'
import {
  account,
  answers,
  codes,
  delivery,
  doc,
  finding,
  forEventBridge,
  forRule,
  QUEUE,
  ROLE,
  reason,
  refused,
  role,
  roleThatMay,
} from './delivery.js'

const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`
const CLUSTER = `arn:aws:ecs:${REGION}:${HOME}:cluster/jobs`
const FAMILY = `arn:aws:ecs:${REGION}:${HOME}:task-definition/report`
const EXECUTION = `arn:aws:iam::${HOME}:role/ecs-execution`
const SESSION = `arn:aws:sts::${HOME}:assumed-role/deliver/057ffa15c4983c099eb1f9f09f268001`

const may = (Action: string, Resource: string | string[]) => ({ Effect: 'Allow', Action, Resource })
const at = (minute: number): string => `2026-11-21T11:${String(minute).padStart(2, '0')}:00Z`

const call = (more: Partial<AuditEvent>): AuditEvent => ({
  time: at(30),
  id: '1',
  source: 'states.amazonaws.com',
  name: 'StartExecution',
  identityType: 'AssumedRole',
  invokedBy: 'events.amazonaws.com',
  sessionRoleArn: ROLE,
  resources: [],
  failures: [],
  ...more,
})
const assume = (more: Partial<AuditEvent>): AuditEvent => {
  const { sessionRoleArn: _, ...rest } = call({ source: 'sts.amazonaws.com', name: 'AssumeRole' })
  return { ...rest, assumedRoleArn: ROLE, identityType: 'AWSService', ...more }
}
const refusedTo = (action: string, resource: string, because: string): Partial<AuditEvent> => ({
  errorCode: 'AccessDenied',
  errorMessage: `User: ${SESSION} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
})
const noPolicy = (action: string) => `because no identity-based policy allows the ${action} action`

/** An event history; `asked` collects the look-ups. */
const history =
  (events: readonly AuditEvent[], asked: string[] = [], more = false): Account['auditEvents'] =>
  async (by, value) => {
    asked.push(`${by} ${value}`)
    const hits = events.filter((event) => (by === 'EventName' ? event.name === value : event.assumedRoleArn === value))
    return answers({ events: hits, pages: 1, more })()
  }

const ask = (
  events: readonly AuditEvent[],
  reads: Partial<Account> = {},
  target: Partial<Target> & { Arn: string } = { Arn: MACHINE },
) =>
  cloudtrail.run(
    delivery({ RoleArn: ROLE, ...target }),
    account({ auditEvents: history(events), trails: answers([]), ...reads }),
  )

const closed = answers(
  role({
    trustPolicy: doc({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  }),
)
const open = { role: answers(role()) }

describe('AssumeRole by EventBridge', () => {
  const denied = assume({ errorCode: 'AccessDenied', errorMessage: 'not allowed' })

  test('was refused, and the trust policy still refuses it', async () => {
    const found = finding(await ask([denied], { role: closed }))
    expect(found).toMatchObject({ code: 'assume-role-failed', severity: 'error' })
    expect(found.because).toEqual([`CloudTrail, ${at(30)}, sts.amazonaws.com AssumeRole: AccessDenied: not allowed`])
  })

  test('was refused, and the trust policy allows it now: a warning that says so', async () => {
    const found = finding(await ask([denied], open))
    expect(found).toMatchObject({ code: 'assume-role-failed', severity: 'warning' })
    expect(found.because.at(-1)).toContain('changed since')
  })

  test('was refused by a policy that cannot be read here, although the trust policy allows it', async () => {
    const errorMessage = 'not authorized with an explicit deny in a service control policy'
    const found = finding(await ask([{ ...denied, errorMessage }], open))
    expect(found.severity).toBe('error')
    expect(found.because.at(-1)).toContain('cannot be read here')
  })

  test('was refused and has passed since', async () => {
    const verdict = await ask([assume({ time: at(40) }), denied])
    expect(verdict.status).toBe('ok')
  })

  test('passed and was refused since, in whatever order the records come', async () => {
    const verdict = await ask([assume({ time: at(10) }), denied], { role: closed })
    expect(codes(verdict)).toEqual(['assume-role-failed error'])
  })

  test('the number of refusals is told', async () => {
    const found = finding(await ask([denied, assume({ ...denied, time: at(20) })], { role: closed }))
    expect(found.because).toContain('2 such failures in the window.')
    expect(found.because[0]).toContain(at(30))
  })

  test('false positive: a refusal of another role, of another caller or of another call is none of this target', async () => {
    const events = [
      { ...denied, assumedRoleArn: `${ROLE}-2` },
      { ...denied, invokedBy: 'scheduler.amazonaws.com' },
      { ...denied, name: 'GetRole' },
    ]
    for (const event of events) expect((await ask([event])).status).toBe('skipped')
  })

  test('is looked for by the role first, then among all AssumeRole calls: a refused one may name no resource', async () => {
    const asked: string[] = []
    await ask([], { auditEvents: history([], asked) })
    expect(asked).toEqual([`ResourceName ${ROLE}`, 'EventName StartExecution', 'EventName AssumeRole'])
    const twice: string[] = []
    await ask([], { auditEvents: history([assume({})], twice) })
    expect(twice).not.toContain('EventName AssumeRole')
  })
})

describe('the call to the target', () => {
  const denied = call(refusedTo('states:StartExecution', MACHINE, noPolicy('states:StartExecution')))

  test('was refused, and the role still may not make it', async () => {
    const found = finding(await ask([denied], roleThatMay()))
    expect(found).toMatchObject({
      code: 'delivery-denied',
      severity: 'error',
      summary: `EventBridge was refused states:StartExecution on ${MACHINE}.`,
    })
    expect(found.because[0]).toContain('is not authorized to perform: states:StartExecution')
  })

  test('was refused, and the role may make it now: a warning', async () => {
    const found = finding(await ask([denied], roleThatMay(may('states:StartExecution', MACHINE))))
    expect(found).toMatchObject({ code: 'delivery-denied', severity: 'warning' })
    expect(found.because.at(-1)).toContain('changed since')
  })

  test('was refused by a service control policy while all that can be read allows it', async () => {
    const scp = call(refusedTo('states:StartExecution', MACHINE, 'with an explicit deny in a service control policy'))
    const found = finding(await ask([scp], roleThatMay(may('states:StartExecution', MACHINE))))
    expect(found).toMatchObject({ code: 'delivery-denied', severity: 'error' })
    expect(found.because.at(-1)).toBe(
      "The role's own policies allow it: the call was refused by a service control policy that cannot be read here.",
    )
  })

  test('was refused, and whether the role may make it now cannot be seen: the refusal stands', async () => {
    const reads = { ...roleThatMay(), inlinePolicies: refused('iam:ListRolePolicies', ROLE) }
    expect(codes(await ask([denied], reads))).toEqual(['delivery-denied error'])
  })

  test('was refused and has passed since', async () => {
    const passed = call({ time: at(45), resources: [MACHINE] })
    expect((await ask([denied, passed])).status).toBe('ok')
  })

  test('false positive: with the same role another target was refused', async () => {
    const other = MACHINE.replace('settle', 'other')
    const events = [call(refusedTo('states:StartExecution', other, noPolicy('states:StartExecution')))]
    const verdict = await ask(events)
    expect(verdict.status).toBe('ok')
    expect(codes(verdict)).not.toContain('delivery-denied error')
  })

  test('a success of another target with the same role fixes nothing here', async () => {
    const passed = call({ time: at(45), resources: [MACHINE.replace('settle', 'other')] })
    expect(codes(await ask([denied, passed], roleThatMay()))).toEqual(['delivery-denied error'])
  })

  test('false positive: by another session than that of the role, or by another service', async () => {
    const events = [
      { ...denied, sessionRoleArn: `${ROLE}-2` },
      { ...denied, invokedBy: 'pipes.amazonaws.com' },
      { ...denied, source: 'ecs.amazonaws.com' },
    ]
    for (const event of events) expect((await ask([event])).status).toBe('skipped')
  })

  test('was refused, and the record names the alias that the target names', async () => {
    const alias = `${MACHINE}:live`
    const denied = call(refusedTo('states:StartExecution', alias, noPolicy('states:StartExecution')))
    const verdict = await ask([denied], { role: answers(role()), ...roleThatMay() }, { Arn: alias })
    expect(codes(verdict)).toEqual(['delivery-denied error'])
  })

  test('was refused for an action that nobody knew to be needed, such as the use of a key', async () => {
    const key = `arn:aws:kms:${REGION}:${HOME}:key/1`
    const verdict = await ask([call(refusedTo('kms:Decrypt', key, noPolicy('kms:Decrypt')))], {
      role: answers(role()),
      ...roleThatMay(may('states:StartExecution', MACHINE)),
    })
    expect(finding(verdict)).toMatchObject({ code: 'delivery-denied', severity: 'error' })
    expect(finding(verdict).summary).toContain('kms:Decrypt')
  })

  test('failed for another reason than a permission', async () => {
    const gone = call({ errorCode: 'StateMachineDoesNotExist', errorMessage: 'no such' })
    const found = finding(await ask([gone]))
    expect(found).toMatchObject({ code: 'delivery-failed', severity: 'error' })
    expect(found.summary).toContain('StateMachineDoesNotExist')
  })

  test('failed for a passing reason, after which EventBridge tries again: a warning', async () => {
    const verdict = await ask([call({ errorCode: 'ThrottlingException' })])
    expect(codes(verdict)).toEqual(['delivery-failed warning'])
  })

  test('passed: what was seen is counted', async () => {
    const verdict = await ask([assume({}), call({ resources: [MACHINE] })])
    expect(reason(verdict)).toBe('EventBridge made 2 calls with this role in the last 1 h; the latest ones succeeded.')
  })
})

describe('RunTask', () => {
  const task: Partial<Target> & { Arn: string } = { Arn: CLUSTER, EcsParameters: { TaskDefinitionArn: FAMILY } }
  const taskDefinition = answers({
    arn: `${FAMILY}:3`,
    status: 'ACTIVE',
    compatibilities: [],
    requiresCompatibilities: [],
    executionRoleArn: EXECUTION,
    containers: [],
  })
  const run = (more: Partial<AuditEvent>) => call({ source: 'ecs.amazonaws.com', name: 'RunTask', ...more })
  const see = (event: AuditEvent, ...statements: object[]) =>
    ask([event], { taskDefinition, ...roleThatMay(...statements) }, task)

  test('was refused for want of iam:PassRole, which stands in its message only', async () => {
    const found = finding(await see(run(refusedTo('iam:PassRole', EXECUTION, noPolicy('iam:PassRole')))))
    expect(found).toMatchObject({ code: 'delivery-denied', severity: 'error' })
    expect(found.summary).toBe(`EventBridge was refused iam:PassRole on ${EXECUTION}.`)
  })

  test('was refused for want of iam:PassRole, which the role has now: a warning', async () => {
    const event = run(refusedTo('iam:PassRole', EXECUTION, noPolicy('iam:PassRole')))
    expect(codes(await see(event, may('iam:PassRole', '*')))).toEqual(['delivery-denied warning'])
  })

  test('was refused for an older revision of the same task definition: it counts', async () => {
    const event = run(refusedTo('ecs:RunTask', `${FAMILY}:2`, noPolicy('ecs:RunTask')))
    expect(codes(await see(event))).toEqual(['delivery-denied error'])
  })

  test('answered 200 and yet started nothing', async () => {
    const found = finding(await see(run({ failures: ['arn: RESOURCE:MEMORY'], resources: [CLUSTER, `${FAMILY}:3`] })))
    expect(found).toMatchObject({ code: 'delivery-failed', severity: 'error' })
    expect(found.summary).toContain('without starting anything')
    expect(found.because[0]).toContain('RESOURCE:MEMORY')
  })
})

describe('what CloudTrail does not tell', () => {
  test('silence proves nothing: it is skipped and never ok', async () => {
    const verdict = await ask([])
    expect(verdict).toEqual({
      status: 'skipped',
      because:
        'CloudTrail shows no call of EventBridge with this role in the last 1 h, which proves neither success nor failure.',
    })
  })

  test('a history that may not be read leaves the question open', async () => {
    const verdict = await ask([], { auditEvents: refused('cloudtrail:LookupEvents') })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant cloudtrail:LookupEvents')
  })

  test('a refusal that was found is told although another look-up failed', async () => {
    const auditEvents: Account['auditEvents'] = async (by, value) =>
      by === 'ResourceName'
        ? answers({ events: [assume({ errorCode: 'AccessDenied' })], pages: 1, more: false })()
        : {
            state: 'failed',
            action: 'cloudtrail:LookupEvents',
            resource: value,
            error: { kind: 'throttled', message: 'Rate exceeded' },
          }
    const verdict = await ask([], { auditEvents, role: closed })
    expect(codes(verdict)).toEqual(['assume-role-failed error'])
    expect(verdict).toMatchObject({ unseen: { text: expect.stringContaining('Rate exceeded') } })
  })

  test('calls to a queue are data events, which the history never shows: that is said', async () => {
    const verdict = await ask([assume({})], {}, { Arn: QUEUE })
    expect(reason(verdict)).toContain('data events')
  })

  test('without a role there is nothing to see', async () => {
    const verdict = await cloudtrail.run(delivery({ Arn: QUEUE }), account({ trails: answers([]) }))
    expect(verdict.status).toBe('skipped')
    expect(reason(verdict)).toContain('an SQS queue')
  })
})

describe('data events, where a trail sends them to a log group', () => {
  const FUNCTION = `arn:aws:lambda:${REGION}:${HOME}:function:settle`
  const GROUP = `arn:aws:logs:${REGION}:${HOME}:log-group:trail`
  const invoke = (more: Partial<AuditEvent> = {}): AuditEvent => ({
    time: at(30),
    id: '1',
    source: 'lambda.amazonaws.com',
    name: 'Invoke',
    identityType: 'AWSService',
    invokedBy: 'events.amazonaws.com',
    sourceArn: RULE,
    resources: [FUNCTION, RULE],
    failures: [],
    ...more,
  })
  const deniedInvoke = invoke({
    errorCode: 'AccessDenied',
    errorMessage: 'is not authorized to perform: lambda:InvokeFunction',
  })
  const trail = { name: 'all', arn: 'arn:t', multiRegion: true, organization: false, insights: false }
  const recording: Partial<Account> = {
    trails: answers([{ ...trail, logGroup: `${GROUP}:*` }]),
    trailSelectors: answers({
      basic: [],
      advanced: [[selects('eventCategory', 'Data'), selects('resources.type', 'AWS::Lambda::Function')]],
    }),
    logGroup: answers({ name: 'trail', arn: GROUP }),
    lambdaFunction: answers({ state: 'Active' } as never),
    lambdaPolicy: answers(null),
  }
  const see = (events: readonly AuditEvent[], reads: Partial<Account> = {}, Arn = FUNCTION) =>
    cloudtrail.run(
      delivery({ Arn }),
      account({ ...recording, trailRecords: answers({ events: [...events], more: false }), ...reads }),
    )
  const allowing = answers(doc(forEventBridge('lambda:InvokeFunction', FUNCTION, forRule(RULE))))

  test('show that the function was invoked for this rule', async () => {
    expect(reason(await see([invoke()]))).toBe(
      'EventBridge made one call for this rule in the last 1 h; the latest ones succeeded.',
    )
  })

  test('show that EventBridge was refused: an error, or a warning where the policy allows it now', async () => {
    const found = finding(await see([deniedInvoke]))
    expect(found).toMatchObject({
      code: 'delivery-denied',
      severity: 'error',
      summary: `EventBridge was refused lambda:InvokeFunction on ${FUNCTION}.`,
    })
    expect(found.because[0]).toContain('AccessDenied')
    expect(codes(await see([deniedInvoke], { lambdaPolicy: allowing }))).toEqual(['delivery-denied warning'])
  })

  test('show a failure that is no refusal, and one that is tried again', async () => {
    expect(codes(await see([invoke({ errorCode: 'ResourceNotFoundException' })]))).toEqual(['delivery-failed error'])
    expect(codes(await see([invoke({ errorCode: 'TooManyRequestsException' })]))).toEqual(['delivery-failed warning'])
  })

  test('are in order when an invocation has succeeded since', async () => {
    expect((await see([invoke({ time: at(40) }), deniedInvoke])).status).toBe('ok')
  })

  test('false positive: invocations for another rule, of another function or alias, by another service', async () => {
    const others = [
      { ...deniedInvoke, sourceArn: `${RULE}-2` },
      { ...deniedInvoke, resources: [`${FUNCTION}-2`] },
      { ...deniedInvoke, resources: [FUNCTION, `${FUNCTION}:live`] },
      { ...deniedInvoke, invokedBy: 's3.amazonaws.com' },
      { ...deniedInvoke, name: 'InvokeExecution' },
    ]
    for (const event of others) expect((await see([event])).status).toBe('skipped')
  })

  test('false positive: a refusal whose record names no rule may be of another rule', async () => {
    const { sourceArn: _, ...nameless } = deniedInvoke
    const verdict = await see([nameless])
    expect(reason(verdict)).toContain('Of 1 calls to it the records do not say for which rule.')
  })

  test('of a target with an alias are those with that alias', async () => {
    const event = invoke({ resources: [FUNCTION, `${FUNCTION}:live`] })
    expect((await see([event], {}, `${FUNCTION}:live`)).status).toBe('ok')
    expect((await see([event], {}, `${FUNCTION}:old`)).status).toBe('skipped')
  })

  test('are asked for by the filter of the rule, in the window, only where a trail selects them', async () => {
    const asked: unknown[][] = []
    const trailRecords: Account['trailRecords'] = async (...args) => {
      asked.push(args)
      return { state: 'found', value: { events: [], more: false } }
    }
    await see([], { trailRecords })
    const [group, from, to, filter] = asked[0] ?? []
    expect([group, from, to]).toEqual([GROUP, '2026-11-21T11:00:00.000Z', '2026-11-21T12:00:00.000Z'])
    expect(filter).toBe(
      `{ ($.eventSource = "lambda.amazonaws.com") && (($.eventName = "Invoke")) && (($.requestParameters.sourceArn = "${RULE}") || ($.requestParameters.sourceArn NOT EXISTS)) }`,
    )
    const nothing = {
      'sends its records to a log group': { trails: answers([trail]) },
      'selects AWS::Lambda::Function': { trailSelectors: answers({ basic: [], advanced: [] }) },
      'cannot be searched (class INFREQUENT_ACCESS)': {
        logGroup: answers({ name: 'trail', arn: GROUP, class: 'INFREQUENT_ACCESS' }),
      },
      'log group of another account': { trails: answers([{ ...trail, logGroup: GROUP.replace(HOME, OTHER) }]) },
    }
    for (const [why, reads] of Object.entries(nothing)) {
      const verdict = await see([], { trailRecords, ...reads })
      expect([verdict.status, reason(verdict)]).toEqual(['skipped', expect.stringContaining(why)])
    }
    // The class of the log group is asked for at the same time.
    expect(asked).toHaveLength(2)
  })

  test('that may not be read leave all as it was, and say what would tell them', async () => {
    const verdict = await see([], { trails: refused('cloudtrail:DescribeTrails') })
    expect([verdict.status, reason(verdict)]).toEqual([
      'skipped',
      expect.stringContaining('grant cloudtrail:DescribeTrails'),
    ])
  })

  test('of a stream are made with the role of the target', async () => {
    const STREAM = `arn:aws:kinesis:${REGION}:${HOME}:stream/orders`
    const put = call({ source: 'kinesis.amazonaws.com', name: 'PutRecord', resources: [STREAM] })
    const denied = call({
      ...{ source: 'kinesis.amazonaws.com', name: 'PutRecord', resources: [STREAM] },
      ...refusedTo('kinesis:PutRecord', STREAM, noPolicy('kinesis:PutRecord')),
    })
    const reads = (events: AuditEvent[]): Partial<Account> => ({
      ...recording,
      trailSelectors: answers({
        basic: [],
        advanced: [[selects('eventCategory', 'Data'), selects('resources.type', 'AWS::Kinesis::Stream')]],
      }),
      trailRecords: answers({ events, more: false }),
      ...roleThatMay(),
    })
    expect(codes(await ask([], reads([denied]), { Arn: STREAM }))).toEqual(['delivery-denied error'])
    expect(codes(await ask([], reads([put]), { Arn: STREAM }))).toEqual(['ok'])
    expect(codes(await ask([], reads([{ ...denied, sessionRoleArn: `${ROLE}-2` }]), { Arn: STREAM }))).toEqual([
      'skipped',
    ])
  })
})

function selects(field: string, value: string) {
  const none = { startsWith: [], endsWith: [], notEquals: [], notStartsWith: [], notEndsWith: [] }
  return { field, equals: [value], ...none }
}
