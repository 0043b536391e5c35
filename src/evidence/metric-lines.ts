import { likelySuccesses, type Metric, matches, type RuleMetrics } from './rule-metrics.js'
import type { Point } from './types.js'

/** One line a metric: what it is called for people, its points, and the sum; null when that is not known. */
export interface MetricLine {
  label: string
  points: readonly Point[]
  total: number | null
}

/**
 * The metrics worth a line. What was triggered, delivered and failed is always told when anything is known, zero included;
 * the others only where something was counted.
 */
export function metricLines(metrics: RuleMetrics): readonly MetricLine[] {
  const { counts } = metrics
  const line = (label: string, { points, total }: Metric): MetricLine => ({ label, points, total })
  const seen = (label: string, metric: Metric): MetricLine[] => (metric.seen ? [line(label, metric)] : [])
  const came = matches(metrics).length > 0
  const anything = came || counts.Invocations.seen || counts.FailedInvocations.seen || counts.InvocationAttempts.seen
  if (!anything) return []
  return [
    ...(counts.MatchedEvents.seen || !counts.TriggeredRules.seen ? [line('matched', counts.MatchedEvents)] : []),
    ...(counts.MatchedEvents.seen ? [] : seen('triggered', counts.TriggeredRules)),
    delivered(metrics),
    line('failed', counts.FailedInvocations),
    ...seen('retried', counts.RetryInvocationAttempts),
    ...seen('to queue', counts.InvocationsSentToDlq),
    ...seen('queue lost', counts.InvocationsFailedToBeSentToDlq),
    ...seen('throttled', counts.ThrottledRules),
    ...seen('loops', counts.DeadLetterInvocations),
  ]
}

/** Where the newer metrics are missing, the number of final outcomes that were no failures; else not known. */
function delivered(metrics: RuleMetrics): MetricLine {
  const { SuccessfulInvocationAttempts, Invocations, FailedInvocations, InvocationAttempts } = metrics.counts
  const label = 'delivered'
  if (SuccessfulInvocationAttempts.seen) {
    return { label, points: SuccessfulInvocationAttempts.points, total: SuccessfulInvocationAttempts.total }
  }
  if (metrics.successLatency.seen)
    return { label, points: metrics.successLatency.points.map(({ time }) => ({ time, value: 1 })), total: null }
  if (InvocationAttempts.seen) return { label, points: [], total: 0 }
  const total = Invocations.seen ? Math.max(0, Invocations.total - FailedInvocations.total) : null
  return { label, points: likelySuccesses(metrics), total }
}
