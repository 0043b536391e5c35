import { describe, expect, test } from 'vitest'
import { accountOf } from '../../src/aws/memory.js'
import { found, type Read } from '../../src/aws/read.js'
import type { MetricAnswers, MetricQuery } from '../../src/aws/reads/cloudwatch.js'
import { ruleMetrics } from '../../src/checks/happened/metrics.js'
import { MetricsTogether } from '../../src/scan/metrics-together.js'
import { addressOf } from '../../src/verdict/rule-address.js'

const HOME = { account: '111122223333', partition: 'aws' }
const now = new Date('2026-11-21T12:00:30Z')
const span = { now, sinceMinutes: 60 }
const refs = Array.from({ length: 100 }, (_, i) => ({ name: `r${i}`, bus: i % 3 === 0 ? 'default' : 'orders' }))

/** CloudWatch that counts of each series a number of its own. */
const countOf = ({ metric, dimensions }: MetricQuery): number =>
  [...`${metric}${JSON.stringify(dimensions)}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7)

function counting(answer: (queries: readonly MetricQuery[]) => Read<MetricAnswers> | undefined = () => undefined) {
  const calls: (readonly MetricQuery[])[] = []
  const account = accountOf(async (_, [asked, from]) => {
    const queries = asked as readonly MetricQuery[]
    calls.push(queries)
    const series = queries.map((query) => ({
      id: query.id,
      status: 'Complete',
      points: [{ time: String(from), value: countOf(query) }],
    }))
    return answer(queries) ?? found({ series, messages: [] })
  })
  return { account, calls }
}

/** What each rule gets, together and alone. */
async function both(answer?: Parameters<typeof counting>[0]) {
  const [shared, single] = [counting(answer), counting(answer)]
  const metrics = new MetricsTogether(shared.account, refs, span)
  const subjects = refs.map((ref) => ({ rule: addressOf(ref, HOME, 'eu-west-1'), ...span }))
  const together = await Promise.all(
    subjects.map((subject, i) => ruleMetrics(subject, { ...shared.account, metricData: metrics.of(i) })),
  )
  const alone = await Promise.all(subjects.map((subject) => ruleMetrics(subject, single.account)))
  return { together, alone, calls: shared.calls }
}

describe('the metrics of many rules', () => {
  test('are those that each would get alone, in three calls for a hundred rules, of 500 queries at most', async () => {
    const { together, alone, calls } = await both()
    expect(together).toEqual(alone)
    expect(new Set(together.map((read) => JSON.stringify(read))).size).toBe(100)
    expect(calls).toHaveLength(3)
    expect(Math.max(...calls.map((queries) => queries.length))).toBeLessThanOrEqual(500)
    for (const queries of calls) expect(new Set(queries.map(({ id }) => id)).size).toBe(queries.length)
  })

  test('that may not be read are denied to each rule, in as few calls', async () => {
    const denied = { state: 'denied', action: 'cloudwatch:GetMetricData', resource: '*' } as const
    const { together, calls } = await both(() => denied)
    expect(together).toEqual(refs.map(() => denied))
    expect(calls).toHaveLength(3)
  })

  test('of a call that fails, or of which CloudWatch says something, are asked for rule by rule', async () => {
    const failed = { state: 'failed', action: 'a:B', resource: '*', error: { kind: 'service', message: 'm' } } as const
    const large = (queries: readonly MetricQuery[]) => queries.length > 20
    for (const answer of [failed, found({ series: [], messages: ['more than it may be'] })]) {
      const { together, alone, calls } = await both((queries) => (large(queries) ? answer : undefined))
      expect(together).toEqual(alone)
      expect(calls).toHaveLength(103)
    }
  })

  test('that CloudWatch gave in part are asked for again by the rule that they are of, and by no other', async () => {
    const partial = (queries: readonly MetricQuery[]) =>
      found({
        series: queries.map((query) => ({
          id: query.id,
          status: query.dimensions.some(({ value }) => value === 'r7') ? 'PartialData' : 'Complete',
          points: [{ time: '2026-11-21T11:30:00.000Z', value: countOf(query) }],
        })),
        messages: [],
      })
    const { together, alone, calls } = await both(partial)
    expect(together).toEqual(alone)
    expect(calls).toHaveLength(4)
  })

  test('of another question are asked for as they are', async () => {
    const { account, calls } = counting()
    const metrics = new MetricsTogether(account, refs, span)
    const query = { id: 'x', namespace: 'AWS/SQS', metric: 'M', dimensions: [], stat: 'Sum', period: 60 } as const
    await metrics.of(0)([query], 'from', 'to')
    expect(calls.at(-1)).toEqual([query])
  })

  test('of the next rules are asked for with the first of those before, and after the last ones no more', async () => {
    const { account, calls } = counting()
    const metrics = new MetricsTogether(account, refs, span)
    const ask = (i: number) =>
      ruleMetrics(
        { rule: addressOf(refs[i] as (typeof refs)[0], HOME, 'eu-west-1'), ...span },
        { ...account, metricData: metrics.of(i) },
      )
    await ask(0)
    expect(calls).toHaveLength(2)
    await ask(99)
    expect(calls).toHaveLength(3)
  })
})
