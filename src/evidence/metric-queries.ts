import type { RuleAddress } from '../verdict/rule-address.js'
import type { Dimension, MetricQuery, Window } from './types.js'

/**
 * The metrics of a rule that count things. The spelling is CloudWatch's own: `Dlq`, not `DLQ`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export const COUNTS = [
  'MatchedEvents',
  'TriggeredRules',
  'Invocations',
  'InvocationAttempts',
  'SuccessfulInvocationAttempts',
  'RetryInvocationAttempts',
  'FailedInvocations',
  'InvocationsSentToDlq',
  'InvocationsFailedToBeSentToDlq',
  'ThrottledRules',
  'DeadLetterInvocations',
] as const
export type CountName = (typeof COUNTS)[number]

/** Any point of it is a delivery: it is written only after one. */
export const SUCCESS_LATENCY = 'IngestionToInvocationSuccessLatency'

const NAMESPACE = 'AWS/Events'

/** GetMetricData takes 500 queries a call and answers 100,800 points a page. */
const MOST_QUERIES = 500
const MOST_POINTS = 100_800

/** Series that are asked for a rule: its own, those of its bus (not on the default bus) and of the account. */
const SERIES_OF_A_RULE = COUNTS.length + 3

const DAY = 86_400

/** From which age of the window on CloudWatch has values only of longer periods (seconds), by GetMetricData's page. */
const KEPT: readonly { period: number; days: number }[] = [
  { period: 60, days: 15 },
  { period: 300, days: 63 },
  { period: 3600, days: 455 },
]
const PERIODS = [60, 300, 900, 3600, 21_600, DAY]

/**
 * The period to ask for, in seconds: the shortest for which CloudWatch still has values from the beginning of the window
 * on, and with which `series` series fit into one page of an answer.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function periodOf({ from, to }: Window, now: Date, series = SERIES_OF_A_RULE): number {
  const age = (now.getTime() - from.getTime()) / 1000
  const span = (to.getTime() - from.getTime()) / 1000
  const kept = KEPT.find(({ days }) => age <= days * DAY)?.period ?? 3600
  return PERIODS.find((period) => period >= kept && (span / period + 2) * series <= MOST_POINTS) ?? DAY
}

/**
 * The dimensions under which a rule's metrics stand. A rule on the default bus has RuleName alone; on any other bus it has
 * both, and RuleName alone would be its namesake on the default bus. The order is fixed: emulators compare it.
 */
export const dimensionsOf = ({ name, bus }: Pick<RuleAddress, 'name' | 'bus'>): readonly Dimension[] =>
  bus === 'default'
    ? [{ name: 'RuleName', value: name }]
    : [
        { name: 'EventBusName', value: bus },
        { name: 'RuleName', value: name },
      ]

/** What a query is about. */
export type About = CountName | typeof SUCCESS_LATENCY | 'bus:MatchedEvents' | 'account:PutEventsEntriesCount'

/** A query, and which question of the rule it answers. */
export interface RuleQuery extends MetricQuery {
  about: About
}

/**
 * The series to ask for about one rule. `prefix` keeps the ids of several rules in one call apart (a small letter and
 * digits). No metric has the target as a dimension: all numbers are the rule's.
 */
export function queriesOf(
  rule: Pick<RuleAddress, 'name' | 'bus'>,
  window: Window,
  now: Date,
  { prefix = 'm', series = SERIES_OF_A_RULE }: { prefix?: string; series?: number } = {},
): RuleQuery[] {
  const period = periodOf(window, now, series)
  const query = (about: About, metric: string, dimensions: readonly Dimension[], stat: 'Sum' | 'Average' = 'Sum') => ({
    about,
    namespace: NAMESPACE,
    metric,
    dimensions,
    stat,
    period,
  })
  const own = dimensionsOf(rule)
  const queries = [
    ...COUNTS.map((metric) => query(metric, metric, own)),
    query(SUCCESS_LATENCY, SUCCESS_LATENCY, own, 'Average'),
    // The default bus has no EventBusName dimension at all.
    ...(rule.bus === 'default'
      ? []
      : [query('bus:MatchedEvents', 'MatchedEvents', [{ name: 'EventBusName', value: rule.bus }])]),
    query('account:PutEventsEntriesCount', 'PutEventsEntriesCount', []),
  ]
  return queries.map((one, i) => ({ id: `${prefix}_${i}`, ...one }))
}

/** The queries in as few calls as GetMetricData allows. */
export function inCalls<Query>(queries: readonly Query[]): Query[][] {
  const calls = Math.ceil(queries.length / MOST_QUERIES)
  return Array.from({ length: calls }, (_, i) => queries.slice(i * MOST_QUERIES, (i + 1) * MOST_QUERIES))
}

/** The window widened to whole periods: GetMetricData answers faster, and the first period is not cut. */
export function aligned({ from, to }: Window, period: number): Window {
  const step = period * 1000
  return {
    from: new Date(Math.floor(from.getTime() / step) * step),
    to: new Date(Math.ceil(to.getTime() / step) * step),
  }
}
