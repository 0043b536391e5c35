import { describe, expect, test } from 'vitest'
import type { Account, ReadName } from '../../src/aws/account.js'
import { type Denied, found, type ReadMethod } from '../../src/aws/read.js'
import type { MetricQuery } from '../../src/aws/reads/cloudwatch.js'
import type { Target } from '../../src/aws/reads/events.js'
import type { LogRecord } from '../../src/aws/reads/logs.js'
import type { Report } from '../../src/report/report.js'
import { but, diagnosisOf } from '../support/diagnosing.js'
import { HOME, REGION, RULE } from '../support/home.js'
import { wholeAccount } from '../support/whole-account.js'

// What the configuration says of each target, times what happened, times the number of targets, as whole diagnoses.

const at = (minute: number): string => `2026-11-21T11:${String(minute).padStart(2, '0')}:00.000Z`
const nameOf = (i: number): string => ['one', 'two', 'three'][i] ?? ''
const targetOf = (i: number): Target => ({
  Id: nameOf(i),
  Arn: `arn:aws:lambda:${REGION}:${HOME}:function:${nameOf(i)}`,
})
const refused = (action: Denied['action']) => ({ state: 'denied', action, resource: '*' }) as const

/** What the configuration says of a target: its policy allows the rule, does not, or may not be read. */
const STATICS = ['allows', 'forbids', 'hidden'] as const
type Static = (typeof STATICS)[number]

/** What CloudWatch counted of the rule, by the minute after 11:00. */
const METRICS = {
  nothing: {},
  delivered: { MatchedEvents: 20, SuccessfulInvocationAttempts: 20 },
  failed: { MatchedEvents: 20, FailedInvocations: 20 },
  refused: null,
} as const satisfies Record<string, Readonly<Record<string, number>> | null>
type Metrics = keyof typeof METRICS

/** What is told of the first target by name, at 11:30; `elsewhere` is told of another rule with the same target. */
const NAMED = ['nothing', 'log: delivered', 'log: refused', 'invoked', 'elsewhere'] as const
type Named = (typeof NAMED)[number]

/** What is known of changes: none, one at 11:40 of the first target, or nothing. */
const CHANGES = ['none', 'later', 'refused'] as const
type Changes = (typeof CHANGES)[number]

interface Scene {
  statics: readonly Static[]
  metrics: Metrics
  named: Named
  changes: Changes
}

const STATICS_OF: readonly (readonly Static[])[] = [
  ...STATICS.map((one) => [one]),
  ['forbids', 'allows'],
  ['forbids', 'forbids'],
  ['forbids', 'hidden'],
  ['allows', 'forbids'],
  // Of three targets those in which the first is not like the others.
  ['forbids', 'allows', 'hidden'],
]
const SCENES: readonly Scene[] = STATICS_OF.flatMap((statics) =>
  (Object.keys(METRICS) as Metrics[]).flatMap((metrics) =>
    NAMED.flatMap((named) => CHANGES.map((changes) => ({ statics, metrics, named, changes }))),
  ),
)

function accountOfScene({ statics, metrics, named, changes }: Scene): Account {
  const targets = statics.map((_, i) => targetOf(i))
  const whole = wholeAccount(targets)
  const [first] = targets
  const counted = METRICS[metrics]
  const record = (type: string, more: Partial<LogRecord>): LogRecord => ({
    ...{ time: at(30), type, ruleArn: RULE, targetArn: first?.Arn ?? '', invocationId: 'i' },
    ...more,
  })
  const invoked = (sourceArn: string) => ({
    ...{ time: at(30), id: 'x', source: 'lambda.amazonaws.com', name: 'Invoke', invokedBy: 'events.amazonaws.com' },
    ...{ sourceArn, resources: [first?.Arn ?? ''], failures: [] },
  })
  const records: Readonly<Record<Named, readonly LogRecord[]>> = {
    nothing: [],
    'log: delivered': [record('INVOCATION_SUCCESS', {})],
    'log: refused': [record('INVOCATION_FAILURE', { status: 'NO_PERMISSIONS', error: { message: 'refused' } })],
    invoked: [],
    elsewhere: [record('INVOCATION_SUCCESS', { ruleArn: `${RULE}-2` })],
  }
  const instead: Partial<Record<ReadName, ReadMethod>> = {
    lambdaPolicy: async (arn: string) => {
      const which = statics[targets.findIndex(({ Arn }) => Arn === arn)]
      if (which === 'hidden') return refused('lambda:GetPolicy')
      return which === 'forbids' ? found(null) : (whole.lambdaPolicy as ReadMethod)(arn)
    },
    metricData: async (queries: readonly MetricQuery[]) =>
      counted === null
        ? refused('cloudwatch:GetMetricData')
        : found({
            messages: [],
            series: queries.map(({ id, metric, dimensions }) => {
              const minute = (counted as Readonly<Record<string, number>>)[metric]
              const points = dimensions.length > 0 && minute !== undefined ? [{ time: at(minute), value: 1 }] : []
              return { id, status: 'Complete', points }
            }),
          }),
    busLogRecords: async () => found({ records: records[named], more: false }),
    trailRecords: async () =>
      found({
        events: named === 'invoked' ? [invoked(RULE)] : named === 'elsewhere' ? [invoked(`${RULE}-2`)] : [],
        more: false,
      }),
    changeRecords: async () =>
      changes === 'refused'
        ? refused('cloudtrail:LookupEvents')
        : found({
            changes:
              changes === 'none'
                ? []
                : [
                    {
                      ...{
                        time: at(40),
                        id: 'c',
                        source: 'lambda.amazonaws.com',
                        name: 'UpdateFunctionCode20150331v2',
                      },
                      ...{ who: { type: 'IAMUser', userName: 'eva' }, parameters: { functionName: 'one' } },
                    },
                  ],
            more: false,
          }),
  }
  return but(whole, instead)
}

const reportOf = (scene: Scene): Promise<Report> => diagnosisOf(accountOfScene(scene))

const nameOfScene = ({ statics, metrics, named, changes }: Scene): string =>
  `${statics.join('+')}, metrics ${metrics}, of the first ${named}, changes ${changes}`

/** Every report that is not as it must be, by what `wrong` says of it. */
async function allWrong(wrong: (report: Report, scene: Scene) => string[]): Promise<string[]> {
  const all = await reports
  return all.flatMap(({ report, scene }) => wrong(report, scene).map((what) => `${nameOfScene(scene)}: ${what}`))
}
const reports = (async () => {
  const done: { scene: Scene; report: Report }[] = []
  for (const scene of SCENES) done.push({ scene, report: await reportOf(scene) })
  return done
})()

const resultOf = (report: Report, check: string, target: string | null) =>
  report.checks.find((one) => one.check === check && one.target === target)
const grantOf = (report: Report, i: number) => resultOf(report, 'resource-policy', nameOf(i))?.findings[0]

/** Whether something is told that can only be of this target. */
const own = ({ statics, metrics, named }: Scene, i: number): { success: boolean; failure: boolean } => {
  const alone = statics.length === 1
  const byName = i === 0 ? named : 'nothing'
  return {
    success: byName === 'log: delivered' || byName === 'invoked' || (alone && metrics === 'delivered'),
    failure: byName === 'log: refused' || (alone && metrics === 'failed'),
  }
}

describe('whatever the configuration says and whatever happened, to one target, two or three', () => {
  test('nothing is ok because something is absent', async () => {
    const wrong = await allWrong((report, scene) => [
      ...scene.statics.flatMap((is, i) => {
        const result = resultOf(report, 'resource-policy', nameOf(i))
        if (is === 'allows') return result?.status === 'ok' ? [] : [`${nameOf(i)} is ${result?.status}, not ok`]
        const expected = is === 'hidden' ? 'unknown' : 'problem'
        return result?.status === expected ? [] : [`${nameOf(i)} is ${result?.status}, not ${expected}`]
      }),
      ...(['metrics', 'bus-log', 'changes', 'cloudtrail'] as const).flatMap((check) =>
        report.checks
          .filter((one) => one.check === check && one.status === 'ok')
          .flatMap(({ target }) => {
            const i = target === null ? -1 : scene.statics.findIndex((_, j) => nameOf(j) === target)
            const reason = {
              metrics: scene.metrics === 'delivered',
              'bus-log': i === 0 && scene.named === 'log: delivered',
              changes: scene.changes !== 'refused',
              cloudtrail: i === 0 && scene.named === 'invoked',
            }[check]
            return reason ? [] : [`${check} of ${target} is ok`]
          }),
      ),
      ...(report.verdict === 'healthy' && scene.statics.some((is) => is !== 'allows') ? ['the whole is healthy'] : []),
      ...(report.targets.some(({ delivers }, i) => delivers === true && scene.statics[i] === 'hidden')
        ? ['a target delivers whose policy may not be read']
        : []),
    ])
    expect(wrong).toEqual([])
  }, 120_000)

  test('the first broken hop is the first error, and none that is contradicted', async () => {
    const wrong = await allWrong((report) => {
      const findings = report.checks.flatMap(({ findings: own }) => own)
      const first = report.checks.find(({ findings: own }) => own.some(({ severity }) => severity === 'error'))
      const expected = first ? { check: first.check, target: first.target } : null
      return [
        ...(JSON.stringify(report.firstBrokenHop) === JSON.stringify(expected) ? [] : ['not the first error']),
        ...(findings.some(({ severity, evidence }) => evidence?.state === 'contradicted' && severity === 'error')
          ? ['a contradicted error']
          : []),
        ...((report.verdict === 'broken') === (first !== undefined) ? [] : [`the whole is ${report.verdict}`]),
      ]
    })
    expect(wrong).toEqual([])
  }, 120_000)

  test('a target is blamed and cleared by nothing but what is its own, and nothing old clears it', async () => {
    const wrong = await allWrong((report, scene) =>
      scene.statics.flatMap((is, i) => {
        const state = grantOf(report, i)?.evidence?.state
        const { success, failure } = own(scene, i)
        const changed = scene.changes === 'later' && i === 0
        if (is !== 'forbids') {
          const blamed = report.targets[i]?.delivers === false
          return blamed && !failure ? [`${nameOf(i)} is blamed`] : []
        }
        if (state === undefined) return [`${nameOf(i)} has an error without evidence`]
        if (state === 'contradicted' && (!success || changed || scene.changes === 'refused')) {
          return [`${nameOf(i)} is cleared`]
        }
        if (state === 'confirmed' && (!failure || changed)) return [`${nameOf(i)} is blamed`]
        // What is known to be its own must not be overlooked, either.
        if (state === 'unobserved' && scene.changes === 'none' && success !== failure) {
          return [`${nameOf(i)} is not told`]
        }
        return []
      }),
    )
    expect(wrong).toEqual([])
  }, 120_000)

  test('the scenes reach every state, so that none of this is empty', async () => {
    const states = new Set(
      (await reports).flatMap(({ report, scene }) => scene.statics.map((_, i) => grantOf(report, i)?.evidence?.state)),
    )
    expect([...states].sort()).toEqual(['confirmed', 'contradicted', 'unobserved', undefined])
    expect(SCENES).toHaveLength(480)
  }, 120_000)
})
