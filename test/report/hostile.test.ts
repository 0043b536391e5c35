import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { renderHtml } from '../../src/report/html/rule.js'
import { renderJson } from '../../src/report/json.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import type { Report } from '../../src/report/report.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { readStrictly } from './html/markup.js'
import { sample } from './sample.js'

/** Members that eb-doctor itself fills from a closed list. */
const OURS = new Set([
  'status',
  'severity',
  'verdict',
  'source',
  'generatedAt',
  'service',
  'operation',
  'type',
  'kind',
  'from',
  'to',
])

/** The sample with every text of the account (and of the tool) made hostile. Equal texts stay equal. */
function poison(report: Report, spoil: (text: string) => string): Report {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return OURS.has(key) ? value : spoil(value)
    if (Array.isArray(value)) return value.map((item) => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member, name)]))
  }
  return walk(report, '') as Report
}

const nasty = fc.oneof(
  fc.constantFrom(
    '\u001b[2J\u001b[31m',
    '\u009b31m',
    '\u0007\b\r\n\u0000\u007f',
    '\u202e\u2066\u200b\ufeff\u2028',
    '\u{e0041}\u{e007f}',
    '\ud800',
    '`',
    '````',
    '```\n# heading',
    '\n\n<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<!-- ',
    '&lt;b&gt;&#60;',
    '| a | b |',
    '\\',
    '\\|',
    '[x](javascript:alert(1))',
    '![x](https://example.com/x.png)',
    "'; rm -rf / #",
    '$(id)`id`',
    '\n- \n1. \n> ',
    '---',
    'x'.repeat(5000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

const hostile = fc
  .tuple(fc.array(nasty, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([parts, before]) => poison(sample, (text) => (before ? parts.join('') + text : text + parts.join(''))))

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const runs = { numRuns: 60 }
vi.setConfig({ testTimeout: 60_000 })

describe('whatever the names and policies of an account hold', () => {
  test('no control character, no bidi mark and no half character reaches the terminal', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 20, max: 200 }), (report, width) => {
        const text = renderTerminal(report, { width, color: false })
        expect(text.replaceAll('\n', '')).not.toMatch(INVISIBLE)
      }),
      runs,
    )
  })

  test('colour adds nothing but colour', () => {
    fc.assert(
      fc.property(hostile, (report) => {
        const colourful = renderTerminal(report, { width: 100, color: true })
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that colour is made of
        const bare = colourful.replace(/\u001b\[\d+m/g, '')
        expect(bare).toBe(renderTerminal(report, { width: 100, color: false }))
      }),
      runs,
    )
  })

  test('JSON is one valid document without invisible characters that says the same', () => {
    fc.assert(
      fc.property(hostile, (report) => {
        const text = renderJson(report)
        expect(text.replaceAll('\n', '')).not.toMatch(INVISIBLE)
        expect(text.endsWith('}\n')).toBe(true)
        expect(JSON.parse(text)).toEqual(report)
      }),
      runs,
    )
  })

  test('HTML has no element, no attribute and no link but ours', () => {
    fc.assert(
      fc.property(hostile, (report) => {
        const page = renderHtml(report)
        expect(page.replaceAll('\n', '')).not.toMatch(INVISIBLE)
        readStrictly(page)
      }),
      runs,
    )
  })

  test('Markdown has no raw HTML, no link or image but ours, and no broken table, fence or code span', () => {
    fc.assert(
      fc.property(hostile, (report) => {
        const markdown = renderMarkdown(report)
        expect(markdown.replaceAll('\n', '')).not.toMatch(INVISIBLE)
        const { prose, fences } = readMarkdown(markdown)
        const changes = report.checks.flatMap((check) =>
          check.findings.flatMap((finding) => finding.fix?.changes ?? []),
        )
        // Each fix has its commands and their undo; one policy an account to ask in, the metrics, and one next step at the end.
        expect(fences).toBe(
          report.checks.flatMap((c) => c.findings).filter((f) => f.fix?.changes.length).length * 2 + 4,
        )
        expect(changes.length).toBeGreaterThan(0)
        for (const line of prose) {
          expect(line.replaceAll(/ or <https:\/\/[^<>\s]*>$/g, '')).not.toMatch(/[<>]/)
          expect(line).not.toMatch(/(?<!\\)(?:\\\\)*\]\(/)
          if (line.startsWith('| ')) expect(line.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(5)
        }
        const headings = prose.filter((line) => /^#{1,6} /.test(line))
        expect(headings.length).toBe(renderMarkdown(sample).match(/^#{1,6} /gm)?.length)
      }),
      runs,
    )
  })
})

/** The lines outside of code, with code spans taken out as CommonMark reads them, and the number of closed fences. */
function readMarkdown(markdown: string): { prose: string[]; fences: number } {
  const prose: string[] = []
  let fence = ''
  let fences = 0
  for (const line of markdown.split('\n')) {
    const run = /^`{3,}/.exec(line)?.[0] ?? ''
    if (fence !== '') {
      if (run.length >= fence.length && line === run) {
        fence = ''
        fences += 1
      }
    } else if (run !== '' && !line.slice(run.length).includes('`')) {
      fence = run
    } else {
      prose.push(withoutCodeSpans(line))
    }
  }
  expect(fence).toBe('')
  return { prose, fences }
}

function withoutCodeSpans(line: string): string {
  let rest = line
  let out = ''
  while (rest !== '') {
    const escaped = /^\\[^A-Za-z0-9\s]/.exec(rest)?.[0]
    const run = /^`+/.exec(rest)?.[0]
    if (escaped) {
      out += escaped
      rest = rest.slice(escaped.length)
    } else if (run) {
      const end = new RegExp(`(?<!\`)\`{${run.length}}(?!\`)`).exec(rest.slice(run.length))
      // A run of backticks that nothing closes would be text that may open something further on.
      expect(end).not.toBeNull()
      rest = rest.slice(run.length + (end?.index ?? 0) + run.length)
    } else {
      out += rest[0]
      rest = rest.slice(1)
    }
  }
  return out
}
