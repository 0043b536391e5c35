import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import type { Aws } from './clients.js'
import { look } from './look.js'
import { pages } from './pages.js'

interface Query {
  id: string
  namespace: string
  metric: string
  dimensions: readonly { name: string; value: string }[]
  stat: 'Sum' | 'Average'
  period: number
}

interface Series {
  id: string
  status: string
  points: { time: string; value: number }[]
}

export const metricData = (aws: Aws, queries: readonly Query[], from: string, to: string) =>
  look({ action: 'cloudwatch:GetMetricData', resource: '*' }, async () => {
    const client = await aws.client(CloudWatchClient)
    const messages: string[] = []
    const parts = await pages(aws, async (NextToken) => {
      const answer = await client.send(
        new GetMetricDataCommand({
          MetricDataQueries: queries.map(toQuery),
          StartTime: new Date(from),
          EndTime: new Date(to),
          ScanBy: 'TimestampDescending',
          ...(NextToken ? { NextToken } : {}),
        }),
        { abortSignal: aws.signal },
      )
      if (!answer.MetricDataResults) throw new SyntaxError('the answer has no results')
      messages.push(...(answer.Messages ?? []).map(({ Code = '', Value = '' }) => [Code, Value].join(': ')))
      return [answer.MetricDataResults, answer.NextToken]
    })
    const series = new Map<string, Series>()
    for (const { Id: id, StatusCode: status = 'Complete', Timestamps = [], Values = [] } of parts) {
      if (!id) throw new SyntaxError('a result has no id')
      const points = [...(series.get(id)?.points ?? []), ...pointsOf(Timestamps, Values)]
      // A series that goes on in the next page is PartialData until its last part.
      series.set(id, { id, status, points })
    }
    return { series: [...series.values()], messages }
  })

const toQuery = ({ id, namespace, metric, dimensions, stat, period }: Query) => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metric,
      Dimensions: dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
    },
    Period: period,
    Stat: stat,
  },
  ReturnData: true,
})

/** CloudWatch answers with two lists of one length. */
function pointsOf(times: readonly Date[], values: readonly number[]) {
  if (times.length !== values.length) throw new SyntaxError('a series has more times than values')
  return times.map((time, i) => ({ time: time.toISOString(), value: values[i] ?? 0 }))
}
