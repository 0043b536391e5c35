import { all, type Because, error, ok, skipped, undecidable, type Verdict, warning } from '../verdict/verdict.js'
import { LOSSES, type Numbers, numbersOf, stageOf, type TargetCount } from './metric-matrix.js'
import { count, isAfter, millis, minuteOf, newest, windowText } from './moment.js'
import {
  hasData,
  lastFailure,
  likelySuccesses,
  matches,
  partialOf,
  type RuleMetrics,
  successes,
} from './rule-metrics.js'
import { missedTimes } from './schedule-gaps.js'
import type { Window } from './types.js'

const METRIC_CODES = [
  'deliveries-failing',
  'deliveries-failed',
  'deliveries-retrying',
  'rule-throttled',
  'dead-letters-lost',
  'loop-stopped',
  'schedule-missed',
] as const
export type MetricCode = (typeof METRIC_CODES)[number]

/** What the metrics are read together with. */
export interface MetricSubject extends TargetCount {
  name: string
  schedule?: string | undefined
  window: Window
  now: Date
}

export const NO_DATA = 'No data in the window: nothing to judge by.'

/**
 * What the metrics of a rule say. All numbers are the rule's: with several targets a failure is of one of them at least, and
 * of none in particular. CloudWatch's counts are best effort, so what is absent proves nothing.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function metricsVerdict(metrics: RuleMetrics, subject: MetricSubject): Verdict<MetricCode> {
  const numbers = numbersOf(metrics, subject)
  const stage = stageOf(metrics, subject)
  const partial = partialOf(metrics)
  const findings = [
    ...failures(metrics, numbers, subject),
    ...retries(metrics, numbers, subject),
    ...throttled(numbers, subject),
    ...lostLetters(metrics, numbers, subject),
    ...stoppedLoops(numbers, subject),
    ...(partial.length === 0 ? missed(metrics, subject) : []),
  ]
  const unseen = partial.length > 0 ? [incomplete(metrics, partial)] : []
  if (findings.length > 0 || unseen.length > 0) return all([...findings, ...unseen])
  if (!hasData(metrics)) return skipped(stage ? `${NO_DATA} ${stage.says(numbers)}` : NO_DATA)
  if (stage?.id !== 'handed-over' && stage?.id !== 'retrying') return skipped(stage?.says(numbers) ?? NO_DATA)
  const last = newest(likelySuccesses(metrics))
  return ok(
    `${stage.says(numbers)} The last one was at ${last ? minuteOf(last.time) : 'an unknown time'}; none failed in ${windowText(subject.window, subject.now)}, as far as CloudWatch counted.`,
  )
}

/** Failures with no success after them lose events now; with one, they did. */
function failures(metrics: RuleMetrics, numbers: Numbers, subject: MetricSubject): Verdict<MetricCode>[] {
  const last = lastFailure(metrics)
  if (!last) return []
  const [first] = metrics.counts.FailedInvocations.points
  const delivered = newest(likelySuccesses(metrics))
  // Within one period there is no order. Of a rule with one target its own success stands beside the failure; of several
  // targets it may be another's.
  const since =
    delivered !== undefined &&
    (isAfter(delivered.time, last.time) || (numbers.targets <= 1 && delivered.time === last.time))
  const because: Because = [
    `FailedInvocations is ${numbers.failed} in ${windowText(subject.window, subject.now)}: the first at ${minuteOf(first?.time ?? last.time)}, the last at ${minuteOf(last.time)}.`,
    delivered
      ? `The last delivery that succeeded was at ${minuteOf(delivered.time)}${numbers.targets > 1 ? ', to whichever target' : ''}.`
      : 'CloudWatch counted no delivery that succeeded.',
    ...stageSentence(metrics, subject, numbers),
    ...LOSSES.filter((row) => row.when(numbers)).map((row) => row.says(numbers)),
  ]
  if (since) {
    const when =
      delivered.time === last.time
        ? 'and events were delivered within the same minutes'
        : 'and events have been delivered since'
    return [warning('deliveries-failed', `${lost(numbers)} of the rule ${subject.name} failed, ${when}.`, { because })]
  }
  return [
    error('deliveries-failing', `${lost(numbers)} of the rule ${subject.name} failed, and none has succeeded since.`, {
      because: [...because, ...quietSince(metrics, last.time, subject.window)],
    }),
  ]
}

const stageSentence = (metrics: RuleMetrics, targets: TargetCount, numbers: Numbers): string[] => {
  const stage = stageOf(metrics, targets)
  return stage ? [stage.says(numbers)] : []
}

/** A shorter time without events, in milliseconds, is not worth a word. */
const QUIET = 3_600_000

/** Failures that stopped: it was fixed then, or no events came any more. */
function quietSince(metrics: RuleMetrics, last: string, { to }: Window): string[] {
  const matched = newest(matches(metrics))
  if (!matched || !metrics.counts.MatchedEvents.seen) return []
  if (isAfter(matched.time, last)) {
    return [
      `Events have matched until ${minuteOf(matched.time)} without a counted failure, and without a counted success.`,
    ]
  }
  return to.getTime() - millis(last) < QUIET
    ? []
    : ['No event has matched since the last failure, so nothing shows whether it would be delivered now.']
}

/** With several targets a success may be another's than the one that is tried again. */
function retries(metrics: RuleMetrics, numbers: Numbers, subject: MetricSubject): Verdict<MetricCode>[] {
  const last = newest(metrics.counts.RetryInvocationAttempts.points)
  if (!last || numbers.failed > 0 || stageOf(metrics, subject)?.id !== 'retrying') return []
  const delivered = newest(successes(metrics))
  const over = numbers.targets <= 1 && delivered !== undefined && !isAfter(last.time, delivered.time)
  if (over) return []
  const whose = numbers.targets > 1 ? ` The metrics do not say for which of the ${numbers.targets} targets.` : ''
  return [
    warning('deliveries-retrying', `EventBridge retries deliveries of the rule ${subject.name}.`, {
      because: [
        `RetryInvocationAttempts is ${numbers.retried}, the last at ${minuteOf(last.time)}.${whose}`,
        ...stageSentence(metrics, subject, numbers),
      ],
    }),
  ]
}

function throttled({ throttled }: Numbers, { name }: MetricSubject): Verdict<MetricCode>[] {
  if (throttled === 0) return []
  return [
    warning('rule-throttled', `EventBridge throttled the rule ${name}, so its events arrive late.`, {
      because: [
        `ThrottledRules is ${throttled}: the account's quota of invocations a second was reached. The events are delayed, not lost.`,
      ],
    }),
  ]
}

function lostLetters(metrics: RuleMetrics, numbers: Numbers, { name }: MetricSubject): Verdict<MetricCode>[] {
  const last = newest(metrics.counts.InvocationsFailedToBeSentToDlq.points)
  if (!last) return []
  const some = count(numbers.lostToQueue, 'failed event')
  return [
    error('dead-letters-lost', `${some} of the rule ${name} could not be put on the dead-letter queue.`, {
      because: [
        `The last one was at ${minuteOf(last.time)}. An event that the queue refuses is lost for good.`,
        ...LOSSES.filter((row) => row.id === 'queue-refuses').map((row) => row.says(numbers)),
        ...(numbers.queues > 1 ? [`The metrics do not say which of the ${numbers.queues} queues refuses them.`] : []),
      ],
    }),
  ]
}

function stoppedLoops({ stoppedLoops, targets }: Numbers, { name }: MetricSubject): Verdict<MetricCode>[] {
  if (stoppedLoops === 0) return []
  return [
    warning(
      'loop-stopped',
      `EventBridge did not call a target of the rule ${name}, because that would run the rule again.`,
      {
        because: [
          `DeadLetterInvocations is ${stoppedLoops}. This metric counts invocations that were stopped, not the messages of a dead-letter queue.`,
          ...(targets > 1 ? [`The metrics do not say which of the ${targets} targets.`] : []),
        ],
      },
    ),
  ]
}

/** Any count of the rule in a period tells that it was triggered then. */
function missed(metrics: RuleMetrics, { name, schedule, window, now }: MetricSubject): Verdict<MetricCode>[] {
  if (schedule === undefined) return []
  const { counts, period } = metrics
  const signs = [
    ...matches(metrics),
    ...counts.Invocations.points,
    ...counts.InvocationAttempts.points,
    ...successes(metrics),
    ...counts.FailedInvocations.points,
    ...counts.ThrottledRules.points,
  ]
  const { count: times, gaps } = missedTimes(schedule, signs, period, window, now)
  if (times === 0) return []
  const shown = gaps
    .slice(-3)
    .map(
      ({ from, to, missed }) =>
        `${schedule}: nothing was counted between ${minuteOf(from)} and ${minuteOf(to)} (${count(missed, 'time')}).`,
    )
  return [
    warning('schedule-missed', `The rule ${name} was not triggered at ${count(times, 'time')} of its schedule.`, {
      because: [
        'A rule that is disabled is not triggered later for the times that passed. CloudWatch may also have lost a count.',
        ...shown,
        ...(gaps.length > shown.length ? [`${count(gaps.length - shown.length, 'earlier gap')} like this.`] : []),
      ],
    }),
  ]
}

/** What is absent from an answer that is not whole may be there all the same. */
function incomplete({ messages }: RuleMetrics, partial: readonly string[]): Verdict<never> {
  const said = messages.length > 0 ? ` It says: ${messages.join(' ')}` : ''
  const names =
    partial.length > 3 ? `${partial.slice(0, 3).join(', ')} and ${partial.length - 3} more` : partial.join(', ')
  return undecidable(`CloudWatch gave only a part of ${names}, so what is absent may be there.${said}`)
}

const lost = ({ failed }: Numbers): string => (failed === 1 ? '1 delivery' : `${failed} deliveries`)
