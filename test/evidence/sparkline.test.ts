import { describe, expect, test } from 'vitest'
import { metricLines } from '../../src/evidence/metric-lines.js'
import { highest, sparkline } from '../../src/evidence/sparkline.js'
import { at, metricsWith, points } from './metrics.js'

const window = { from: new Date(at(8)), to: new Date(at(16)) }
const of = (...values: readonly (number | undefined)[]) =>
  values.flatMap((value, i) => (value === undefined ? [] : [{ time: at(8 + i), value }]))

describe('a sparkline', () => {
  test('has eight heights, of which the highest stretch takes the last', () => {
    expect(sparkline(of(1, 2, 3, 4, 5, 6, 7, 8), window, 8)).toBe('▁▂▃▄▅▆▇█')
  })

  test('a stretch in which nothing was counted is a gap, not a zero', () => {
    expect(sparkline(of(8, undefined, undefined, 1), window, 8)).toBe('█  ▁    ')
    expect(sparkline([], window, 4)).toBe('    ')
  })

  test('points of one stretch are added up, and nothing outside the window counts', () => {
    expect(sparkline(of(1, 1, 4, 4), window, 4)).toBe('▂█  ')
    expect(
      sparkline(
        [
          { time: at(7), value: 9 },
          { time: at(16), value: 9 },
          { time: 'never', value: 9 },
        ],
        window,
        8,
      ),
    ).toBe('        ')
  })

  test('has exactly the width that was asked for', () => {
    for (const width of [0, 1, 7, 72]) expect([...sparkline(of(1, 2), window, width)]).toHaveLength(width)
  })

  test('several lines have one scale: one failure is not as high as a thousand deliveries', () => {
    const most = highest(of(1000), window, 8)
    expect(sparkline(of(1), window, 8, most)).toBe('▁       ')
  })
})

describe('the lines of the metrics', () => {
  const labels = (series: Parameters<typeof metricsWith>[0]) =>
    metricLines(metricsWith(series)).map(({ label, total }) => `${label} ${total}`)

  test('matched, delivered and failed are told also when they are zero; the rest where something was counted', () => {
    expect(
      labels({
        MatchedEvents: points([at(8)], 128),
        InvocationAttempts: points([at(8)]),
        FailedInvocations: points([at(8)], 128),
      }),
    ).toEqual(['matched 128', 'delivered 0', 'failed 128'])
    expect(
      labels({
        MatchedEvents: points([at(8)]),
        RetryInvocationAttempts: points([at(8)], 3),
        ThrottledRules: points([at(8)]),
      }),
    ).toEqual(['matched 1', 'delivered null', 'failed 0', 'retried 3', 'throttled 1'])
  })

  test('a rule on a schedule is triggered and matches no event', () => {
    expect(labels({ TriggeredRules: points([at(8)], 5), SuccessfulInvocationAttempts: points([at(8)], 5) })).toEqual([
      'triggered 5',
      'delivered 5',
      'failed 0',
    ])
  })

  test('without the newer metrics the deliveries are the outcomes that are no failures', () => {
    expect(
      labels({
        MatchedEvents: points([at(8)], 5),
        Invocations: points([at(8)], 5),
        FailedInvocations: points([at(8)], 2),
      }),
    ).toEqual(['matched 5', 'delivered 3', 'failed 2'])
  })

  test('a latency tells that something was delivered, not how much', () => {
    expect(
      labels({ MatchedEvents: points([at(8)]), IngestionToInvocationSuccessLatency: points([at(8)], 80) }),
    ).toContain('delivered null')
  })

  test('no data, no lines: zeros would be a statement', () => {
    expect(labels({})).toEqual([])
    expect(labels({ 'account:PutEventsEntriesCount': points([at(8)]) })).toEqual([])
  })
})
