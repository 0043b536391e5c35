import { type About, queriesOf, type RuleQuery } from '../../src/evidence/metric-queries.js'
import { type RuleMetrics, readMetrics } from '../../src/evidence/rule-metrics.js'
import type { Point, Window } from '../../src/evidence/types.js'

export const NOW = new Date('2026-11-25T20:00:00Z')
export const DAY: Window = { from: new Date('2026-11-24T20:00:00Z'), to: NOW }

/** A moment of the day of the tests: `at(14, 2)` is 14:02 UTC. */
export const at = (hour: number, minute = 0): string =>
  `2026-11-25T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00.000Z`

/** Points of one value at some moments. */
export const points = (times: readonly string[], value = 1): Point[] => times.map((time) => ({ time, value }))

const RULE = { name: 'order-paid', bus: 'orders' }

const queries: readonly RuleQuery[] = queriesOf(RULE, DAY, NOW)

/** The metrics of a rule of which CloudWatch knows just these series. `status` is that of the series it names. */
export function metricsWith(
  series: Partial<Record<About, readonly Point[]>>,
  status: Partial<Record<About, string>> = {},
  messages: readonly string[] = [],
): RuleMetrics {
  return readMetrics(queries, {
    messages,
    series: queries.map(({ id, about }) => ({
      id,
      status: status[about] ?? 'Complete',
      points: series[about] ?? [],
    })),
  })
}
