import { number, picklist, string } from 'valibot'
import { type Formed, type Found, name, read } from './declare.js'
import { list, object } from './form.js'

/** A dimension of a metric, in the words of CloudWatch. */
export type Dimension = Formed<typeof dimension>

const dimension = () => object({ name: string(), value: string() })

/** One series to ask CloudWatch for, as GetMetricData takes it. */
export type MetricQuery = Formed<typeof metricQuery>

const metricQuery = () =>
  object({
    /** Unique within a call; begins with a small letter. */
    id: string(),
    namespace: string(),
    metric: string(),
    dimensions: list(dimension()),
    stat: picklist(['Sum', 'Average']),
    /** In seconds. */
    period: number(),
  })

/** The answer of GetMetricData. */
export type MetricAnswers = Found<typeof metricData>

/**
 * What CloudWatch counted: the series to ask for (500 at most), from when on and before when (ISO 8601). One call, all its
 * pages. CloudWatch takes money for each series.
 */
export const metricData = read({
  actions: ['cloudwatch:GetMetricData'],
  args: [list(metricQuery()), name, name],
  answer: () =>
    object({
      /** One for each query that was answered. */
      series: list(
        object({
          id: string(),
          /** `Complete` when CloudWatch gave all that it has; PartialData, InternalError or Forbidden otherwise. */
          status: string(),
          /** In any order; a period in which nothing was counted has no point. */
          points: list(object({ time: string(), value: number() })),
        }),
      ),
      /** What CloudWatch says about the answer as a whole. */
      messages: list(string()),
    }),
  live: async () => (await import('../live/cloudwatch.js')).metricData,
  example: {
    args: [
      [
        {
          id: 'm_0',
          namespace: 'AWS/Events',
          metric: 'MatchedEvents',
          dimensions: [{ name: 'RuleName', value: 'order-paid' }],
          stat: 'Sum',
          period: 60,
        },
      ],
      '2026-11-21T11:00:00.000Z',
      '2026-11-21T12:00:00.000Z',
    ],
    // A rule that was triggered once and delivered.
    answer: (queries, from) => ({
      series: queries.map(({ id, metric }) => ({
        id,
        status: 'Complete',
        points: /^(MatchedEvents|TriggeredRules|Invocations|InvocationAttempts|SuccessfulInvocationAttempts)$/.test(
          metric,
        )
          ? [{ time: from, value: 1 }]
          : [],
      })),
      messages: [],
    }),
  },
})
