import { describe, expect, test } from 'vitest'
import { type Account, READS } from '../../src/aws/account.js'
import { type Denied, found, missing } from '../../src/aws/read.js'
import type { MetricAnswers, MetricQuery } from '../../src/aws/reads/cloudwatch.js'
import type { Rule, Target } from '../../src/aws/reads/events.js'
import type { LogDelivery, LogRecord } from '../../src/aws/reads/logs.js'
import type { DeadLetter, QueueCounts } from '../../src/aws/reads/sqs.js'
import { busLogCheck } from '../../src/checks/bus-log.js'
import { changes } from '../../src/checks/changes.js'
import { deadLetterMessages, peekedDeadLetterMessages } from '../../src/checks/dead-letter-messages.js'
import { metrics } from '../../src/checks/metrics.js'
import { HOME, OTHER, REGION } from '../support/home.js'
import { account, delivery, ROLE } from './delivery.js'

const FUNCTION = `arn:aws:lambda:${REGION}:${HOME}:function:settle`
const DLQ = `arn:aws:sqs:${REGION}:${HOME}:failed`
const GROUP = `arn:aws:logs:${REGION}:${HOME}:log-group:/aws/vendedlogs/orders`
const denied = (action: Denied['action']) => ({ state: 'denied', action, resource: '*' }) as const
const target: Target = { Id: 'settle', Arn: FUNCTION }
const rule =
  (more: Partial<Rule> = {}) =>
  async (name: string, bus: string) =>
    found({ ...READS.rule.example.answer(name, bus), ...more })
const targets =
  (...list: Target[]) =>
  async () =>
    found(list)

/** CloudWatch with these points, one a minute back from 11:59, by metric; only under the dimensions of the rule. */
const watch =
  (counted: Readonly<Record<string, readonly [time: string, value: number][]>>, names = 'RuleName') =>
  async (queries: readonly MetricQuery[]) =>
    found<MetricAnswers>({
      messages: [],
      series: queries.map(({ id, metric, dimensions }) => ({
        id,
        status: 'Complete',
        points:
          dimensions.map(({ name }) => name).join() === names
            ? (counted[metric] ?? []).map(([time, value]) => ({ time: `2026-11-21T${time}:00.000Z`, value }))
            : [],
      })),
    })

describe('the metrics of a rule', () => {
  const ask = (reads: Partial<Account>, bus = 'default') =>
    metrics.run(delivery(target, bus), account({ rule: rule(), targets: targets(target), ...reads }))

  test('are in order when events were delivered and none failed', async () => {
    const metricData = watch({ MatchedEvents: [['11:30', 1]], SuccessfulInvocationAttempts: [['11:30', 1]] })
    expect(await ask({ metricData })).toMatchObject({ status: 'ok' })
  })

  test('show failures after the last success', async () => {
    const metricData = watch({ MatchedEvents: [['11:30', 1]], FailedInvocations: [['11:30', 1]] })
    expect(await ask({ metricData })).toMatchObject({
      findings: [{ code: 'deliveries-failing', severity: 'error' }],
    })
  })

  test('of a rule on a bus of its own are those of bus and rule, never those of a namesake on the default bus', async () => {
    const counted = { MatchedEvents: [['11:30', 1]], FailedInvocations: [['11:30', 1]] } as const
    const namesake = await ask({ metricData: watch(counted as never) }, 'orders')
    expect(namesake.status).toBe('skipped')
    const own = await ask({ metricData: watch(counted as never, 'EventBusName,RuleName') }, 'orders')
    expect(own).toMatchObject({ findings: [{ code: 'deliveries-failing' }] })
  })

  test('prove nothing when there are none', async () => {
    expect(await ask({ metricData: watch({}) })).toEqual({
      status: 'skipped',
      because: 'No data in the window: nothing to judge by.',
    })
  })

  test('are asked for in one call, over whole periods of the window', async () => {
    const asked: unknown[][] = []
    const metricData: Account['metricData'] = async (...args) => {
      asked.push(args)
      return found({ series: [], messages: [] })
    }
    await ask({ metricData })
    expect(asked.map(([queries, ...when]) => [(queries as unknown[]).length, ...when])).toEqual([
      [13, '2026-11-21T11:00:00.000Z', '2026-11-21T12:00:00.000Z'],
    ])
  })

  test('of a rule of another account are not looked for here', async () => {
    const subject = delivery(target)
    const foreign = { ...subject.rule, busRef: `arn:aws:events:${REGION}:${OTHER}:event-bus/default` }
    const verdict = await metrics.run(
      { ...subject, rule: foreign },
      account({ rule: rule(), targets: targets(target) }),
    )
    expect(verdict.status).toBe('skipped')
  })

  test('are unknown, never fine, when CloudWatch refuses', async () => {
    const metricData = async () => denied('cloudwatch:GetMetricData')
    expect(await ask({ metricData })).toMatchObject({ status: 'unknown', because: { kind: 'denied' } })
  })
})

describe('the log of the bus', () => {
  const record = (more: Partial<LogRecord>): LogRecord => ({
    time: '2026-11-21T11:30:00.000Z',
    type: 'INVOCATION_FAILURE',
    ruleArn: delivery(target).rule.arn,
    targetArn: FUNCTION,
    ...more,
  })
  const ask = (level: string | undefined, places: LogDelivery[], reads: Partial<Account> = {}) =>
    busLogCheck.run(
      delivery(target),
      account({
        rule: rule(),
        targets: targets(target),
        eventBus: async (arn) =>
          found({ name: 'default', arn, policy: null, ...(level === undefined ? {} : { logLevel: level }) }),
        logDeliveries: async () => found(places),
        logGroup: async (arn) => found({ name: '/aws/vendedlogs/orders', arn, class: 'STANDARD' }),
        ...reads,
      }),
    )
  const toGroup: LogDelivery = { type: 'CWL', to: GROUP }

  test('is followed to its log group, and a failure there is an error that quotes the service', async () => {
    const busLogRecords = async () =>
      found({ records: [record({ error: { message: 'not on the allow list', httpStatus: 403 } })], more: false })
    const verdict = await ask('INFO', [toGroup], { busLogRecords })
    expect(verdict).toMatchObject({ findings: [{ code: 'logged-failure', severity: 'error' }] })
    expect(JSON.stringify(verdict)).toContain('not on the allow list')
  })

  test('is asked once for several deliveries to one group, with a filter for this rule', async () => {
    const asked: unknown[][] = []
    const busLogRecords: Account['busLogRecords'] = async (...args) => {
      asked.push(args)
      return found({ records: [record({ type: 'INVOCATION_SUCCESS' })], more: false })
    }
    expect(await ask('INFO', [toGroup, toGroup], { busLogRecords })).toMatchObject({ status: 'ok' })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.[3]).toContain(delivery(target).rule.arn)
  })

  test('is searched with Logs Insights where the class of the group wants it', async () => {
    const logGroup: Account['logGroup'] = async (arn) => found({ name: 'x', arn, class: 'INFREQUENT_ACCESS' })
    const busLogQuery = async () => found({ records: [record({ type: 'INVOCATION_SUCCESS' })], more: false })
    expect(await ask('INFO', [toGroup], { logGroup, busLogQuery })).toMatchObject({ status: 'ok' })
  })

  test.each([
    ['is switched off', undefined, [], 'keeps no log'],
    ['is set to OFF', 'OFF', [], 'keeps no log'],
    ['is delivered nowhere', 'INFO', [], 'delivered nowhere'],
    ['goes to S3', 'INFO', [{ type: 'S3', to: 'arn:aws:s3:::logs' }], 'the S3 bucket logs, which is not read'],
  ])('tells nothing when it %s', async (_, level, places, says) => {
    const verdict = await ask(level, places as LogDelivery[])
    expect(verdict).toMatchObject({ status: 'skipped', because: expect.stringContaining(says) })
  })

  test('cannot be searched in a group of the class DELIVERY, or in one that is gone', async () => {
    const logGroup: Account['logGroup'] = async (arn) => found({ name: 'x', arn, class: 'DELIVERY' })
    expect(await ask('INFO', [toGroup], { logGroup })).toMatchObject({ status: 'skipped' })
    expect(await ask('INFO', [toGroup], { logGroup: async () => missing })).toMatchObject({ status: 'skipped' })
  })

  test('is unknown, by the action that is lacking, when it may not be read', async () => {
    const busLogRecords = async () => denied('logs:FilterLogEvents')
    expect(await ask('INFO', [toGroup], { busLogRecords })).toMatchObject({
      status: 'unknown',
      because: { text: expect.stringContaining('logs:FilterLogEvents') },
    })
  })
})

describe('the messages in the dead-letter queue', () => {
  const withQueue: Target = { ...target, DeadLetterConfig: { Arn: DLQ } }
  const holding = (counts: Partial<QueueCounts>): Pick<Account, 'queue'> => ({
    queue: async (arn) =>
      found({
        ...READS.queue.example.answer(arn),
        counts: { waiting: 0, inFlight: 0, delayed: 0, redrives: false, ...counts },
      }),
  })
  const letter: DeadLetter = {
    messageId: 'm',
    sent: '2026-11-21T11:30:00.000Z',
    attributes: { RULE_ARN: delivery(target).rule.arn, TARGET_ARN: FUNCTION, ERROR_CODE: 'NO_PERMISSIONS' },
    notification: false,
  }
  const safe: Partial<Account> = {
    queueConsumers: async () => found([]),
    queueMoves: async () => found([]),
    deadLetters: async () => found([letter]),
  }
  const count = (reads: Partial<Account>) => deadLetterMessages.run(delivery(withQueue), account(reads))
  const peek = (reads: Partial<Account>) => peekedDeadLetterMessages.run(delivery(withQueue), account(reads))

  test('are counted, and never received without being asked to', async () => {
    expect(await count(holding({ waiting: 3 }))).toMatchObject({
      findings: [{ code: 'dead-letters-waiting', severity: 'warning' }],
    })
    expect(await count(holding({}))).toMatchObject({ status: 'ok' })
  })

  test('do not exist without a queue, and are not judged in one that cannot be read', async () => {
    expect(await deadLetterMessages.run(delivery(target), account({}))).toMatchObject({ status: 'skipped' })
    expect(await count({ queue: async () => missing })).toMatchObject({ status: 'skipped' })
    expect(await count({ queue: async () => denied('sqs:GetQueueAttributes') })).toMatchObject({ status: 'unknown' })
  })

  test('tell the reason when they are asked for', async () => {
    const verdict = await peek({ ...holding({ waiting: 1 }), ...safe })
    expect(JSON.stringify(verdict)).toContain('NO_PERMISSIONS')
  })

  test.each<[string, Partial<QueueCounts>, Partial<Account>]>([
    ['redrives its own messages', { redrives: true }, { queueConsumers: undefined as never }],
    ['has a consumer', {}, { queueConsumers: async () => found(['arn:f']) }],
    ['is being emptied by a move', {}, { queueMoves: async () => found(['RUNNING']) }],
    [
      'may have a consumer that cannot be seen',
      {},
      { queueConsumers: async () => denied('lambda:ListEventSourceMappings') },
    ],
    ['may have a move that cannot be seen', {}, { queueMoves: async () => denied('sqs:ListMessageMoveTasks') }],
  ])('are not received from a queue that %s', async (_, counts, reads) => {
    const { deadLetters: _unsafe, ...others } = safe
    // This account has no read of messages at all: to try it would fail the test.
    const verdict = await peek({ ...holding({ waiting: 1, ...counts }), ...others, ...reads })
    expect(JSON.stringify(verdict)).toContain('The messages were not read.')
  })

  test('are not looked for in a queue that holds none', async () => {
    expect(await peek(holding({}))).toMatchObject({ status: 'ok' })
  })
})

describe('the changes on the way', () => {
  const removed = {
    time: '2026-11-21T11:02:00.000Z',
    id: 'a',
    source: 'lambda.amazonaws.com',
    name: 'RemovePermission20150331v2',
    who: { type: 'IAMUser', userName: 'anna' },
    parameters: { functionName: 'settle' },
  }
  const ask = (changeRecords: Account['changeRecords'], more: Partial<Account> = {}, of = target) =>
    changes.run(
      delivery(of),
      account({
        targets: targets(of),
        changeRecords,
        eventBus: async (arn) => found({ name: 'default', arn, policy: null }),
        ...more,
      }),
    )

  test('are told with who made the last one, and when', async () => {
    const verdict = await ask(async () => found({ changes: [removed], more: false }))
    expect(verdict).toMatchObject({
      status: 'ok',
      because: expect.stringMatching(
        /^1 change in the last 1 h, .*RemovePermission on the function settle, by the user anna/,
      ),
    })
  })

  test('of a role are looked for in the Region that keeps the history of IAM, with its own policies', async () => {
    const asked: string[] = []
    const own = `arn:aws:iam::${HOME}:policy/deliver`
    await ask(
      async (_, value, region) => {
        asked.push(`${value} ${region}`)
        return found({ changes: [], more: false })
      },
      { attachedPolicies: async () => found([{ name: 'deliver', arn: own, document: '{}' }]) },
      { ...target, RoleArn: ROLE },
    )
    expect(asked).toContain('deliver us-east-1')
    expect(asked).toContain('CreatePolicyVersion us-east-1')
    expect(asked).toContain(`events.amazonaws.com ${REGION}`)
  })

  test('of the keys of the bus, the target and its dead-letter queue are looked for, by whatever these are named', async () => {
    const queue = `arn:aws:sqs:${REGION}:${HOME}:orders`
    const key = (id: string) => `arn:aws:kms:${REGION}:${HOME}:key/${id}`
    const asked: string[] = []
    const disabled = (keyId: string) => ({
      ...removed,
      ...{ id: keyId, source: 'kms.amazonaws.com', name: 'DisableKey', parameters: { keyId } },
    })
    const verdict = await ask(
      async (_, value) => {
        asked.push(value)
        return found({
          changes: value === 'DisableKey' ? [disabled('of-bus'), disabled(key('of-queue'))] : [],
          more: false,
        })
      },
      {
        eventBus: async (arn) => found({ name: 'default', arn, policy: null, kmsKey: key('of-bus') }),
        queue: async (arn) =>
          found({
            ...{ arn, url: '', policy: null, sqsManagedSse: false, fifo: false, contentBasedDeduplication: false },
            kmsKey: arn === queue ? 'alias/orders' : 'of-failed',
          }),
        kmsKey: async () => found({ arn: key('of-queue'), manager: 'CUSTOMER', state: 'Enabled' }),
      },
      { Id: 'settle', Arn: queue, DeadLetterConfig: { Arn: DLQ } },
    )
    expect(asked).toEqual(expect.arrayContaining(['PutKeyPolicy', 'DisableKey', 'ScheduleKeyDeletion']))
    expect(verdict).toMatchObject({
      status: 'ok',
      because: expect.stringMatching(/^2 changes .*DisableKey on the key/),
    })
  })

  test('of a key that AWS manages are not looked for: nobody here makes any', async () => {
    const asked: string[] = []
    await ask(
      async (_, value) => {
        asked.push(value)
        return found({ changes: [], more: false })
      },
      { eventBus: async (arn) => found({ name: 'default', arn, policy: null, kmsKey: 'alias/aws/events' }) },
    )
    expect(asked).not.toContain('PutKeyPolicy')
  })

  test('are not said to be all when it cannot be read which key the target has', async () => {
    const queue = `arn:aws:sqs:${REGION}:${HOME}:orders`
    const verdict = await ask(
      async () => found({ changes: [], more: false }),
      { queue: async () => denied('sqs:GetQueueAttributes') },
      { Id: 'settle', Arn: queue },
    )
    expect(verdict).toMatchObject({ status: 'unknown', because: { kind: 'denied' } })
  })

  test('by a deployment name the stack that the tags of the resource tell, and do without where these may not be read', async () => {
    const by = { type: 'AssumedRole', arn: `arn:aws:sts::${HOME}:assumed-role/deploy/AWSCloudFormation` }
    const deployed = { ...removed, who: { ...by, invokedBy: 'cloudformation.amazonaws.com' } }
    const history = async () => found({ changes: [deployed], more: false })
    const asked: string[] = []
    const tags = async (arn: string) => {
      asked.push(arn)
      return found({ 'aws:cloudformation:stack-name': 'shop' })
    }
    expect(await ask(history, { tags })).toMatchObject({
      because: expect.stringContaining('by CloudFormation (stack shop, role deploy).'),
    })
    expect(asked).toEqual([FUNCTION])
    expect(await ask(history, { tags: async () => denied('lambda:ListTags') })).toMatchObject({
      status: 'ok',
      because: expect.stringContaining('by CloudFormation (role deploy).'),
    })
  })

  test('by anybody else need no tags', async () => {
    expect(await ask(async () => found({ changes: [removed], more: false }))).toMatchObject({ status: 'ok' })
  })

  test('are not said to be all when there were more records than were read', async () => {
    expect(await ask(async () => found({ changes: [], more: true }))).toMatchObject({ status: 'skipped' })
  })

  test('are unknown when CloudTrail refuses', async () => {
    expect(await ask(async () => denied('cloudtrail:LookupEvents'))).toMatchObject({ status: 'unknown' })
  })
})
