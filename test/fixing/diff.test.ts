import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { difference } from '../../src/fixing/diff.js'
import { SEED } from './formats/values.js'

const written = (before: Parameters<typeof difference>[0], after: Parameters<typeof difference>[0]): string[] =>
  difference(before, after).map(({ sign, text }) => `${sign} ${text}`)

const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })

describe('the difference that a change makes', () => {
  test('is the lines that come and go, with two around them and dots for the rest', () => {
    const before = policy({ Sid: 'a', Action: 'sqs:*' }, { Sid: 'b' })
    const after = policy({ Sid: 'a', Action: 'sqs:*' }, { Sid: 'b' }, { Sid: 'c' })
    expect(written(before, after)).toEqual([
      '  ...',
      '      {',
      '        "Sid": "b"',
      '+     },',
      '+     {',
      '+       "Sid": "c"',
      '      }',
      '    ]',
      '  ...',
    ])
  })

  test('says first what goes and then what comes in its place', () => {
    expect(written('DISABLED', 'ENABLED')).toEqual(['- "DISABLED"', '+ "ENABLED"'])
  })

  test('of something that was not there is what comes alone', () => {
    expect(written(null, { a: 1 })).toEqual(['+ {', '+   "a": 1', '+ }'])
    expect(written({ a: 1 }, null)).toEqual(['- {', '-   "a": 1', '- }'])
  })

  test('is nothing where nothing changes', () => {
    expect(written(policy({ Sid: 'a' }), policy({ Sid: 'a' })).filter((line) => /^[+-]/.test(line))).toEqual([])
  })

  test('shows no control character of the account', () => {
    expect(written(null, '\u001b[2J\u202e').join()).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  test('keeps every line that comes or goes', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const all = difference(a, b)
        const count = (sign: string): number => all.filter((line) => line.sign === sign).length
        // `[` and `]` are lines too, unless a list is empty: `[]`.
        const length = (list: readonly string[]): number => (list.length === 0 ? 1 : list.length + 2)
        expect(count('+') - count('-')).toBe(length(b) - length(a))
      }),
      SEED,
    )
  })

  test('of two long texts without a line in common is shown at once', () => {
    const long = (mark: string): string[] => Array.from({ length: 30_000 }, (_, i) => `${mark}${i}`)
    const before = process.cpuUsage()
    const signs = new Set(difference(long('a'), long('b')).map(({ sign }) => sign))
    expect([signs.has('+'), signs.has('-')]).toEqual([true, true])
    // The processor's time, in microseconds: what else the machine does must not make the test fail.
    const { user, system } = process.cpuUsage(before)
    expect(user + system).toBeLessThan(5_000_000)
  })
})
