import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/evidence/changes.js'
import { type Checked, firstBroken, fuse, nameBlindSpots, type Sight } from '../../src/evidence/fusion.js'
import { fromDeadLetters, fromLog, fromMetrics } from '../../src/evidence/observations.js'
import type { DeadLetter, LogRecord, Observation } from '../../src/evidence/types.js'
import type { Finding } from '../../src/verdict/verdict.js'
import { ORDERS_RULE } from '../support/home.js'
import { at, metricsWith, points } from './metrics.js'

const SETTLE = { Id: 'settle', Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:settle' }
const ARCHIVE = { Id: 'archive', Arn: 'arn:aws:sqs:eu-west-1:111122223333:archive' }

const problem = (check: string, code: string, target: string | null = 'settle'): Checked => ({
  check,
  target,
  findings: [{ code, severity: 'error', summary: 'The policy of X has no grant.', because: ['seen'] }],
})
const seen = (kind: Observation['kind'], time: string, more: Partial<Observation> = {}): Observation => ({
  time,
  kind,
  target: 'settle',
  text: `A ${kind} was seen.`,
  source: 'bus log',
  ...more,
})
const change = (time: string, more: Partial<Change> = {}): Change => ({
  time,
  text: 'PutRolePolicy on the role deliver, by developer/eva.',
  short: 'PutRolePolicy by developer/eva',
  targets: ['settle'],
  passed: true,
  ...more,
})
const sight = (observations: readonly Observation[], list: readonly Change[] = [], known = true): Sight => ({
  observations,
  changes: { known, list },
})
/** The finding after the fusion. */
const fused = (check: Checked, what: Sight) => {
  const finding = fuse([check], what)[0]?.findings[0]
  return {
    severity: finding?.severity,
    state: finding?.evidence?.state,
    summary: finding?.summary,
    because: finding?.evidence?.because,
  }
}
const state = (check: Checked, what: Sight) => fused(check, what).state

const GRANT = problem('resource-policy', 'grant-missing')

describe('an error of a target, held against what happened', () => {
  test('a failure of this target confirms it', () => {
    expect(fused(GRANT, sight([seen('failure', at(10))]))).toMatchObject({ state: 'confirmed', severity: 'error' })
  })

  test('a later delivery to this target contradicts it: a warning that says so', () => {
    const { state: is, severity, summary } = fused(GRANT, sight([seen('failure', at(10)), seen('success', at(11))]))
    expect([is, severity]).toEqual(['contradicted', 'warning'])
    expect(summary).toBe(
      'Events reach target settle although the configuration looks wrong: The policy of X has no grant.',
    )
  })

  test('a delivery before the last failure contradicts nothing', () => {
    expect(state(GRANT, sight([seen('success', at(9)), seen('failure', at(10))]))).toBe('confirmed')
  })

  test('a failure for another reason neither confirms nor lets a delivery before it contradict', () => {
    const other = seen('failure', at(10), { fits: ['role-trust'] })
    expect(state(GRANT, sight([other]))).toBe('unobserved')
    expect(state(GRANT, sight([seen('success', at(9)), other]))).toBe('unobserved')
    expect(state(problem('role-trust', 'role-not-trusted'), sight([other]))).toBe('confirmed')
  })

  test('a delivery before a change on the way contradicts nothing: it may be broken since', () => {
    expect(state(GRANT, sight([seen('success', at(9))], [change(at(10))]))).toBe('unobserved')
    expect(state(GRANT, sight([seen('success', at(11))], [change(at(10))]))).toBe('contradicted')
  })

  test('a failure before a change on the way confirms nothing: it may be of what was before', () => {
    expect(state(GRANT, sight([seen('failure', at(9))], [change(at(10))]))).toBe('unobserved')
  })

  test("changes of another target's way and of the dead-letter queue do not count", () => {
    const elsewhere = [change(at(10), { targets: ['archive'] }), change(at(10), { passed: false })]
    expect(state(GRANT, sight([seen('success', at(9))], elsewhere))).toBe('contradicted')
    expect(state(GRANT, sight([seen('success', at(9))], [change(at(10), { targets: null })]))).toBe('unobserved')
  })

  test('changes that could not be read are not taken for none', () => {
    const { state: is, because } = fused(GRANT, sight([seen('success', at(9))], [], false))
    expect(is).toBe('unobserved')
    expect(because?.[0]).toContain('could not be read')
  })

  test('a count has no order within its period: a success and a failure of one minute decide nothing', () => {
    const counted = { until: '2026-11-25T10:00:59.999Z', source: 'CloudWatch' }
    expect(state(GRANT, sight([seen('success', at(10), counted), seen('failure', at(10), counted)]))).toBe('unobserved')
    const hour = seen('failure', at(10), { until: '2026-11-25T10:59:59.999Z' })
    expect(state(GRANT, sight([hour, seen('success', at(10, 20))]))).toBe('unobserved')
    expect(state(GRANT, sight([hour, seen('success', at(11))]))).toBe('contradicted')
  })

  test('no evidence: unobserved, and an error as before', () => {
    expect(fused(GRANT, sight([]))).toMatchObject({ state: 'unobserved', severity: 'error' })
  })

  test.each(['target-not-found', 'target-not-ready', 'role-not-found'])(
    'no past delivery contradicts %s: AWS says so now, or it is about what comes after the hand-over',
    (code) => {
      expect(state(problem('target-state', code), sight([seen('success', at(11))]))).toBe('unobserved')
    },
  )
})

describe('numbers of the whole rule', () => {
  const delivered = metricsWith({ MatchedEvents: points([at(10)]), SuccessfulInvocationAttempts: points([at(10)]) })
  const failed = metricsWith({ MatchedEvents: points([at(10)]), FailedInvocations: points([at(10)]) })

  test("of a rule with one target are this target's", () => {
    expect(state(GRANT, sight(fromMetrics(delivered, [SETTLE])))).toBe('contradicted')
    expect(state(GRANT, sight(fromMetrics(failed, [SETTLE])))).toBe('confirmed')
  })

  test('of a rule with several targets neither clear nor blame one', () => {
    for (const metrics of [delivered, failed]) {
      const { state: is, because } = fused(GRANT, sight(fromMetrics(metrics, [SETTLE, ARCHIVE])))
      expect(is).toBe('unobserved')
      expect(because?.[0]).toContain('of the whole rule')
    }
  })

  test('of which CloudWatch gave only a part clear nothing: the failures may be in the rest', () => {
    const partial = metricsWith(
      { SuccessfulInvocationAttempts: points([at(10)]) },
      { FailedInvocations: 'PartialData' },
    )
    expect(state(GRANT, sight(fromMetrics(partial, [SETTLE])))).toBe('unobserved')
  })

  test('final outcomes without failures soften, but do not contradict: the newer metrics are needed for that', () => {
    const older = metricsWith({ MatchedEvents: points([at(10)]), Invocations: points([at(10)]) })
    expect(state(GRANT, sight(fromMetrics(older, [SETTLE])))).toBe('unobserved')
  })
})

describe('an error of the rule itself', () => {
  const TRAIL = problem('trigger', 'trail-missing', null)

  test('events that match contradict it, with any number of targets', () => {
    const metrics = metricsWith({ MatchedEvents: points([at(10)]) })
    const { state: is, severity, summary } = fused(TRAIL, sight(fromMetrics(metrics, [SETTLE, ARCHIVE])))
    expect([is, severity]).toEqual(['contradicted', 'warning'])
    expect(summary).toContain('Events match although')
  })

  test('events that matched before the rule was changed contradict nothing', () => {
    const match = seen('match', at(9), { target: null })
    expect(state(TRAIL, sight([match], [change(at(10), { targets: null })]))).toBe('unobserved')
    expect(state(TRAIL, sight([match], [change(at(10))]))).toBe('contradicted')
  })

  test.each(['rule-not-found', 'rule-disabled', 'no-targets', 'schedule-never-fires'])(
    'no past match contradicts %s: it is the case now, or about the future',
    (code) => {
      expect(state(problem('rule', code, null), sight([seen('match', at(10), { target: null })]))).toBe('unobserved')
    },
  )

  test('an event that came and matched nothing confirms that the pattern does not match', () => {
    const missed = seen('failure', at(10), { target: null, fits: ['trigger'] })
    expect(state(problem('trigger', 'pattern-never-matches', null), sight([missed]))).toBe('confirmed')
  })

  test('a failed delivery is no new match: the event may have matched a day before, and have been retried since', () => {
    expect(state(TRAIL, sight([seen('failure', at(10))]))).toBe('unobserved')
  })
})

describe('where observations come from', () => {
  const record = (type: string, more: Partial<LogRecord> = {}): LogRecord => ({
    time: at(10),
    type,
    ruleArn: ORDERS_RULE,
    targetArn: SETTLE.Arn,
    ...more,
  })
  const log = (records: readonly LogRecord[], targets = [SETTLE, ARCHIVE]) =>
    fromLog(records, { ruleArn: ORDERS_RULE, targets })
  const letter = (attributes: Record<string, string>, sent?: string): DeadLetter => ({
    messageId: 'm',
    attributes: { RULE_ARN: ORDERS_RULE, TARGET_ARN: SETTLE.Arn, ...attributes },
    notification: false,
    ...(sent ? { sent } : {}),
  })

  test('the log names the target, so it clears and blames also one of several', () => {
    expect(state(GRANT, sight(log([record('INVOCATION_SUCCESS')])))).toBe('contradicted')
    expect(state(GRANT, sight(log([record('INVOCATION_FAILURE')])))).toBe('confirmed')
    expect(
      state(problem('resource-policy', 'grant-missing', 'archive'), sight(log([record('INVOCATION_SUCCESS')]))),
    ).toBe('unobserved')
  })

  test('the log does not tell two targets with one ARN apart', () => {
    expect(log([record('INVOCATION_SUCCESS')], [SETTLE, { ...SETTLE, Id: 'again' }])).toEqual([])
  })

  test('an attempt that is made again is neither a failure nor a success', () => {
    expect(log([record('INVOCATION_ATTEMPT_RETRYABLE_FAILURE')])).toEqual([])
  })

  test('a dead letter names its target and its reason', () => {
    const observed = fromDeadLetters([letter({ ERROR_CODE: 'FAILED_TO_ASSUME_ROLE' }, at(10))], ORDERS_RULE, [
      SETTLE,
      ARCHIVE,
    ])
    expect(state(problem('role-trust', 'role-not-trusted'), sight(observed))).toBe('confirmed')
    expect(state(GRANT, sight(observed))).toBe('unobserved')
  })

  test('NO_RESOURCE confirms a missing grant as well as a missing target', () => {
    const observed = fromDeadLetters([letter({ ERROR_CODE: 'NO_RESOURCE' }, at(10))], ORDERS_RULE, [SETTLE])
    expect(state(GRANT, sight(observed))).toBe('confirmed')
    expect(state(problem('target-state', 'target-not-found'), sight(observed))).toBe('confirmed')
  })

  test('throttling confirms no error of the configuration', () => {
    const observed = fromDeadLetters([letter({ ERROR_CODE: 'THROTTLING' }, at(10))], ORDERS_RULE, [SETTLE])
    expect(state(GRANT, sight(observed))).toBe('unobserved')
  })

  test('dead letters of other rules and those without a time show nothing', () => {
    const letters = [letter({ RULE_ARN: 'arn:other' }, at(10)), letter({})]
    expect(fromDeadLetters(letters, ORDERS_RULE, [SETTLE])).toEqual([])
  })
})

describe('the first broken hop', () => {
  test('is the first error that is confirmed or unobserved, never a contradicted one', () => {
    const checks = [problem('trigger', 'trail-missing', null), GRANT]
    const all = fuse(checks, sight([seen('match', at(10), { target: null })]))
    expect(firstBroken(all)).toEqual({ check: 'resource-policy', target: 'settle' })
    expect(firstBroken(fuse(checks, sight([])))).toEqual({ check: 'trigger', target: null })
    expect(
      firstBroken(fuse(checks, sight([seen('match', at(10), { target: null }), seen('success', at(10))]))),
    ).toBeNull()
  })

  test('warnings and findings of what happened are left as they are', () => {
    const warned: Checked = {
      ...GRANT,
      findings: [{ code: 'grant-at-risk', severity: 'warning', summary: 'X.', because: ['seen'] }],
    }
    const failing = problem('metrics', 'deliveries-failing', null)
    expect(fuse([warned, failing], sight([seen('success', at(10))]))).toEqual([warned, failing])
  })
})

describe('failures that nothing in the configuration explains', () => {
  const failing = problem('metrics', 'deliveries-failing', null)
  const logged = problem('bus-log', 'logged-failure', 'archive')
  const blind = ['The SCPs of the organization were not read.']
  const last = (checks: readonly Checked[], i: number) => nameBlindSpots(checks, blind)[i]?.findings[0]?.because.at(-1)

  test('stay errors and name what cannot be read', () => {
    expect(nameBlindSpots([failing], blind)[0]?.findings[0]).toMatchObject({
      severity: 'error',
      because: ['seen', 'Nothing in the configuration that was read explains it.', ...blind],
    })
  })

  test('are left alone where an error of the rule or of the same target explains them', () => {
    expect(last([GRANT, failing], 1)).toBe('seen')
    expect(last([problem('rule', 'rule-disabled', null), logged], 1)).toBe('seen')
    expect(last([GRANT, logged], 1)).toBe(blind[0])
  })
})

// All combinations, made small: two targets at most, four moments, every kind of thing that can be seen.
const TARGETS = ['settle', 'archive']
const TIMES = [at(8), at(9), at(10), at(11)]
const CODES = [
  ['trigger', 'trail-missing', null],
  ['rule', 'rule-disabled', null],
  ['resource-policy', 'grant-missing', 'settle'],
  ['role-trust', 'role-not-trusted', 'archive'],
  ['target-state', 'target-not-found', 'settle'],
  ['metrics', 'deliveries-failing', null],
] as const

const aFinding = fc.tuple(fc.constantFrom(...CODES), fc.constantFrom<Finding['severity']>('error', 'warning')).map(
  ([[check, code, target], severity]): Checked => ({
    check,
    target,
    findings: [{ code, severity, summary: 'X is wrong.', because: ['seen'] }],
  }),
)
const aTime = fc.constantFrom(...TIMES)
const anObservation = fc
  .record({
    kind: fc.constantFrom<Observation['kind']>('match', 'failure', 'success'),
    time: aTime,
    target: fc.constantFrom<string | null>('settle', 'archive', null),
    reason: fc.constantFrom<readonly string[] | undefined>(undefined, ['role-trust'], ['trigger'], []),
  })
  .map(({ kind, time, target, reason }) =>
    seen(kind, time, { target, ...(reason && kind === 'failure' ? { fits: reason } : {}) }),
  )
const aChange = fc
  .record({
    time: aTime,
    targets: fc.constantFrom<readonly string[] | null>(null, ['settle'], ['archive'], TARGETS),
    passed: fc.boolean(),
  })
  .map(({ time, ...more }) => change(time, more))
const aSight = fc
  .tuple(fc.array(anObservation, { maxLength: 5 }), fc.array(aChange, { maxLength: 2 }), fc.boolean())
  .map(([observations, list, known]) => sight(observations, list, known))
const checksOf = fc.array(aFinding, { maxLength: 5 })
const runs = { numRuns: 2000 }

describe('whatever is found and whatever happened', () => {
  test('nothing is dropped, nothing is added, nothing becomes ok, and no severity rises', () => {
    fc.assert(
      fc.property(checksOf, aSight, (checks, what) => {
        const after = fuse(checks, what)
        expect(after.map(({ check, target }) => [check, target])).toEqual(
          checks.map(({ check, target }) => [check, target]),
        )
        after.forEach((check, i) => {
          expect(check.findings).toHaveLength(checks[i]?.findings.length ?? -1)
          check.findings.forEach((finding, j) => {
            const before = checks[i]?.findings[j]
            expect(finding.code).toBe(before?.code)
            if (finding.severity !== before?.severity) {
              expect([before?.severity, finding.severity, finding.evidence?.state]).toEqual([
                'error',
                'warning',
                'contradicted',
              ])
            }
          })
        })
      }),
      runs,
    )
  })

  test('every error about the configuration has evidence with a reason, and no other finding has', () => {
    fc.assert(
      fc.property(checksOf, aSight, (checks, what) => {
        fuse(checks, what).forEach((check, i) => {
          check.findings.forEach((finding, j) => {
            const expected = checks[i]?.findings[j]?.severity === 'error' && check.check !== 'metrics'
            expect(finding.evidence !== undefined).toBe(expected)
            if (finding.evidence) expect(finding.evidence.because.length).toBeGreaterThan(0)
          })
        })
      }),
      runs,
    )
  })

  test('a target is neither cleared nor blamed by anything that is not its own', () => {
    fc.assert(
      fc.property(checksOf, aSight, (checks, what) => {
        for (const { target, findings } of fuse(checks, what)) {
          if (target === null) continue
          const own = what.observations.filter((one) => one.target === target)
          for (const { evidence } of findings) {
            if (evidence?.state === 'confirmed') expect(own.some(({ kind }) => kind === 'failure')).toBe(true)
            if (evidence?.state === 'contradicted') expect(own.some(({ kind }) => kind === 'success')).toBe(true)
          }
          const without = { ...what, observations: own }
          const alone = fuse(
            checks.filter((check) => check.target === target),
            without,
          )
          const together = fuse(checks, what).filter((check) => check.target === target)
          expect(alone.flatMap((check) => check.findings.map((finding) => finding.evidence?.state))).toEqual(
            together.flatMap((check) => check.findings.map((finding) => finding.evidence?.state)),
          )
        }
      }),
      runs,
    )
  })

  test('what is contradicted was delivered or matched after every known change on its way, and the changes were read', () => {
    fc.assert(
      fc.property(checksOf, aSight, (checks, what) => {
        for (const { target, findings } of fuse(checks, what)) {
          for (const { evidence } of findings.filter((finding) => finding.evidence?.state === 'contradicted')) {
            expect(evidence).toBeDefined()
            expect(what.changes.known).toBe(true)
            const proofs = what.observations.filter((one) =>
              target === null ? one.kind !== 'failure' : one.target === target && one.kind === 'success',
            )
            const changes = what.changes.list.filter(
              ({ passed, targets }) => passed && (targets === null || (target !== null && targets.includes(target))),
            )
            expect(proofs.some(({ time }) => changes.every((one) => time > one.time))).toBe(true)
          }
        }
      }),
      runs,
    )
  })

  test('absence decides nothing: without observations every error stays an unobserved error', () => {
    fc.assert(
      fc.property(checksOf, fc.array(aChange, { maxLength: 2 }), fc.boolean(), (checks, list, known) => {
        for (const { findings } of fuse(checks, sight([], list, known))) {
          for (const { evidence } of findings) if (evidence) expect(evidence.state).toBe('unobserved')
        }
      }),
      runs,
    )
  })

  test('a contradicted error is never the first broken hop, and without an error there is none', () => {
    fc.assert(
      fc.property(checksOf, aSight, (checks, what) => {
        const after = fuse(checks, what)
        const first = firstBroken(after)
        const errors = after.filter(({ findings }) => findings.some(({ severity }) => severity === 'error'))
        expect(first).toEqual(errors[0] ? { check: errors[0].check, target: errors[0].target } : null)
        if (first) {
          const hop = after.find(({ check, target }) => check === first.check && target === first.target)
          expect(hop).toBeDefined()
        }
        for (const { findings } of after) {
          for (const { severity, evidence } of findings) {
            if (evidence?.state === 'contradicted') expect(severity).toBe('warning')
          }
        }
      }),
      runs,
    )
  })

  test('numbers of a rule with two targets change no evidence about either', () => {
    const counts = fc.record({
      SuccessfulInvocationAttempts: fc.array(aTime, { maxLength: 3 }).map((times) => points([...new Set(times)])),
      FailedInvocations: fc.array(aTime, { maxLength: 3 }).map((times) => points([...new Set(times)])),
      MatchedEvents: fc.array(aTime, { maxLength: 3 }).map((times) => points([...new Set(times)])),
    })
    fc.assert(
      fc.property(checksOf, counts, (checks, series) => {
        const what = sight(fromMetrics(metricsWith(series), [SETTLE, ARCHIVE]))
        for (const { target, findings } of fuse(checks, what)) {
          for (const { evidence } of findings)
            if (target !== null && evidence) expect(evidence.state).toBe('unobserved')
        }
      }),
      { numRuns: 300 },
    )
  })
})
