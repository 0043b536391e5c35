import { describe, expect, test } from 'vitest'
import { numbersOf, STAGES, stageOf } from '../../src/evidence/metric-matrix.js'
import type { About } from '../../src/evidence/metric-queries.js'
import { type MetricSubject, metricsVerdict, NO_DATA } from '../../src/evidence/metric-verdict.js'
import type { Point } from '../../src/evidence/types.js'
import type { Verdict } from '../../src/verdict/verdict.js'
import { at, DAY, metricsWith, NOW, points } from './metrics.js'

type Series = Partial<Record<About, readonly Point[]>>

const subject = (more: Partial<MetricSubject> = {}): MetricSubject => ({
  name: 'order-paid',
  targets: 1,
  queues: 1,
  window: DAY,
  now: NOW,
  ...more,
})
const ask = (series: Series, more: Partial<MetricSubject> = {}) => metricsVerdict(metricsWith(series), subject(more))
const codes = (verdict: Verdict): string[] =>
  verdict.status === 'problem' ? verdict.findings.map(({ code, severity }) => `${code} ${severity}`) : [verdict.status]
const because = (verdict: Verdict): string =>
  verdict.status === 'problem' ? verdict.findings.flatMap((finding) => finding.because).join('\n') : ''
const text = (verdict: Verdict): string =>
  verdict.status === 'ok' || verdict.status === 'skipped' ? verdict.because : ''
const stage = (series: Series, targets = 1) => stageOf(metricsWith(series), { targets, queues: 0 })?.id

/** Three events at 10, 11 and 12 o'clock. */
const TIMES = [at(10), at(11), at(12)]
const came = { MatchedEvents: points(TIMES), TriggeredRules: points(TIMES) }
const refused = {
  ...came,
  Invocations: points(TIMES),
  InvocationAttempts: points(TIMES),
  FailedInvocations: points(TIMES),
}
const delivered = {
  ...came,
  Invocations: points(TIMES),
  InvocationAttempts: points(TIMES),
  SuccessfulInvocationAttempts: points(TIMES),
}

describe('the reading matrix', () => {
  test('nothing at all: nothing to judge by, neither good nor bad', () => {
    expect(ask({})).toEqual({ status: 'skipped', because: NO_DATA })
    expect(stage({})).toBeUndefined()
  })

  test('no match of the rule, while other rules of the bus match: said, and still nothing to judge by', () => {
    const series = { 'bus:MatchedEvents': points(TIMES, 40) }
    expect(stage(series)).toBe('nothing-on-the-bus-matched')
    expect(ask(series).status).toBe('skipped')
    expect(text(ask(series))).toContain('120 events matched other rules of the bus')
  })

  test('entries given to PutEvents somewhere in the account say nothing of this rule', () => {
    expect(ask({ 'account:PutEventsEntriesCount': points(TIMES, 40) })).toEqual({ status: 'skipped', because: NO_DATA })
  })

  test('triggered, no call, and the rule throttled: delayed by the quota', () => {
    const series = { TriggeredRules: points(TIMES), ThrottledRules: points(TIMES) }
    expect(stage(series)).toBe('throttled')
    expect(codes(ask(series))).toEqual(['rule-throttled warning'])
    expect(because(ask(series))).toContain('delayed, not lost')
  })

  test('triggered, no call, and invocations stopped: the loop protection, not the dead-letter queue', () => {
    const series = { TriggeredRules: points(TIMES), DeadLetterInvocations: points(TIMES) }
    expect(stage(series)).toBe('loop-stopped')
    expect(codes(ask(series))).toEqual(['loop-stopped warning'])
    expect(because(ask(series))).toContain('not the messages of a dead-letter queue')
  })

  test('triggered and no call, and nothing else: no targets, or late; too weak for a finding', () => {
    expect(stage({ TriggeredRules: points(TIMES) })).toBe('no-outcome')
    expect(ask({ TriggeredRules: points(TIMES) }).status).toBe('skipped')
  })

  test('failures without retries and without a success: the target refuses at once', () => {
    expect(stage(refused)).toBe('refused-at-once')
    expect(codes(ask(refused))).toEqual(['deliveries-failing error'])
    expect(because(ask(refused))).toContain('refuses events at once')
  })

  test('failures with retries: retried to exhaustion, which is no missing permission', () => {
    const series = { ...refused, RetryInvocationAttempts: points(TIMES, 5) }
    expect(stage(series)).toBe('retried-to-exhaustion')
    expect(codes(ask(series))).toEqual(['deliveries-failing error'])
    expect(because(ask(series))).toContain('15 retries did not help')
  })

  test('retries and no failure: still being retried, nothing lost yet', () => {
    const series = {
      ...came,
      InvocationAttempts: points(TIMES, 2),
      RetryInvocationAttempts: points([at(12)]),
      SuccessfulInvocationAttempts: points([at(10), at(11)]),
    }
    expect(stage(series)).toBe('retrying')
    expect(codes(ask(series))).toEqual(['deliveries-retrying warning'])
  })

  test('retries that ended in deliveries are no problem', () => {
    const series = { ...delivered, InvocationAttempts: points(TIMES, 2), RetryInvocationAttempts: points([at(11)]) }
    expect(codes(ask(series))).toEqual(['ok'])
  })

  test('successes and failures of one target: it broke or was fixed within the window', () => {
    const series = { ...delivered, FailedInvocations: points([at(10)]) }
    expect(stage(series)).toBe('broke-or-was-fixed')
    expect(codes(ask(series))).toEqual(['deliveries-failed warning'])
    expect(because(ask(series))).toContain('broke or was fixed')
  })

  test('successes and failures of several targets: which one fails is not known, and none is named', () => {
    const series = { ...delivered, FailedInvocations: points(TIMES) }
    expect(codes(ask(series, { targets: 2 }))).toEqual(['deliveries-failing error'])
    expect(because(ask(series, { targets: 2 }))).toContain('do not say which of them fails')
  })

  test('successes and no failure: handed over, and the rest is seen in the target only', () => {
    expect(stage(delivered)).toBe('handed-over')
    expect(codes(ask(delivered))).toEqual(['ok'])
    expect(text(ask(delivered))).toContain('handed over 3 events')
    expect(text(ask(delivered))).toContain('seen in the target only')
  })

  test('all failures were sent to the queue: the reasons stand there', () => {
    const verdict = ask({ ...refused, InvocationsSentToDlq: points(TIMES) })
    expect(because(verdict)).toContain('All 3 failed events were sent to a dead-letter queue')
  })

  test('more failures than dead letters: the rest was dropped', () => {
    const verdict = ask({ ...refused, InvocationsSentToDlq: points([at(10)]) })
    expect(because(verdict)).toContain('2 of the 3 failed events had no dead-letter queue')
  })

  test('failures of a rule without any queue were dropped', () => {
    expect(because(ask(refused, { queues: 0 }))).toContain('No target has a dead-letter queue')
    expect(because(ask(refused, { queues: 1 }))).not.toContain('dropped')
  })

  test('dead letters that the queue refused are lost for good, also when deliveries have succeeded since', () => {
    const verdict = ask({
      ...delivered,
      FailedInvocations: points([at(10)]),
      InvocationsFailedToBeSentToDlq: points([at(10)]),
    })
    expect(codes(verdict)).toEqual(['deliveries-failed warning', 'dead-letters-lost error'])
    expect(because(verdict)).toContain('refuses EventBridge')
  })

  test('failures that stopped while events still match: said, and still no known success', () => {
    const verdict = ask({ ...refused, FailedInvocations: points([at(10)]), Invocations: points([at(10)]) })
    expect(codes(verdict)).toEqual(['deliveries-failing error'])
    expect(because(verdict)).toContain('Events have matched until 2026-11-25T12:00Z')
  })

  test('failures that stopped because no event came any more', () => {
    expect(because(ask(refused))).toContain('No event has matched since the last failure')
    const until = { window: { from: DAY.from, to: new Date(at(12, 30)) } }
    expect(because(ask(refused, until))).not.toContain('No event has matched')
  })

  test('calls without any outcome yet are neither good nor bad', () => {
    expect(stage({ InvocationAttempts: points(TIMES) })).toBe('under-way')
    expect(ask({ InvocationAttempts: points(TIMES) }).status).toBe('skipped')
  })

  test('each row has a name of its own, and the last one takes what is left', () => {
    expect(new Set(STAGES.map(({ id }) => id)).size).toBe(STAGES.length)
    expect(STAGES.at(-1)?.when(numbersOf(metricsWith({}), { targets: 1, queues: 0 }))).toBe(true)
  })
})

describe('when events are lost', () => {
  test('failures, and a delivery after the last of them: they were lost, they are not now', () => {
    const verdict = ask({ ...refused, SuccessfulInvocationAttempts: points([at(13)]) })
    expect(codes(verdict)).toEqual(['deliveries-failed warning'])
  })

  test('deliveries, and failures after the last of them: they are lost now', () => {
    const verdict = ask({ ...refused, SuccessfulInvocationAttempts: points([at(9)]) })
    expect(codes(verdict)).toEqual(['deliveries-failing error'])
  })

  test('the latency of a success is a success too', () => {
    const verdict = ask({ ...refused, IngestionToInvocationSuccessLatency: points([at(13)], 80) })
    expect(codes(verdict)).toEqual(['deliveries-failed warning'])
  })

  test('failure and success of one target within one period: no order, so no error', () => {
    const series = { ...refused, SuccessfulInvocationAttempts: points([at(12)], 9) }
    expect(codes(ask(series))).toEqual(['deliveries-failed warning'])
  })

  test('failure and success of several targets within one period: the success may be of another one, so an error', () => {
    const series = { ...refused, SuccessfulInvocationAttempts: points(TIMES) }
    expect(codes(ask(series, { targets: 2 }))).toEqual(['deliveries-failing error'])
  })
})

describe('traps of the metrics', () => {
  test('false positive: the newer metrics are missing while the older ones flow; final outcomes without failures are deliveries', () => {
    const verdict = ask({ ...came, Invocations: points(TIMES) })
    expect(codes(verdict)).toEqual(['ok'])
    expect(text(verdict)).toContain('handed over 3 events')
  })

  test('false positive: without the newer metrics, outcomes beyond the failures soften an error', () => {
    const verdict = ask({ ...came, Invocations: points(TIMES), FailedInvocations: points([at(10)]) })
    expect(codes(verdict)).toEqual(['deliveries-failed warning'])
  })

  test('where attempts are counted and no success is, outcomes beyond the failures are no deliveries', () => {
    const verdict = ask({ ...refused, FailedInvocations: points([at(10)]) })
    expect(codes(verdict)).toEqual(['deliveries-failing error'])
  })

  test('the latency of a success alone is a delivery, and attempts that are missing are no lack of attempts', () => {
    expect(codes(ask({ ...came, IngestionToInvocationSuccessLatency: points(TIMES, 80) }))).toEqual(['ok'])
  })

  test('missing failures are "no failure" only where another series of the rule has data', () => {
    expect(codes(ask({ 'bus:MatchedEvents': points(TIMES) }))).toEqual(['skipped'])
    expect(codes(ask(delivered))).toEqual(['ok'])
  })

  test('a partial answer is never ok: what is absent may be in the rest', () => {
    const metrics = metricsWith(delivered, { FailedInvocations: 'PartialData' }, ['Try again.'])
    const verdict = metricsVerdict(metrics, subject())
    expect(verdict.status).toBe('unknown')
    expect(verdict.status === 'unknown' && verdict.because.text).toContain('FailedInvocations')
    expect(verdict.status === 'unknown' && verdict.because.text).toContain('Try again.')
  })

  test('a partial answer with failures keeps them and says what was not seen', () => {
    const metrics = metricsWith(refused, { SuccessfulInvocationAttempts: 'InternalError' })
    const verdict = metricsVerdict(metrics, subject())
    expect(codes(verdict)).toEqual(['deliveries-failing error'])
    expect(verdict.status === 'problem' && verdict.unseen?.text).toContain('SuccessfulInvocationAttempts')
  })

  test('a schedule is not judged by a partial answer', () => {
    const series = { TriggeredRules: points([at(10), at(12)]) }
    const metrics = metricsWith(series, { Invocations: 'PartialData' })
    expect(codes(metricsVerdict(metrics, subject({ schedule: 'rate(5 minutes)' })))).toEqual(['unknown'])
  })

  test('every summary is one sentence that names the rule', () => {
    const verdicts = [
      ask(refused),
      ask({ ...delivered, FailedInvocations: points([at(10)]) }),
      ask({ TriggeredRules: points(TIMES), ThrottledRules: points(TIMES), DeadLetterInvocations: points(TIMES) }),
      ask({ ...refused, InvocationsFailedToBeSentToDlq: points(TIMES) }),
    ]
    for (const verdict of verdicts) {
      expect(verdict.status).toBe('problem')
      if (verdict.status !== 'problem') continue
      for (const { summary, because } of verdict.findings) {
        expect(summary).toMatch(/^[A-Z0-9][^\n]*order-paid[^\n]*\.$/)
        for (const line of because) expect(line).toMatch(/^\S[^\n]*\S$/)
      }
    }
  })
})

describe('a schedule that was missed', () => {
  /** Every `step` minutes from one time to another. */
  const every = (step: number, from: string, to: string): Point[] => {
    const count = Math.floor((Date.parse(to) - Date.parse(from)) / 60_000 / step) + 1
    return Array.from({ length: count }, (_, i) => ({
      time: new Date(Date.parse(from) + i * step * 60_000).toISOString(),
      value: 1,
    }))
  }
  const scheduled = (schedule: string, triggers: readonly Point[]) =>
    ask({ TriggeredRules: triggers, Invocations: triggers }, { schedule })

  test('a rate with a gap between its triggers: about as many times as fit', () => {
    const verdict = scheduled('rate(5 minutes)', [...every(5, at(1), at(14)), ...every(5, at(17), at(19, 55))])
    expect(codes(verdict)).toEqual(['schedule-missed warning'])
    expect(because(verdict)).toContain('between 2026-11-25T14:00Z and 2026-11-25T17:00Z (35 times)')
  })

  test('cron with due times in the gap', () => {
    const verdict = scheduled('cron(0 * * * ? *)', [...every(60, at(1), at(9)), ...every(60, at(12), at(19))])
    expect(verdict.status === 'problem' && verdict.findings[0].summary).toBe(
      'The rule order-paid was not triggered at 2 times of its schedule.',
    )
  })

  test('a gap at the end counts too, up to the last minutes, whose counts may be late', () => {
    expect(codes(scheduled('cron(0 * * * ? *)', every(60, at(1), at(17))))).toEqual(['schedule-missed warning'])
    expect(codes(scheduled('cron(55 * * * ? *)', every(60, at(1, 55), at(18, 55))))).toEqual(['ok'])
    expect(codes(scheduled('rate(5 minutes)', every(5, at(1), at(19, 45))))).toEqual(['ok'])
  })

  test('false positive: a schedule that was kept, with triggers some seconds late', () => {
    expect(codes(scheduled('rate(5 minutes)', every(5, at(1), at(19, 55))))).toEqual(['ok'])
    expect(codes(scheduled('rate(1 minute)', every(1, at(1), at(19, 59))))).toEqual(['ok'])
    expect(codes(scheduled('cron(0/15 * * * ? *)', every(15, at(1, 1), at(19, 46))))).toEqual(['ok'])
    expect(codes(scheduled('cron(0 3 * * ? *)', points([at(3)])))).toEqual(['ok'])
  })

  test('false positive: what lies before the first trigger is not judged, since the rule may be new', () => {
    expect(codes(scheduled('rate(5 minutes)', every(5, at(18), at(19, 55))))).toEqual(['ok'])
  })

  test('false positive: no trigger and no other count of the rule proves nothing', () => {
    expect(codes(ask({}, { schedule: 'rate(5 minutes)' }))).toEqual(['skipped'])
  })

  test('any count of the rule shows a trigger, also when TriggeredRules lost it', () => {
    const whole = every(60, at(1), at(19))
    const verdict = ask(
      { TriggeredRules: whole.filter(({ time }) => time !== at(9)), Invocations: whole },
      { schedule: 'cron(0 * * * ? *)' },
    )
    expect(codes(verdict)).toEqual(['ok'])
  })

  test('false positive: a period that is longer than the rate hides no gap and makes none', () => {
    const hours = every(60, at(1), at(19))
    const metrics = { ...metricsWith({ TriggeredRules: hours, Invocations: hours }), period: 3600 }
    expect(codes(metricsVerdict(metrics, subject({ schedule: 'rate(5 minutes)' })))).toEqual(['ok'])
  })

  test('a schedule that cannot be read is not judged', () => {
    expect(codes(scheduled('cron(nonsense)', every(60, at(1), at(9))))).toEqual(['ok'])
  })
})
