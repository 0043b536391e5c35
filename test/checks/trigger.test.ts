import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { type Denied, found, missing, type Read } from '../../src/aws/read.js'
import type { TrailSelectors } from '../../src/aws/reads/trails.js'
import { trigger } from '../../src/checks/trigger.js'
import type { RuleAddress } from '../../src/verdict/rule-address.js'
import { addressOf } from '../../src/verdict/rule-address.js'
import type { Verdict } from '../../src/verdict/verdict.js'

const caller = { account: '111122223333', partition: 'aws' }
const now = new Date('2026-11-21T12:00:00Z')
const API = 'AWS API Call via CloudTrail'
const UPLOADS = ['PutObject', 'CompleteMultipartUpload', 'CopyObject']

interface Setup {
  bus?: string
  region?: string
  partition?: string
  pattern?: unknown
  schedule?: string
  state?: string
  managedBy?: string
  /** Reads that are answered otherwise than "nothing is there". */
  account?: Partial<Account>
}

const denied = (action: Denied['action']): Denied => ({ state: 'denied', action, resource: '*' })

function addressIn({ bus = 'default', region = 'eu-west-1', partition = 'aws' }: Setup): RuleAddress {
  return addressOf({ name: 'watch', bus }, { ...caller, partition }, region)
}

/** An account in which nothing is, but the rule: a read that a test does not expect to be needed still answers. */
function accountWith(setup: Setup): Account {
  const rule = addressIn(setup)
  const reads: Partial<Account> = {
    rule: async () =>
      found({
        name: rule.name,
        arn: rule.arn,
        bus: rule.bus,
        state: setup.state ?? 'ENABLED',
        ...(setup.pattern === undefined ? {} : { eventPattern: JSON.stringify(setup.pattern) }),
        ...(setup.schedule === undefined ? {} : { scheduleExpression: setup.schedule }),
        ...(setup.managedBy === undefined ? {} : { managedBy: setup.managedBy }),
      }),
    eventBus: async () => found({ name: rule.bus, arn: rule.busArn, policy: null }),
    ruleNamesByTarget: async () => found([]),
    trails: async () => found([]),
    trailLogging: async () => found(true),
    trailSelectors: async () => found({ basic: [], advanced: [] }),
    bucketNotifications: async () => missing,
    eventSource: async () => missing,
    ...setup.account,
  }
  return reads as Account
}

const run = (setup: Setup): Promise<Verdict> =>
  trigger.run({ rule: addressIn(setup), now, sinceMinutes: 60 }, accountWith(setup))

/** The findings of a verdict as `error trail-missing`. */
const codes = async (setup: Setup): Promise<readonly string[]> => {
  const verdict = await run(setup)
  return verdict.status === 'problem' ? verdict.findings.map((one) => `${one.severity} ${one.code}`) : [verdict.status]
}

const reason = (verdict: Verdict): string =>
  verdict.status === 'problem'
    ? verdict.findings.map((one) => [one.summary, ...one.because].join('\n')).join('\n')
    : typeof verdict.because === 'string'
      ? verdict.because
      : verdict.because.text

const trail = {
  name: 'all',
  arn: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/all',
  homeRegion: 'us-east-1',
  multiRegion: true,
  organization: false,
  insights: false,
}
const everything: TrailSelectors['basic'] = [{ readWrite: 'All', management: true, excluded: [], data: [] }]
const recording = (selectors: Partial<TrailSelectors>, more: Partial<Account> = {}): Partial<Account> => ({
  trails: async () => found([trail]),
  trailSelectors: async () => found({ basic: [], advanced: [], ...selectors }),
  ...more,
})
const field = (name: string, ...equals: string[]) => ({
  field: name,
  equals,
  startsWith: [],
  endsWith: [],
  notEquals: [],
  notStartsWith: [],
  notEndsWith: [],
})
const call = (service: string, names: readonly unknown[], more: object = {}) => ({
  source: [`aws.${service}`],
  'detail-type': [API],
  detail: { eventSource: [`${service}.amazonaws.com`], eventName: names, ...more },
})

describe('the rule itself', () => {
  test('of a rule that is not there nothing can be said', async () => {
    expect(await run({ account: { rule: async () => missing } })).toEqual({
      status: 'skipped',
      because: 'The rule was not found.',
    })
  })

  test('a rule that may not be read is unknown, with the permission to ask for', async () => {
    const verdict = await run({ account: { rule: async () => denied('events:DescribeRule') } })
    expect(verdict).toMatchObject({ status: 'unknown', because: { kind: 'denied' } })
    expect(reason(verdict)).toContain('grant events:DescribeRule')
  })

  test('a rule with neither a pattern nor a schedule is triggered by nothing', async () => {
    expect(await codes({})).toEqual(['error pattern-never-matches'])
  })

  test('a pattern for custom events is all that a rule needs (false positive: nobody has to be asked)', async () => {
    const verdict = await run({
      pattern: { source: ['shop'] },
      account: { eventBus: undefined as never, trails: undefined as never },
    })
    expect(verdict).toEqual({ status: 'ok', because: 'Nothing is known that keeps the event pattern from matching.' })
  })

  test('a rule that a service manages is said to be so', async () => {
    expect(reason(await run({ pattern: { source: ['aws.ec2'] }, managedBy: 'autoscaling.amazonaws.com' }))).toContain(
      'autoscaling.amazonaws.com manages the rule',
    )
  })

  test("an archive's rule, which leaves replayed events out, is in order (false positive)", async () => {
    const pattern = { source: ['shop'], 'replay-name': [{ exists: false }] }
    expect((await run({ pattern, managedBy: 'prod.vhs.events.aws.internal' })).status).toBe('ok')
  })
})

describe('schedules', () => {
  test('the next time of a schedule is said, in UTC', async () => {
    expect(await run({ schedule: 'cron(0 12 * * ? *)' })).toEqual({
      status: 'ok',
      because: 'The schedule fires next at 2026-11-22T12:00:00Z (UTC).',
    })
  })

  test('a rate fires forever', async () => {
    expect(await run({ schedule: 'rate(5 minutes)' })).toEqual({
      status: 'ok',
      because: 'The schedule fires every 5 minutes.',
    })
  })

  test('a schedule whose years are past never fires again, although EventBridge accepts it', async () => {
    const verdict = await run({ schedule: 'cron(15 10 ? * 6L 2002-2005)' })
    expect(verdict).toMatchObject({ findings: [{ code: 'schedule-never-fires', severity: 'error' }] })
    expect(reason(verdict)).toContain('ScheduleExpression = "cron(15 10 ? * 6L 2002-2005)"')
  })

  test('a schedule on another bus than the default one never fires', async () => {
    expect(await codes({ schedule: 'rate(1 day)', bus: 'orders' })).toEqual(['error schedule-never-fires'])
  })

  test.each([
    ['a rate that is written otherwise than documented', 'rate(1 minutes)', 'the unit is "minute", not "minutes"'],
    ['a single time', 'at(2026-12-01T00:00:00)', 'belongs to EventBridge Scheduler'],
    ['five fields', 'cron(0 12 * * *)', 'six fields'],
  ])(
    'an expression that eb-doctor cannot follow has passed PutRule, and is unknown (false positive): %s',
    async (_, schedule, why) => {
      const verdict = await run({ schedule })
      expect(verdict.status).toBe('unknown')
      expect(reason(verdict)).toContain(why)
      expect(reason(verdict)).toContain('Look up its next times in the EventBridge console.')
    },
  )

  test.each(['rate(5 minutes)', 'cron(0 12 * * ? *)', 'cron(0 0 L-3 * ? *)'])(
    'the state for all management events keeps a schedule from running: %s',
    async (schedule) => {
      const state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'
      const verdict = await run({ schedule, state })
      expect(verdict).toMatchObject({ findings: [{ code: 'schedule-never-fires', severity: 'error' }] })
      expect(reason(verdict)).toContain(`State = "${state}"`)
    },
  )

  test('an expression that AWS does not document is unknown, neither right nor wrong', async () => {
    expect(await codes({ schedule: 'cron(0 0 L-3 * ? *)' })).toEqual(['unknown'])
  })
})

describe('patterns', () => {
  test('a pattern with a misspelt field never matches', async () => {
    const verdict = await run({ pattern: { source: ['aws.s3'], detailType: ['Object Created'] } })
    expect(verdict).toMatchObject({ findings: [{ code: 'pattern-never-matches', severity: 'error' }] })
    expect(reason(verdict)).toContain('The event pattern of rule watch never matches: it names "detailType"')
    expect(reason(verdict)).toContain('event pattern: detailType = "Object Created"')
  })

  test('a number that became a text is suspicious', async () => {
    expect(await codes({ pattern: { source: ['aws.guardduty'], detail: { severity: ['5'] } } })).toEqual([
      'warning pattern-suspicious',
    ])
  })

  test('a pattern that eb-doctor cannot follow has passed PutRule, and is unknown (false positive)', async () => {
    const verdict = await run({ pattern: { source: [{ 'sounds-like': 'shop' }] } })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('EventBridge has accepted the event pattern of rule watch')
    expect(reason(verdict)).toContain('Unrecognized match type sounds-like')
    expect(reason(verdict)).toContain('aws events test-event-pattern')
  })

  test.each([
    ['an object', { $or: { source: ['shop'] } }],
    ['one object', { $or: [{ source: ['shop'] }] }],
    ['texts', { detail: { $or: ['yes', 'no'] } }],
    ['an object within detail', { source: ['shop'], detail: { $or: { a: ['x'], b: ['y'] } } }],
  ])('$or with %s is no operator: a warning, and what it does is unknown', async (_, pattern) => {
    const verdict = await run({ pattern })
    expect(verdict).toMatchObject({ findings: [{ code: 'pattern-suspicious', severity: 'warning' }] })
    expect(verdict).toMatchObject({ unseen: { kind: 'undecidable' } })
  })

  test('a pattern of too many combinations is unknown', async () => {
    const branches = Array.from({ length: 40 }, (_, i) => ({ [`f${i}`]: ['x'] }))
    expect(await codes({ pattern: { detail: { a: { $or: branches }, b: { $or: branches } } } })).toEqual(['unknown'])
  })
})

describe('calls that come through CloudTrail', () => {
  test('need a trail in the region', async () => {
    const verdict = await run({ pattern: call('ec2', ['RunInstances']) })
    expect(verdict).toMatchObject({ findings: [{ code: 'trail-missing', severity: 'error' }] })
    expect(reason(verdict)).toContain('cloudtrail:DescribeTrails in eu-west-1: no trail')
  })

  test('need a trail that is logging', async () => {
    const account = recording({ basic: everything }, { trailLogging: async () => found(false) })
    const verdict = await run({ pattern: call('ec2', ['RunInstances']), account })
    expect(verdict).toMatchObject({ findings: [{ code: 'trail-missing' }] })
    expect(reason(verdict)).toContain('trail all: IsLogging = false')
  })

  test('come with any trail that records management events, also one of another region or the organization', async () => {
    expect(
      reason(await run({ pattern: call('ec2', ['RunInstances']), account: recording({ basic: everything }) })),
    ).toContain('Trail all records ec2.amazonaws.com RunInstances.')
  })

  test('come with a trail that nobody gave selectors (false positive)', async () => {
    expect((await run({ pattern: call('ec2', ['RunInstances']), account: recording({}) })).status).toBe('ok')
  })

  test('do not come with a trail of another region that does not reach here', async () => {
    const account = recording({ basic: everything }, { trails: async () => found([{ ...trail, multiRegion: false }]) })
    expect(await codes({ pattern: call('ec2', ['RunInstances']), account })).toEqual(['error trail-missing'])
  })

  test.each([
    ['management events are off', { basic: [{ readWrite: 'All', management: false, excluded: [], data: [] }] }],
    [
      'the source is excluded',
      { basic: [{ readWrite: 'All', management: true, excluded: ['kms.amazonaws.com'], data: [] }] },
    ],
    [
      'only data events are selected',
      { advanced: [[field('eventCategory', 'Data'), field('resources.type', 'AWS::S3::Object')]] },
    ],
    [
      'another source is selected',
      { advanced: [[field('eventCategory', 'Management'), field('eventSource', 'iam.amazonaws.com')]] },
    ],
    [
      'the source is left out',
      {
        advanced: [
          [field('eventCategory', 'Management'), { ...field('eventSource'), notEquals: ['kms.amazonaws.com'] }],
        ],
      },
    ],
  ])('do not come when %s', async (_, selectors) => {
    expect(await codes({ pattern: call('kms', ['CreateKey']), account: recording(selectors) })).toEqual([
      'error trail-missing',
    ])
  })

  test.each([
    [
      'S3 objects, basic',
      call('s3', UPLOADS),
      {
        basic: [
          {
            readWrite: 'WriteOnly',
            management: true,
            excluded: [],
            data: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
          },
        ],
      },
    ],
    [
      'S3 objects of a bucket',
      call('s3', UPLOADS, { requestParameters: { bucketName: ['docs'] } }),
      {
        basic: [
          {
            readWrite: 'All',
            management: true,
            excluded: [],
            data: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3:::docs/'] }],
          },
        ],
      },
    ],
    [
      'S3 objects, advanced',
      call('s3', UPLOADS),
      {
        advanced: [
          [field('eventCategory', 'Data'), field('resources.type', 'AWS::S3::Object'), field('readOnly', 'false')],
        ],
      },
    ],
    [
      'S3 objects of a bucket, advanced',
      call('s3', UPLOADS, { requestParameters: { bucketName: ['docs'] } }),
      {
        advanced: [
          [
            field('eventCategory', 'Data'),
            field('resources.type', 'AWS::S3::Object'),
            { ...field('resources.ARN'), startsWith: ['arn:aws:s3:::docs/in/'] },
          ],
        ],
      },
    ],
    [
      'SNS',
      call('sns', ['Publish']),
      { advanced: [[field('eventCategory', 'Data'), field('resources.type', 'AWS::SNS::Topic')]] },
    ],
    [
      'SQS',
      call('sqs', ['SendMessage']),
      {
        advanced: [
          [
            field('eventCategory', 'Data'),
            field('resources.type', 'AWS::SQS::Queue'),
            field('eventName', 'SendMessage'),
          ],
        ],
      },
    ],
    [
      'Lambda',
      call('lambda', ['Invoke']),
      {
        basic: [
          {
            readWrite: 'All',
            management: false,
            excluded: [],
            data: [{ type: 'AWS::Lambda::Function', values: ['arn:aws:lambda'] }],
          },
        ],
      },
    ],
    [
      'a reading data event, for which the state of the rule does not matter',
      call('s3', ['GetObject']),
      {
        basic: [
          {
            readWrite: 'All',
            management: false,
            excluded: [],
            data: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3:::'] }],
          },
        ],
      },
    ],
  ])('data events come when the trail selects them (false positive): %s', async (_, pattern, selectors) => {
    expect((await run({ pattern, account: recording(selectors) })).status).toBe('ok')
  })

  test.each([
    ['SNS Publish, with management events alone', call('sns', ['Publish']), { basic: everything }],
    ['SQS SendMessage', call('sqs', ['SendMessage']), { basic: everything }],
    ['S3 PutObject', call('s3', UPLOADS), { basic: everything }],
    ['DynamoDB PutItem', call('dynamodb', ['PutItem']), { basic: everything }],
    ['Kinesis PutRecord', call('kinesis', ['PutRecord']), {}],
    [
      'Lambda Invoke, with data events of S3 alone',
      call('lambda', ['Invoke']),
      { advanced: [[field('eventCategory', 'Data'), field('resources.type', 'AWS::S3::Object')]] },
    ],
    [
      'S3 PutObject, with reading selected',
      call('s3', UPLOADS),
      {
        basic: [
          {
            readWrite: 'ReadOnly',
            management: true,
            excluded: [],
            data: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
          },
        ],
      },
    ],
    [
      'S3 PutObject, with another bucket selected',
      call('s3', UPLOADS, { requestParameters: { bucketName: ['docs'] } }),
      {
        basic: [
          {
            readWrite: 'All',
            management: true,
            excluded: [],
            data: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3:::docs-archive/'] }],
          },
        ],
      },
    ],
    [
      'S3 PutObject, named by its source alone',
      { source: ['aws.s3'], 'detail-type': [API], detail: { eventName: UPLOADS } },
      { basic: everything },
    ],
  ])('data events do not come without their selector: %s', async (_, pattern, selectors) => {
    expect(await codes({ pattern, account: recording(selectors) })).toEqual(['error trail-missing'])
  })

  test('when only some of the wanted calls are recorded it is a warning', async () => {
    expect(
      await codes({ pattern: call('s3', [...UPLOADS, 'CreateBucket']), account: recording({ basic: everything }) }),
    ).toEqual(['warning trail-missing'])
  })

  test('when the rule waits for something else too it is a warning', async () => {
    const pattern = { $or: [{ source: ['shop'] }, { ...call('ec2', ['RunInstances']) }] }
    expect(await codes({ pattern })).toEqual(['warning trail-missing'])
  })

  test('imitations that a custom application sends need no trail (false positive)', async () => {
    const pattern = { ...call('ec2', ['RunInstances']), source: ['shop.test'] }
    expect((await run({ pattern })).status).toBe('ok')
  })

  test('other detail-types beside them need no trail (false positive)', async () => {
    const pattern = { source: ['aws.s3'], 'detail-type': ['Object Created', API] }
    expect((await run({ pattern })).status).toBe('ok')
  })

  test('when other accounts may put events on the bus, theirs can still match', async () => {
    const policy =
      '{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:root"},"Action":"events:PutEvents"}}'
    const account = { eventBus: async () => found({ name: 'default', arn: 'arn', policy }) }
    expect(await codes({ pattern: call('ec2', ['RunInstances']), account })).toEqual(['warning trail-missing'])
  })

  test('calls of other accounts are recorded there (false positive)', async () => {
    const verdict = await run({ pattern: { ...call('ec2', ['RunInstances']), account: ['222233334444'] } })
    expect(verdict.status).toBe('ok')
    expect(reason(verdict)).toContain('whose trails cannot be seen from here')
  })

  test('Insights events need a trail with Insights', async () => {
    const pattern = { 'detail-type': ['AWS Insight via CloudTrail'] }
    expect(await codes({ pattern, account: recording({ basic: everything }) })).toEqual(['error trail-missing'])
    const account = recording({ basic: everything }, { trails: async () => found([{ ...trail, insights: true }]) })
    expect(await codes({ pattern, account })).toEqual(['ok'])
  })

  test('sign-ins need a trail too', async () => {
    expect(await codes({ pattern: { 'detail-type': ['AWS Console Sign In via CloudTrail'] } })).toEqual([
      'error trail-missing',
    ])
  })

  test.each([
    ['the list of trails', { trails: async () => denied('cloudtrail:DescribeTrails') }, 'cloudtrail:DescribeTrails'],
    [
      'whether the trail logs',
      recording({}, { trailLogging: async () => denied('cloudtrail:GetTrailStatus') }),
      'cloudtrail:GetTrailStatus',
    ],
    [
      'what the trail selects',
      recording({}, { trailSelectors: async () => denied('cloudtrail:GetEventSelectors') }),
      'cloudtrail:GetEventSelectors',
    ],
    [
      'who may put events on the bus',
      { eventBus: async () => denied('events:DescribeEventBus') },
      'events:DescribeEventBus',
    ],
  ] as [string, Partial<Account>, string][])(
    'are unknown, not lost, when %s may not be seen',
    async (_, account, action) => {
      const verdict = await run({ pattern: call('ec2', ['RunInstances']), account })
      expect(verdict).toMatchObject({ status: 'unknown', because: { kind: 'denied' } })
      expect(reason(verdict)).toContain(`grant ${action}`)
    },
  )

  test('one trail that cannot be seen does not matter when another records all', async () => {
    const hidden = { ...trail, name: 'hidden', arn: `${trail.arn}-hidden` }
    const account = recording(
      { basic: everything },
      {
        trails: async () => found([hidden, trail]),
        trailLogging: async (arn) => (arn === hidden.arn ? denied('cloudtrail:GetTrailStatus') : found(true)),
      },
    )
    expect(await codes({ pattern: call('ec2', ['RunInstances']), account })).toEqual(['ok'])
  })
})

describe('calls that only read', () => {
  const account = recording({ basic: everything })

  test.each([
    ['Get', call('cloudshell', ['GetFileDownloadUrls'])],
    ['List', call('iam', ['ListUsers'])],
    ['Describe', call('ec2', ['DescribeInstances'])],
    ['AssumeRole', call('sts', ['AssumeRole'])],
    ['Decrypt', call('kms', ['Decrypt'])],
    ['LookupEvents', call('cloudtrail', ['LookupEvents'])],
    ['readOnly = true', { source: ['aws.ec2'], 'detail-type': [API], detail: { readOnly: [true] } }],
  ])('do not match a rule that is merely ENABLED: %s', async (_, pattern) => {
    expect(await codes({ pattern, account, region: 'us-east-1' })).toEqual(['error read-only-events-ignored'])
  })

  test('match a rule with the state for them (false positive)', async () => {
    expect(
      await codes({
        pattern: call('ec2', ['DescribeInstances']),
        account,
        state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      }),
    ).toEqual(['ok'])
  })

  test('are a warning beside calls that write', async () => {
    expect(await codes({ pattern: call('ec2', ['DescribeInstances', 'RunInstances']), account })).toEqual([
      'warning read-only-events-ignored',
    ])
  })

  test.each([
    ['a write call that begins like a read', call('ec2', ['Getaway'])],
    ['GetSessionToken, of which AWS says different things', call('sts', ['GetSessionToken'])],
    ['calls but the reading ones', call('ec2', [{ 'anything-but': { prefix: 'Describe' } }])],
    ['any call of a service', { source: ['aws.ec2'], 'detail-type': [API] }],
    [
      'a name without its service, which may be a data event',
      { 'detail-type': [API], detail: { eventName: ['GetRecords'] } },
    ],
    ['a Get call that may be a data event', call('cognito-identity', ['GetId'])],
  ])('are not guessed (false positive): %s', async (_, pattern) => {
    expect(await codes({ pattern, account })).toEqual(['ok'])
  })

  test('a disabled rule is the business of another check', async () => {
    expect(await codes({ pattern: call('ec2', ['DescribeInstances']), account, state: 'DISABLED' })).toEqual(['ok'])
  })
})

describe('services that are the same in all regions', () => {
  const account = recording({ basic: everything })

  test.each(['iam', 'organizations', 'route53'])('%s sends its events to us-east-1 only', async (service) => {
    const verdict = await run({ pattern: { source: [`aws.${service}`], 'detail-type': [API] }, account })
    expect(verdict).toMatchObject({ findings: [{ code: 'global-events-elsewhere', severity: 'error' }] })
    expect(reason(verdict)).toContain(`aws.${service} sends its events to us-east-1 only`)
  })

  test.each(['cloudfront', 'trustedadvisor'])('%s probably does: a warning', async (service) => {
    expect(await codes({ pattern: { source: [`aws.${service}`] }, account })).toEqual(['warning pattern-suspicious'])
  })

  test('in us-east-1 the rule is where it belongs (false positive)', async () => {
    expect(
      await codes({ pattern: { source: ['aws.iam'], 'detail-type': [API] }, account, region: 'us-east-1' }),
    ).toEqual(['ok'])
  })

  test('a rule of us-east-1 may pass the events on (false positive)', async () => {
    const asked: string[] = []
    const forward: Partial<Account> = {
      ...account,
      ruleNamesByTarget: async (target, bus) => {
        asked.push(`${target} ${bus}`)
        return found(['to-ireland'])
      },
    }
    expect(await codes({ pattern: { source: ['aws.iam'], 'detail-type': [API] }, account: forward })).toEqual(['ok'])
    expect(asked).toEqual([
      'arn:aws:events:eu-west-1:111122223333:event-bus/default arn:aws:events:us-east-1:111122223333:event-bus/default',
    ])
  })

  test('whether one does may be unseen, and then it is unknown', async () => {
    const blind: Partial<Account> = {
      ...account,
      ruleNamesByTarget: async () => denied('events:ListRuleNamesByTarget'),
    }
    expect(await codes({ pattern: { source: ['aws.iam'] }, account: blind })).toEqual(['unknown'])
  })

  test('another service beside them can still match (false positive)', async () => {
    expect(await codes({ pattern: { source: ['aws.iam', 'aws.ec2'], 'detail-type': [API] }, account })).toEqual(['ok'])
  })

  test.each([
    ['aws-cn', 'cn-north-1', 'iam'],
    ['aws-cn', 'cn-northwest-1', 'organizations'],
    ['aws-us-gov', 'us-gov-west-1', 'iam'],
    ['aws-iso', 'us-iso-east-1', 'route53'],
    ['aws-unheard-of', 'xx-north-1', 'iam'],
  ])(
    'in the home of its own partition the rule is where it belongs (false positive): %s, %s, %s',
    async (partition, region, service) => {
      expect(await codes({ pattern: { source: [`aws.${service}`] }, account, partition, region })).toEqual(['ok'])
    },
  )

  test.each([
    ['aws-cn', 'cn-northwest-1', 'iam', 'cn-north-1'],
    ['aws-cn', 'cn-north-1', 'organizations', 'cn-northwest-1'],
    ['aws-us-gov', 'us-gov-east-1', 'iam', 'us-gov-west-1'],
  ])(
    'in other partitions the only endpoint tells, which makes a warning: %s, %s, %s',
    async (partition, region, service, home) => {
      const verdict = await run({
        pattern: { source: [`aws.${service}`], 'detail-type': [API] },
        account,
        partition,
        region,
      })
      expect(verdict).toMatchObject({ findings: [{ code: 'global-events-elsewhere', severity: 'warning' }] })
      expect(reason(verdict)).toContain(`sends its events to ${home} only`)
    },
  )

  test('the calls of any service with one endpoint come to one region, probably: a warning', async () => {
    expect(await codes({ pattern: { source: ['aws.budgets'], 'detail-type': [API] }, account })).toEqual([
      'warning pattern-suspicious',
    ])
  })

  test.each([
    ['events of its own', { source: ['aws.budgets'], 'detail-type': ['Budget Threshold Breached'] }],
    ['two services of which one sends everywhere', { source: ['aws.budgets', 'aws.ec2'], 'detail-type': [API] }],
    ['a service that sends everywhere', { source: ['aws.ec2'], 'detail-type': [API] }],
  ])('nothing is concluded from endpoints (false positive) for %s', async (_, pattern) => {
    expect(await codes({ pattern, account })).toEqual(['ok'])
  })

  test('Health and STS send to every region (false positive)', async () => {
    expect(await codes({ pattern: { source: ['aws.health'], 'detail-type': ['AWS Health Event'] } })).toEqual(['ok'])
    expect(await codes({ pattern: { source: ['aws.sts'] }, account })).toEqual(['ok'])
  })
})

describe('events of services and partners on other buses', () => {
  const ec2 = { source: ['aws.ec2'], 'detail-type': ['EC2 Instance State-change Notification'] }

  test('services send to the default bus only', async () => {
    const verdict = await run({ pattern: ec2, bus: 'orders' })
    expect(verdict).toMatchObject({ findings: [{ code: 'service-events-elsewhere', severity: 'error' }] })
    expect(reason(verdict)).toContain(
      'events:ListRuleNamesByTarget on arn:aws:events:eu-west-1:111122223333:event-bus/default',
    )
  })

  test('partner buses get no events of services', async () => {
    const account = { eventSource: async () => found({ name: 'x', state: 'ACTIVE' }) }
    expect(
      await codes({ pattern: { source: [{ prefix: 'aws.ec2' }] }, bus: 'aws.partner/example.com/1', account }),
    ).toEqual(['error service-events-elsewhere'])
  })

  test("by prefix a rule of a partner's bus means the partner too (false positive)", async () => {
    const account = { eventSource: async () => found({ name: 'x', state: 'ACTIVE' }) }
    for (const source of [{ prefix: 'aws.' }, { wildcard: 'aws.*' }]) {
      expect(await codes({ pattern: { source: [source] }, bus: 'aws.partner/example.com/1', account })).toEqual(['ok'])
      expect(await codes({ pattern: { source: [source] }, bus: 'orders' })).toEqual(['error service-events-elsewhere'])
    }
  })

  test('a rule of the default bus may pass them on (false positive)', async () => {
    expect(
      await codes({ pattern: ec2, bus: 'orders', account: { ruleNamesByTarget: async () => found(['forward']) } }),
    ).toEqual(['ok'])
  })

  test.each([
    [
      'an account',
      '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"222233334444"},"Action":["events:PutEvents"]}]}',
    ],
    [
      'an organization',
      '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"events:PutEvents","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]}',
    ],
    ['someone, in a document that cannot be read', '{'],
  ])('another account may put them on the bus (false positive): %s', async (_, policy) => {
    const verdict = await run({
      pattern: ec2,
      bus: 'orders',
      account: { eventBus: async () => found({ name: 'orders', arn: 'arn', policy }) },
    })
    expect(verdict.status).toBe('ok')
    expect(reason(verdict)).toContain('whether they do cannot be seen from here')
  })

  test('a policy for the own account alone brings nobody else', async () => {
    const policy =
      '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"events:PutEvents"},{"Effect":"Deny","Principal":"*","Action":"events:*"}]}'
    expect(
      await codes({
        pattern: ec2,
        bus: 'orders',
        account: { eventBus: async () => found({ name: 'orders', arn: 'arn', policy }) },
      }),
    ).toEqual(['error service-events-elsewhere'])
  })

  test.each([
    ['the forwarding rules', { ruleNamesByTarget: async () => denied('events:ListRuleNamesByTarget') }],
    ['the policy of the bus', { eventBus: async () => denied('events:DescribeEventBus') }],
  ] as [string, Partial<Account>][])('it is unknown when %s may not be seen', async (_, account) => {
    expect(await codes({ pattern: ec2, bus: 'orders', account })).toEqual(['unknown'])
  })

  test('custom events on a custom bus are what it is for (false positive)', async () => {
    expect(await codes({ pattern: { source: ['shop'] }, bus: 'orders' })).toEqual(['ok'])
    expect(await codes({ pattern: { 'detail-type': ['paid'] }, bus: 'orders' })).toEqual(['ok'])
    expect(await codes({ pattern: { source: ['shop', 'aws.ec2'] }, bus: 'orders' })).toEqual(['ok'])
  })

  test('one of two alternatives that cannot come is a warning', async () => {
    expect(await codes({ pattern: { $or: [ec2, { source: ['shop'] }] }, bus: 'orders' })).toEqual([
      'warning service-events-elsewhere',
    ])
  })

  test("a partner's events arrive on the partner's bus only", async () => {
    expect(await codes({ pattern: { source: ['aws.partner/example.com/1'] } })).toEqual([
      'error service-events-elsewhere',
    ])
  })
})

describe('senders with a switch', () => {
  const uploads = { source: ['aws.s3'], 'detail-type': ['Object Created'], detail: { bucket: { name: ['uploads'] } } }

  test('a bucket sends nothing until it is told to', async () => {
    const verdict = await run({
      pattern: uploads,
      account: { bucketNotifications: async () => found({ eventBridge: false }) },
    })
    expect(verdict).toMatchObject({ findings: [{ code: 'source-not-sending', severity: 'error' }] })
    expect(reason(verdict)).toContain('notification configuration of uploads: no EventBridgeConfiguration')
  })

  test('a bucket that does not exist sends nothing', async () => {
    expect(await codes({ pattern: uploads })).toEqual(['error source-not-sending'])
  })

  test('a bucket that was told to is in order', async () => {
    const account: Partial<Account> = {
      bucketNotifications: async (bucket) => (bucket === 'uploads' ? found({ eventBridge: true }) : missing),
    }
    expect(await codes({ pattern: uploads, account })).toEqual(['ok'])
  })

  test('a bucket may be named by its ARN', async () => {
    const pattern = { source: ['aws.s3'], 'detail-type': ['Object Created'], resources: ['arn:aws:s3:::uploads'] }
    expect(
      await codes({ pattern, account: { bucketNotifications: async () => found({ eventBridge: false }) } }),
    ).toEqual(['error source-not-sending'])
  })

  test('a bucket that may not be seen is unknown', async () => {
    expect(
      await codes({
        pattern: uploads,
        account: { bucketNotifications: async () => denied('s3:GetBucketNotification') },
      }),
    ).toEqual(['unknown'])
  })

  test.each([
    ['no bucket is named', { source: ['aws.s3'], 'detail-type': ['Object Created'] }],
    ['the bucket is named by prefix', { ...uploads, detail: { bucket: { name: [{ prefix: 'up' }] } } }],
    ['the sender is a custom application', { ...uploads, source: ['shop'] }],
  ])('nothing is asked of buckets (false positive) when %s', async (_, pattern) => {
    expect(await codes({ pattern })).toEqual(['ok'])
  })

  test.each([
    ['is not there', missing, ['error source-not-sending']],
    ['waits for its acceptance', found({ name: 'x', state: 'PENDING' }), ['error source-not-sending']],
    ['was deleted by the partner', found({ name: 'x', state: 'DELETED' }), ['error source-not-sending']],
    ['is active', found({ name: 'x', state: 'ACTIVE' }), ['ok']],
    ['may not be seen', denied('events:DescribeEventSource'), ['unknown']],
  ] as [string, Read<{ name: string; state: string }>, string[]][])(
    "a partner's event source that %s",
    async (_, read, expected) => {
      const pattern = { source: [{ prefix: 'aws.partner/example.com' }] }
      expect(
        await codes({ pattern, bus: 'aws.partner/example.com/1', account: { eventSource: async () => read } }),
      ).toEqual(expected)
    },
  )
})

describe('sources beside those that need something', () => {
  const mixed = (source: unknown[], rest: object) => ({ source, ...rest })
  const calls = { 'detail-type': [API], detail: { eventName: ['RunInstances'] } }

  test.each([
    ['an own source', mixed(['aws.ec2', 'my.app'], calls)],
    ['an own source by prefix', mixed(['aws.ec2', { prefix: 'my.' }], calls)],
    ["a partner's source", mixed(['aws.ec2', 'aws.partner/example.com/1'], calls)],
  ])('%s can send without a trail: a warning, no error (false positive)', async (_, pattern) => {
    expect(await codes({ pattern })).toEqual(['warning trail-missing'])
  })

  test('a source that the pattern leaves open is no own source', async () => {
    expect(await codes({ pattern: mixed([{ prefix: '' }], calls) })).toEqual(['error trail-missing'])
    expect(await codes({ pattern: calls })).toEqual(['error trail-missing'])
  })

  test('an own source may send what looks like a call that only reads (false positive)', async () => {
    const pattern = mixed(['aws.ec2', 'my.app'], { 'detail-type': [API], detail: { eventName: ['DescribeInstances'] } })
    expect(await codes({ pattern, account: recording({ basic: everything }) })).toEqual([
      'warning read-only-events-ignored',
    ])
  })

  const objects = (source: unknown[], ...buckets: string[]) => ({
    source,
    'detail-type': ['Object Created'],
    detail: { bucket: { name: buckets } },
  })
  const sending = (...names: string[]): Partial<Account> => ({
    bucketNotifications: async (bucket) => found({ eventBridge: names.includes(bucket) }),
  })

  test('another bucket can send, and an own source (false positive)', async () => {
    expect(await codes({ pattern: objects(['aws.s3'], 'uploads', 'docs'), account: sending('docs') })).toEqual([
      'warning source-not-sending',
    ])
    expect(await codes({ pattern: objects(['aws.s3', 'my.app'], 'uploads'), account: sending() })).toEqual([
      'warning source-not-sending',
    ])
    const or = { $or: [objects(['aws.s3'], 'uploads'), { source: ['shop'] }] }
    expect(await codes({ pattern: or, account: sending() })).toEqual(['warning source-not-sending'])
  })

  test('when no bucket sends it is an error, one for each', async () => {
    expect(await codes({ pattern: objects(['aws.s3'], 'uploads', 'docs'), account: sending() })).toEqual([
      'error source-not-sending',
      'error source-not-sending',
    ])
  })
})

test('what is said when nothing stands in the way claims no more than is known', async () => {
  const account = recording({
    basic: [
      { readWrite: 'All', management: true, excluded: [], data: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }] },
    ],
  })
  const setups: Setup[] = [
    { pattern: { source: ['shop'] } },
    { pattern: call('ec2', ['RunInstances', 'StopInstances']), account },
    { pattern: call('s3', [...UPLOADS, 'CreateBucket']), account },
    { pattern: call('bedrock', ['InvokeModel']), account },
    { pattern: { source: ['aws.s3'], 'detail-type': [API] }, account },
    { pattern: { 'detail-type': [API], detail: { errorCode: ['AccessDenied'] } }, account },
    { schedule: 'rate(5 minutes)' },
  ]
  const said = await Promise.all(setups.map(async (setup) => reason(await run(setup))))
  await expect(`${said.join('\n')}\n`).toMatchFileSnapshot('golden/trigger-in-order.txt')
})

describe('all that the check says', () => {
  test('every summary ends with a period or a question and fits one line', async () => {
    const setups: Setup[] = [
      {},
      { pattern: { detailType: ['x'] } },
      { pattern: { source: ['aws.guardduty'], detail: { severity: ['5'] } } },
      { pattern: call('sns', ['Publish']) },
      { pattern: { source: ['aws.iam'] } },
      { pattern: { source: ['aws.ec2'] }, bus: 'orders' },
      { schedule: 'cron(0 0 30 2 ? *)' },
      { schedule: 'rate(5 minutes)', state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' },
    ]
    for (const setup of setups) {
      const verdict = await run(setup)
      expect(verdict.status).toBe('problem')
      for (const { summary, code } of verdict.status === 'problem' ? verdict.findings : []) {
        expect(summary).toMatch(/^[A-Z][^\n]*[.?]$/)
        expect(trigger.findings).toContain(code)
      }
    }
  })
})
