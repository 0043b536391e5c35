import { describe, expect, test } from 'vitest'
import { deep, hostile } from '../../scripts/bench/pattern.mjs'
import { check, compileEvent, explain, matches, PatternError } from '../../src/pattern/index.js'

/** The least of several runs, in milliseconds of this process's own time: other processes do not count. */
function best(run: () => void): number {
  const measured = Array.from({ length: 4 }, () => {
    const start = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  })
  return Math.min(...measured)
}

const textsOf = (made: readonly unknown[]): [string, string] => {
  const [pattern = '', event = ''] = made.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
  return [pattern, event]
}

describe('no pattern and no event can make the engine slow', () => {
  test.each(Object.entries(hostile))('%s: four times as much takes about four times as long', (_, make) => {
    const time = (bytes: number): number => {
      const [pattern, event] = textsOf(make(bytes))
      return best(() => matches(pattern, event))
    }
    time(20_000)
    const [once, fourTimes] = [time(50_000), time(200_000)]
    // Quadratic would be sixteen times; a millisecond more is what the clock and the collector of garbage cost.
    expect(fourTimes).toBeLessThan(9 * once + 20)
  })

  test('text nested deeper than any stack is read like other text', () => {
    const [pattern, event] = textsOf(deep(300_000))
    expect(matches(pattern, event)).toBe(true)
    expect(explain(pattern, event).fields.map(({ outcome }) => outcome)).toEqual(['met'])
    expect(check('['.repeat(100_000))).toMatchObject({ valid: false })
    expect(check(`{"a":${'['.repeat(100_000)}`)).toMatchObject({ valid: false })
    expect(() => compileEvent(`{"a":${'['.repeat(100_000)}`)).toThrow(PatternError)
  })

  test('a question that is as hard as satisfiability ends with an error of one line', () => {
    // One list a variable, one element a value, one field a clause: `a` is repeated, so that a field stands in many lists.
    const count = 26
    const lists = Array.from({ length: count }, (_, i) => {
      const element = (value: number) =>
        `{${Array.from({ length: count }, (_, j) => `"c${j}":${(i * 7 + j * 3 + value) % 5 === 0 ? 1 : 0}`)}}`
      return `"a":[${element(0)},${element(1)},${element(2)}]`
    })
    const pattern = { a: Object.fromEntries([...Array.from({ length: count }, (_, j) => [`c${j}`, [0]]), ['d', [1]]]) }
    const event = `{${lists},"a":[{"d":2}]}`
    expect(() => {
      expect(matches(JSON.stringify({ ...pattern, a: { ...pattern.a, d: [{ exists: true }] } }), event)).toBe(true)
    }).toThrow(/^too many combinations to decide$/)
  })

  test('more than 1,000 combinations of $or are refused, however they come about', () => {
    const or = { $or: [{ a: [1] }, { b: [1] }] }
    const text = `{${Array.from({ length: 40 }, () => JSON.stringify(or).slice(1, -1)).join(',')}}`
    expect(check(text)).toEqual({ valid: false, reason: 'more than 1000 combinations of $or' })
  })
})
