import { describe, expect, test } from 'vitest'
import { type Account, READS, type ReadName } from '../../src/aws/account.js'
import { recall, remember } from '../../src/aws/memory.js'
import { found, type ReadMethod } from '../../src/aws/read.js'
import type { MetricQuery } from '../../src/aws/reads/cloudwatch.js'
import type { Target } from '../../src/aws/reads/events.js'
import type { Check } from '../../src/checks/check.js'
import { CHECKS } from '../../src/checks/index.js'
import type { Report } from '../../src/report/report.js'
import { verdictSentence } from '../../src/report/verdict.js'
import { but, diagnosisOf } from '../support/diagnosing.js'
import { HOME, REGION } from '../support/home.js'
import { ROLE, wholeAccount } from '../support/whole-account.js'

const settle: Target = { Id: 'settle', Arn: `arn:aws:lambda:${REGION}:${HOME}:function:settle` }
const archive: Target = { Id: 'archive', Arn: `arn:aws:lambda:${REGION}:${HOME}:function:archive` }

const run = (account: Account, checks: readonly Check[] = CHECKS): Promise<Report> => diagnosisOf(account, { checks })

/** CloudWatch with one point a metric, at these minutes after 11:00. */
const counted =
  (at: Readonly<Record<string, number>>): ReadMethod =>
  async (queries: readonly MetricQuery[]) =>
    found({
      messages: [],
      series: queries.map(({ id, metric, dimensions }) => ({
        id,
        status: 'Complete',
        points:
          dimensions.length > 0 && at[metric] !== undefined
            ? [{ time: new Date(Date.parse('2026-11-21T11:00Z') + at[metric] * 60_000).toISOString(), value: 1 }]
            : [],
      })),
    })
const delivering = counted({ MatchedEvents: 30, Invocations: 30, SuccessfulInvocationAttempts: 30 })
const failing = counted({ MatchedEvents: 30, Invocations: 30, FailedInvocations: 30 })
/** No policy lets the rule in: a static error of each function. */
const keptOut: Partial<Record<ReadName, ReadMethod>> = { lambdaPolicy: async () => found(null) }
const removedAt = (time: string): Partial<Record<ReadName, ReadMethod>> => ({
  changeRecords: async () =>
    found({
      changes: [
        {
          time,
          id: 'a',
          source: 'lambda.amazonaws.com',
          name: 'RemovePermission20150331v2',
          who: { type: 'IAMUser', userName: 'anna' },
          parameters: { functionName: 'settle' },
        },
      ],
      more: false,
    }),
})
const grantOf = (report: Report, target = 'settle') =>
  report.checks.find(({ check, target: of }) => check === 'resource-policy' && of === target)?.findings[0]

describe('an error of the configuration', () => {
  test('is confirmed by failures of the only target after the change that made it, and the story says so', async () => {
    const report = await run(
      but(wholeAccount([settle]), { ...keptOut, metricData: failing, ...removedAt('2026-11-21T11:28:00Z') }),
    )
    expect(grantOf(report)).toMatchObject({ severity: 'error', evidence: { state: 'confirmed' } })
    expect(report.firstBrokenHop).toEqual({ check: 'resource-policy', target: 'settle' })
    expect(report.timeline.map(({ kind, text }) => [kind, /2 min after RemovePermission/.test(text)])).toEqual([
      ['change', false],
      ['failure', true],
    ])
    expect(report.metrics.find(({ label }) => label === 'failed')?.total).toBe(1)
  })

  test('is a warning when events reach the only target all the same, and no broken hop', async () => {
    const report = await run(but(wholeAccount([settle]), { ...keptOut, metricData: delivering }))
    expect(grantOf(report)).toMatchObject({ severity: 'warning', evidence: { state: 'contradicted' } })
    expect(report).toMatchObject({ verdict: 'at-risk', firstBrokenHop: null })
    expect(report.targets.map(({ delivers }) => delivers)).toEqual([true])
  })

  test('stays when the delivery was before the last change, or when it is not known what has changed', async () => {
    const changedSince = await run(
      but(wholeAccount([settle]), { ...keptOut, metricData: delivering, ...removedAt('2026-11-21T11:50:00Z') }),
    )
    expect(grantOf(changedSince)).toMatchObject({ severity: 'error', evidence: { state: 'unobserved' } })
    const blind = await run(
      but(wholeAccount([settle]), {
        ...keptOut,
        metricData: delivering,
        changeRecords: async () => ({ state: 'denied', action: 'cloudtrail:LookupEvents', resource: '*' }),
      }),
    )
    expect(grantOf(blind)).toMatchObject({ severity: 'error', evidence: { state: 'unobserved' } })
  })

  test('is neither cleared nor blamed by the numbers of a rule with two targets', async () => {
    for (const metricData of [delivering, failing]) {
      const report = await run(but(wholeAccount([settle, archive]), { ...keptOut, metricData }))
      for (const { Id } of [settle, archive]) {
        expect(grantOf(report, Id)).toMatchObject({ severity: 'error', evidence: { state: 'unobserved' } })
      }
    }
  })

  test('is not held against what a check that was left out would have seen', async () => {
    const checks = CHECKS.filter(({ id }) => id !== 'metrics')
    const report = await run(but(wholeAccount([settle]), { ...keptOut, metricData: delivering }), checks)
    expect(grantOf(report)).toMatchObject({ severity: 'error', evidence: { state: 'unobserved' } })
    expect(report.metrics).toEqual([])
  })
})

describe('what CloudTrail recorded of the calls', () => {
  const machine: Target = { Id: 'settle', Arn: `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`, RoleArn: ROLE }
  const closed: Partial<Record<ReadName, ReadMethod>> = {
    metricData: counted({}),
    role: async () =>
      found({ arn: ROLE, name: 'deliver', trustPolicy: '{"Version":"2012-10-17","Statement":[]}', tags: {} }),
    auditEvents: async (by: string) =>
      found({
        events:
          by === 'ResourceName'
            ? [
                {
                  ...{ time: '2026-11-21T11:30:00Z', id: 'x', source: 'sts.amazonaws.com', name: 'AssumeRole' },
                  ...{ invokedBy: 'events.amazonaws.com', assumedRoleArn: ROLE, errorCode: 'AccessDenied' },
                  ...{ resources: [ROLE], failures: [] },
                },
              ]
            : [],
        pages: 1,
        more: false,
      }),
  }

  test('a refused AssumeRole confirms the trust that is missing, and stands in the story', async () => {
    const report = await run(but(wholeAccount([machine]), closed))
    const [trust] = report.checks.find(({ check }) => check === 'role-trust')?.findings ?? []
    expect(trust).toMatchObject({ severity: 'error', evidence: { state: 'confirmed' } })
    expect(report.timeline).toMatchObject([{ kind: 'failure', source: 'CloudTrail' }])
  })

  test('is not told when the check was left out', async () => {
    const report = await run(
      but(wholeAccount([machine]), closed),
      CHECKS.filter(({ id }) => id !== 'cloudtrail'),
    )
    const [trust] = report.checks.find(({ check }) => check === 'role-trust')?.findings ?? []
    expect(trust).toMatchObject({ evidence: { state: 'unobserved' } })
    expect(report.timeline).toEqual([])
  })

  test('an invocation for this rule contradicts a policy that seems to keep it out, also with several targets', async () => {
    const rule = `arn:aws:events:${REGION}:${HOME}:rule/order-paid`
    const trailRecords: ReadMethod = async () =>
      found({
        events: [
          {
            ...{ time: '2026-11-21T11:30:00Z', id: 'x', source: 'lambda.amazonaws.com', name: 'Invoke' },
            ...{ invokedBy: 'events.amazonaws.com', sourceArn: rule, resources: [settle.Arn, rule], failures: [] },
          },
        ],
        more: false,
      })
    const report = await run(but(wholeAccount([settle, archive]), { ...keptOut, trailRecords }))
    expect(grantOf(report)).toMatchObject({ severity: 'warning', evidence: { state: 'contradicted' } })
    expect(grantOf(report, 'archive')).toMatchObject({ severity: 'error', evidence: { state: 'unobserved' } })
    expect(report.timeline.filter(({ source }) => source === 'CloudTrail')).toMatchObject([
      { kind: 'success', text: "EventBridge's Invoke for target settle succeeded." },
    ])
    expect(report.limits.join(' ')).toContain("CloudTrail's data events: those in the log group /aws/events/orders")
  })

  test('without the permission for data events the diagnosis is as good as before, and one limit says what it would buy', async () => {
    const before = await run(wholeAccount([settle]))
    for (const read of ['trails', 'trailSelectors', 'trailRecords'] as const) {
      const action = READS[read].actions[0]
      const report = await run(
        but(wholeAccount([settle]), { [read]: async () => ({ state: 'denied', action, resource: '*' }) as const }),
      )
      expect([report.verdict, report.gaps]).toEqual([before.verdict, []])
      expect(report.limits.filter((limit) => limit.includes(`Grant ${action} (cloudtrail)`))).toHaveLength(1)
    }
  })
})

describe('a rule that nothing reaches', () => {
  test('opens with a sentence of its own, while the verdict stays', async () => {
    const report = await run(but(wholeAccount([settle]), { metricData: counted({}) }))
    expect(report).toMatchObject({ verdict: 'healthy', nothingSeen: true })
    expect(verdictSentence(report)).toMatch(/^No event matched the EventBridge rule order-paid in the last 1 h/)
  })

  test('is not told from one of which CloudWatch was not asked, or gave a part only', async () => {
    const refused: ReadMethod = async () => ({ state: 'denied', action: 'cloudwatch:GetMetricData', resource: '*' })
    const partial: ReadMethod = async (queries: readonly MetricQuery[]) =>
      found({ messages: [], series: queries.map(({ id }) => ({ id, status: 'PartialData', points: [] })) })
    for (const metricData of [refused, partial]) {
      const report = await run(but(wholeAccount([settle]), { metricData }))
      expect(report.nothingSeen).toBeUndefined()
      expect(verdictSentence(report)).not.toContain('No event')
    }
    const unasked = CHECKS.filter(({ id }) => id !== 'metrics')
    const report = await run(but(wholeAccount([settle]), { metricData: counted({}) }), unasked)
    expect(report.nothingSeen).toBeUndefined()
  })

  test('is not said to be one when CloudTrail saw an invocation for it', async () => {
    const rule = `arn:aws:events:${REGION}:${HOME}:rule/order-paid`
    const trailRecords: ReadMethod = async () =>
      found({
        events: [
          {
            ...{ time: '2026-11-21T11:30:00Z', id: 'x', source: 'lambda.amazonaws.com', name: 'Invoke' },
            ...{ invokedBy: 'events.amazonaws.com', sourceArn: rule, resources: [settle.Arn], failures: [] },
          },
        ],
        more: false,
      })
    const report = await run(but(wholeAccount([settle]), { metricData: counted({}), trailRecords }))
    expect(report.nothingSeen).toBeUndefined()
  })
})

describe('checks of what happened that are left out', () => {
  test('are named by one limit, and leave the verdict as it is', async () => {
    const checks = CHECKS.filter(({ id }) => id !== 'metrics' && id !== 'changes')
    const report = await run(wholeAccount([settle]), checks)
    expect(report.verdict).toBe('healthy')
    expect(report.limits).toContain('What happened was not looked at in full: metrics, changes left out, as asked.')
    expect((await run(wholeAccount([settle]))).limits.join(' ')).not.toContain('left out')
  })
})

describe('failures of a rule', () => {
  test('blame none of several targets, and are said to be of one of them at least', async () => {
    const report = await run(but(wholeAccount([settle, archive]), { metricData: failing }))
    expect(report).toMatchObject({ verdict: 'broken', firstBrokenHop: { check: 'metrics', target: null } })
    expect(report.targets.map(({ delivers }) => delivers)).toEqual([null, null])
    expect(verdictSentence(report)).toContain('at least one of its 2 targets')
  })

  test('that nothing explains name what was not read', async () => {
    const report = await run(but(wholeAccount([settle]), { metricData: failing }))
    const [finding] = report.checks.find(({ check }) => check === 'metrics')?.findings ?? []
    expect(finding?.because.join(' ')).toContain('VPC endpoint policies')
    expect(report.targets.map(({ delivers }) => delivers)).toEqual([false])
  })
})

describe('a diagnosis without the permissions to see what happened', () => {
  const NEW = ['metricData', 'logDeliveries', 'busLogRecords', 'changeRecords'] as const
  const refusing = (reads: readonly ReadName[]) =>
    Object.fromEntries(
      reads.map((read) => [
        read,
        async () => ({ state: 'denied', action: READS[read].actions[0], resource: '*' }) as const,
      ]),
    )

  test('is as good as before, and says in one line what they would buy', async () => {
    const report = await run(but(wholeAccount([settle]), refusing(NEW)))
    expect(report.verdict).toBe('healthy')
    expect(report.gaps).toEqual([])
    expect(report.checks.filter(({ status }) => status === 'unknown')).toEqual([])
    const lines = report.limits.filter((limit) => limit.includes('cloudwatch:GetMetricData'))
    expect(lines).toEqual([
      'What happened was not read in full. Grant cloudwatch:GetMetricData (metrics), logs:DescribeDeliverySources (bus-log), cloudtrail:LookupEvents (changes) to see it.',
    ])
  })

  test('does not ask twice for what another check asks for already', async () => {
    const withRole = { ...settle, RoleArn: ROLE }
    const report = await run(but(wholeAccount([withRole]), refusing(['changeRecords', 'auditEvents'])))
    expect(report.gaps.map(({ action }) => action)).toContain('cloudtrail:LookupEvents')
    expect(report.limits.join(' ')).not.toContain('cloudtrail:LookupEvents')
  })

  test('never takes what it could not see for fine', async () => {
    const report = await run(but(wholeAccount([settle]), refusing(NEW)))
    for (const check of ['metrics', 'bus-log', 'changes']) {
      expect(report.checks.find((one) => one.check === check)?.status, check).toBe('skipped')
    }
  })

  test('is unknown where AWS was asked and did not answer', async () => {
    const error = { kind: 'throttled', message: 'Rate exceeded' } as const
    const metricData: ReadMethod = async () => ({
      state: 'failed',
      action: 'cloudwatch:GetMetricData',
      resource: '*',
      error,
    })
    const report = await run(but(wholeAccount([settle]), { metricData }))
    expect(report.verdict).toBe('inconclusive')
  })

  test('is that of a snapshot from before, too', async () => {
    const account = remember(wholeAccount([settle]))
    await run(account)
    const known = account.memory().filter(({ read }) => !(NEW as readonly string[]).includes(read))
    const report = await run(recall(known))
    expect(report.verdict).toBe('healthy')
    expect(report.limits).toContain('The snapshot does not hold all that happened: metrics, bus-log, changes.')
  })
})

describe('the window', () => {
  test('ends where it was told to, for all evidence', async () => {
    const asked: string[] = []
    const note =
      (read: ReadName): ReadMethod =>
      async (...args) => {
        asked.push(`${read} ${args.at(read === 'busLogRecords' ? -2 : -1)}`)
        return found(READS[read].example.answer(...(args as never[])) as never)
      }
    const until = new Date('2026-11-21T11:30:00Z')
    const account = but(wholeAccount([settle]), {
      metricData: note('metricData'),
      changeRecords: note('changeRecords'),
      busLogRecords: note('busLogRecords'),
    })
    const report = await diagnosisOf(account, { until })
    expect(report.window).toEqual({ from: '2026-11-21T11:00:00.000Z', to: until.toISOString() })
    expect(new Set(asked)).toEqual(
      new Set(['metricData', 'changeRecords', 'busLogRecords'].map((read) => `${read} ${until.toISOString()}`)),
    )
  })
})
