import { type About, COUNTS, type CountName, type RuleQuery, SUCCESS_LATENCY } from './metric-queries.js'
import { isAfter, newest } from './moment.js'
import type { MetricAnswers, Point } from './types.js'

/** One metric over the window. */
export interface Metric {
  /** Points at which something was counted, oldest first. */
  points: readonly Point[]
  /** The sum; 0 also when there is no point, which by itself proves nothing. */
  total: number
  /** Whether there is any point. */
  seen: boolean
  /** CloudWatch did not give all that it has of this metric: what is absent may be there. */
  partial: boolean
}

/** What CloudWatch says about a rule: numbers of the rule as a whole, never of one target. */
export interface RuleMetrics {
  counts: Readonly<Record<CountName, Metric>>
  /** Any point of it is a delivery. */
  successLatency: Metric
  /** Events that matched any rule of the bus; not known on the default bus. */
  bus?: Metric
  /** Entries given to PutEvents in the whole account and Region. */
  account: Metric
  /** Length of a period in seconds: what happened within one has no order. */
  period: number
  /** What CloudWatch says about an answer that is not complete. */
  messages: readonly string[]
}

/** Reads the answer of GetMetricData to the queries of one rule. A query that was not answered counts as partial. */
export function readMetrics(queries: readonly RuleQuery[], answers: MetricAnswers): RuleMetrics {
  const byId = new Map(answers.series.map((series) => [series.id, series]))
  const metric = (about: About): Metric => {
    const query = queries.find((one) => one.about === about)
    const series = query && byId.get(query.id)
    const points = [...(series?.points ?? [])]
      .filter(({ value }) => value > 0)
      .sort((a, b) => (isAfter(a.time, b.time) ? 1 : isAfter(b.time, a.time) ? -1 : 0))
    const total = points.reduce((sum, { value }) => sum + value, 0)
    return { points, total, seen: points.length > 0, partial: series?.status !== 'Complete' }
  }
  const counts = Object.fromEntries(COUNTS.map((name) => [name, metric(name)])) as Record<CountName, Metric>
  return {
    counts,
    successLatency: metric(SUCCESS_LATENCY),
    ...(queries.some(({ about }) => about === 'bus:MatchedEvents') ? { bus: metric('bus:MatchedEvents') } : {}),
    account: metric('account:PutEventsEntriesCount'),
    period: queries[0]?.period ?? 60,
    messages: answers.messages,
  }
}

/** Whether CloudWatch has anything at all about the rule in the window. */
export const hasData = ({ counts, successLatency }: RuleMetrics): boolean =>
  successLatency.seen || Object.values(counts).some(({ seen }) => seen)

/** The metrics of the rule of which CloudWatch gave only a part. */
export const partialOf = ({ counts, successLatency }: RuleMetrics): string[] => [
  ...COUNTS.filter((name) => counts[name].partial),
  ...(successLatency.partial ? [SUCCESS_LATENCY] : []),
]

/** The last moment at which events were lost, as far as CloudWatch counted. */
export const lastFailure = ({ counts }: RuleMetrics): Point | undefined => newest(counts.FailedInvocations.points)

/** The moments at which a target accepted an event. */
export const successes = ({ counts, successLatency }: RuleMetrics): readonly Point[] => [
  ...counts.SuccessfulInvocationAttempts.points,
  ...successLatency.points,
]

/**
 * Moments with more final outcomes than failures. The newer metrics of success can be missing while the older ones flow, and
 * Invocations counts final outcomes only. Good enough to soften an error, not to contradict one.
 */
export function likelySuccesses(metrics: RuleMetrics): readonly Point[] {
  const { Invocations, FailedInvocations, InvocationAttempts } = metrics.counts
  if (successes(metrics).length > 0 || InvocationAttempts.seen) return successes(metrics)
  const failed = new Map(FailedInvocations.points.map(({ time, value }) => [time, value]))
  return Invocations.points.filter(({ time, value }) => value > (failed.get(time) ?? 0))
}

/** The last delivery that CloudWatch counted for certain. */
export const lastSuccess = (metrics: RuleMetrics): Point | undefined => newest(successes(metrics))

/** The last and the first moment at which the rule was triggered or matched. */
export const matches = ({ counts }: RuleMetrics): readonly Point[] => [
  ...counts.MatchedEvents.points,
  ...counts.TriggeredRules.points,
]

/**
 * The beginnings of failing: failures after a stretch in which there was none although the rule was triggered, and the first
 * failure of the window.
 */
export function onsets(metrics: RuleMetrics): readonly Point[] {
  const failures = metrics.counts.FailedInvocations.points
  const busy = [...matches(metrics), ...successes(metrics)]
  const failing = new Set(failures.map(({ time }) => time))
  return failures.filter(({ time }, i) => {
    const before = failures[i - 1]
    if (!before) return true
    return busy.some((one) => isAfter(one.time, before.time) && isAfter(time, one.time) && !failing.has(one.time))
  })
}
