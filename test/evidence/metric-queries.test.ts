import { describe, expect, test } from 'vitest'
import { aligned, COUNTS, dimensionsOf, inCalls, periodOf, queriesOf } from '../../src/evidence/metric-queries.js'
import { readMetrics } from '../../src/evidence/rule-metrics.js'
import { DAY, NOW } from './metrics.js'

const ago = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000)

describe('which series CloudWatch is asked for', () => {
  test('a rule on the default bus has its name as only dimension: the default bus is named nowhere', () => {
    const queries = queriesOf({ name: 'audit', bus: 'default' }, DAY, NOW)
    const own = queries.filter(({ dimensions }) => dimensions.length > 0)
    expect(own.every(({ dimensions }) => JSON.stringify(dimensions) === '[{"name":"RuleName","value":"audit"}]')).toBe(
      true,
    )
    expect(queries.some(({ about }) => about === 'bus:MatchedEvents')).toBe(false)
  })

  test('a rule on another bus has both dimensions, always in one order, also for the metrics that are listed with one', () => {
    for (const bus of ['orders', 'aws.partner/example.com/acct/feed']) {
      const both = [
        { name: 'EventBusName', value: bus },
        { name: 'RuleName', value: 'order-paid' },
      ]
      expect(dimensionsOf({ name: 'order-paid', bus })).toEqual(both)
      const failed = queriesOf({ name: 'order-paid', bus }, DAY, NOW).find(({ about }) => about === 'FailedInvocations')
      expect(failed?.dimensions).toEqual(both)
    }
  })

  test('the traffic of a whole bus is asked for by the bus alone, what producers send by no dimension', () => {
    const queries = queriesOf({ name: 'order-paid', bus: 'orders' }, DAY, NOW)
    expect(queries.find(({ about }) => about === 'bus:MatchedEvents')?.dimensions).toEqual([
      { name: 'EventBusName', value: 'orders' },
    ])
    expect(queries.find(({ about }) => about === 'account:PutEventsEntriesCount')?.dimensions).toEqual([])
  })

  test('fourteen metrics a rule at most: each is paid for', () => {
    expect(queriesOf({ name: 'order-paid', bus: 'orders' }, DAY, NOW)).toHaveLength(14)
    expect(queriesOf({ name: 'audit', bus: 'default' }, DAY, NOW)).toHaveLength(13)
  })

  test('the metrics of dead letters end in Dlq, as CloudWatch spells them', () => {
    expect(COUNTS).toContain('InvocationsSentToDlq')
    expect(COUNTS).toContain('InvocationsFailedToBeSentToDlq')
    expect(COUNTS.join()).not.toMatch(/DLQ/)
  })

  test('no query has the target as a dimension: there is no such metric', () => {
    const names = queriesOf({ name: 'a', bus: 'b' }, DAY, NOW).flatMap(({ dimensions }) =>
      dimensions.map((d) => d.name),
    )
    expect([...new Set(names)].sort()).toEqual(['EventBusName', 'RuleName'])
  })

  test('ids are unique within a call, also of several rules, and begin with a small letter', () => {
    const ids = ['r0', 'r1'].flatMap((prefix) =>
      queriesOf({ name: 'a', bus: 'b' }, DAY, NOW, { prefix }).map((q) => q.id),
    )
    expect(new Set(ids).size).toBe(28)
    expect(ids.every((id) => /^[a-z][a-zA-Z0-9_]*$/.test(id))).toBe(true)
  })

  test('at most 500 queries go into one call, and none is lost', () => {
    const many = Array.from({ length: 1201 }, (_, i) => i)
    const calls = inCalls(many)
    expect(calls.map(({ length }) => length)).toEqual([500, 500, 201])
    expect(calls.flat()).toEqual(many)
    expect(inCalls([])).toEqual([])
  })
})

describe('the period, by the age of the window', () => {
  test('minutes are kept for 15 days, five minutes for 63, hours for 455', () => {
    const hour = (from: Date) => ({ from, to: new Date(from.getTime() + 3_600_000) })
    expect(periodOf(hour(ago(1)), NOW)).toBe(60)
    expect(periodOf(hour(ago(15)), NOW)).toBe(60)
    expect(periodOf(hour(ago(16)), NOW)).toBe(300)
    expect(periodOf(hour(ago(63)), NOW)).toBe(300)
    expect(periodOf(hour(ago(64)), NOW)).toBe(3600)
    expect(periodOf(hour(ago(400)), NOW)).toBe(3600)
  })

  test('a long window takes a longer period, so that the answer of all series fits into one page', () => {
    expect(periodOf({ from: ago(1), to: NOW }, NOW)).toBe(60)
    expect(periodOf({ from: ago(7), to: NOW }, NOW)).toBe(300)
    for (const days of [1, 3, 7, 14, 30, 90, 200]) {
      for (const series of [14, 500]) {
        const window = { from: ago(days), to: NOW }
        const period = periodOf(window, NOW, series)
        expect((days * 86_400) / period).toBeLessThanOrEqual(100_800 / series)
      }
    }
  })

  test('the window is widened to whole periods', () => {
    const window = { from: new Date('2026-11-25T10:03:20Z'), to: new Date('2026-11-25T11:01:01Z') }
    expect(aligned(window, 300)).toEqual({
      from: new Date('2026-11-25T10:00:00Z'),
      to: new Date('2026-11-25T11:05:00Z'),
    })
  })
})

describe('reading an answer', () => {
  const queries = queriesOf({ name: 'a', bus: 'default' }, DAY, NOW)

  test('a series without points is not the same as a series that was not answered', () => {
    const answered = readMetrics(queries, {
      series: queries.map(({ id }) => ({ id, status: 'Complete', points: [] })),
      messages: [],
    })
    expect(answered.counts.FailedInvocations).toMatchObject({ seen: false, partial: false })
    const silent = readMetrics(queries, { series: [], messages: [] })
    expect(silent.counts.FailedInvocations).toMatchObject({ seen: false, partial: true })
  })

  test('points are put in order, and a point of zero counts nothing', () => {
    const [first] = queries
    const { counts } = readMetrics(queries, {
      messages: [],
      series: [
        {
          id: first?.id ?? '',
          status: 'Complete',
          points: [
            { time: '2026-11-25T11:00:00Z', value: 2 },
            { time: '2026-11-25T10:00:00Z', value: 0 },
            { time: '2026-11-25T09:00:00Z', value: 3 },
          ],
        },
      ],
    })
    expect(counts.MatchedEvents.total).toBe(5)
    expect(counts.MatchedEvents.points.map(({ value }) => value)).toEqual([3, 2])
  })
})
