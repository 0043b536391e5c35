import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderEventJson } from '../../../src/event/render/json.js'
import { renderEventMarkdown } from '../../../src/event/render/markdown.js'
import { renderEventTerminal } from '../../../src/event/render/terminal.js'
import type { EventReport } from '../../../src/event/report.js'
import { REPORT } from './sample.js'

/** Members that come from a closed list. */
const OURS = new Set(['kind', 'form', 'outcome', 'by', 'type'])
/** The states of an input are of a closed list; the state of a rule is what AWS says. */
const INPUT_STATES = new Set(['received', 'lost', 'unknown'])

/** The sample with every text of the account and of the event made hostile. */
function poison(report: EventReport, spoil: (text: string) => string): EventReport {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return OURS.has(key) || INPUT_STATES.has(value) ? value : spoil(value)
    if (Array.isArray(value)) return value.map((item) => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member, name)]))
  }
  return walk(report, '') as EventReport
}

/** Within an event the text stays JSON, so that it is shown line by line. */
const into = (nasty: string) => (text: string) =>
  text.startsWith('{') ? JSON.stringify({ ...JSON.parse(text), [nasty]: { [nasty]: nasty } }) : nasty + text

const nasty = fc.oneof(
  fc.constantFrom(
    ...[
      '\u001b[2J\u001b[31m',
      '\u009b31m',
      '\u0007\b\r\n\u0000',
      '\u202e\u2066\u200b\ufeff\u2028',
      '\u{e0041}',
      '\ud800',
    ],
    ...['`', '```\n# heading', '\n\n<script>alert(1)</script>', '| a | b |', '[a](javascript:x)', '\\', '$&', '✗ '],
  ),
  fc.string({ unit: 'binary' }),
)

describe('hostile text', () => {
  test('stays text in a terminal, in a ticket and in JSON', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const report = poison(REPORT, into(text))
        for (const width of [40, 80]) {
          expect(renderEventTerminal(report, { width, color: false })).not.toMatch(
            /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u,
          )
        }
        const markdown = renderEventMarkdown(report)
        expect(markdown).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
        const json = renderEventJson(report)
        expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect(JSON.parse(json).events).toHaveLength(REPORT.events.length)
      }),
      { numRuns: 100 },
    )
  })

  test('is no HTML and no heading in a ticket', () => {
    const markdown = renderEventMarkdown(poison(REPORT, into('\n# x <script>alert(1)</script> ')))
    const outside = markdown.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, '').replace(/(`+)[^`\n]+\1/g, '')
    expect(outside).not.toContain('<script>')
    expect(outside.match(/^# .*/gm)?.every((line) => line.startsWith('# Event'))).toBe(true)
  })
})
