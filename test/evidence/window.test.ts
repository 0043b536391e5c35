import { describe, expect, test } from 'vitest'
import { parseWindow } from '../../src/evidence/window.js'

const NOW = new Date('2026-11-25T20:00:00Z')

const window = (since?: string, until?: string): string => {
  const parsed = parseWindow(since, until, NOW)
  return 'error' in parsed ? parsed.error : `${parsed.window.from.toISOString()} ${parsed.window.to.toISOString()}`
}

describe('--since and --until', () => {
  test('without either the window is the last 24 hours', () => {
    expect(window()).toBe('2026-11-24T20:00:00.000Z 2026-11-25T20:00:00.000Z')
  })

  test('a time ago: minutes, hours, days', () => {
    expect(window('90m')).toBe('2026-11-25T18:30:00.000Z 2026-11-25T20:00:00.000Z')
    expect(window('24h')).toBe('2026-11-24T20:00:00.000Z 2026-11-25T20:00:00.000Z')
    expect(window('7d')).toBe('2026-11-18T20:00:00.000Z 2026-11-25T20:00:00.000Z')
  })

  test('a moment, with or without seconds, in UTC or with an offset', () => {
    expect(window('2026-11-25T14:00Z')).toBe('2026-11-25T14:00:00.000Z 2026-11-25T20:00:00.000Z')
    expect(window('2026-11-25T14:00:30Z')).toBe('2026-11-25T14:00:30.000Z 2026-11-25T20:00:00.000Z')
    expect(window('2026-11-25T14:00+01:00')).toBe('2026-11-25T13:00:00.000Z 2026-11-25T20:00:00.000Z')
  })

  test('an end as a moment or a time ago; without a beginning the window is the 24 hours before it', () => {
    expect(window('2026-11-25T14:00Z', '2h')).toBe('2026-11-25T14:00:00.000Z 2026-11-25T18:00:00.000Z')
    expect(window(undefined, '2026-11-20T12:00Z')).toBe('2026-11-19T12:00:00.000Z 2026-11-20T12:00:00.000Z')
  })

  test.each([
    [
      'yesterday',
      undefined,
      '--since "yesterday" is neither a time ago (90m, 24h, 7d) nor a moment (2026-11-25T14:00Z).',
    ],
    ['', undefined, '--since "" is neither a time ago (90m, 24h, 7d) nor a moment (2026-11-25T14:00Z).'],
    ['0h', undefined, '--since "0h" is neither a time ago (90m, 24h, 7d) nor a moment (2026-11-25T14:00Z).'],
    ['2026-02-30T14:00Z', undefined, /^--since "2026-02-30T14:00Z" is neither/],
    ['2026-11-25T25:00Z', undefined, /^--since "2026-11-25T25:00Z" is neither/],
    ['2026-11-25T14:00', undefined, '--since "2026-11-25T14:00" has no time zone: write 2026-11-25T14:00Z for UTC.'],
    ['2026-11-26T14:00Z', undefined, '--since "2026-11-26T14:00Z" lies in the future.'],
    ['1h', '2026-11-26T14:00Z', '--until "2026-11-26T14:00Z" lies in the future.'],
    ['1h', '2h', '--since "1h" must lie before --until "2h".'],
    ['1h', '1h', '--since "1h" must lie before --until "1h".'],
    ['500d', undefined, '--since "500d" lies more than 455 days back: AWS keeps nothing that old.'],
    ['9999999d', undefined, /^--since "9999999d" lies more than 455 days back/],
  ])('%j to %j is refused in one line', (since, until, message) => {
    expect(window(since, until)).toMatch(message)
  })

  test('what was typed is quoted and cut, whatever it holds', () => {
    const hostile = `\u001b[31m\n${'x'.repeat(5000)}`
    expect(window(hostile)).toMatch(/^--since ".{1,80}" is neither/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(window(hostile)).not.toMatch(/[\u0000-\u001f]/)
  })
})
