import { describe, expect, test } from 'vitest'
import { exitCodeOfReport } from '../../src/cli/exit-codes.js'
import { renderHtml } from '../../src/report/html/rule.js'
import { renderJson, renderJsonLine } from '../../src/report/json.js'
import { renderJunit } from '../../src/report/junit.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import type { Report } from '../../src/report/report.js'
import { renderShort } from '../../src/report/short.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { readBaseline } from '../../src/scan/baseline.js'
import type { ScanFormat } from '../../src/scan/render/format.js'
import { html } from '../../src/scan/render/html.js'
import { json, ndjson } from '../../src/scan/render/json.js'
import { junit } from '../../src/scan/render/junit.js'
import { markdown } from '../../src/scan/render/markdown.js'
import { short } from '../../src/scan/render/short.js'
import { text } from '../../src/scan/render/text.js'
import { countedBy, readSettings } from '../../src/scan/settings.js'
import { healthy, sample } from '../report/sample.js'
import { strictComplaints } from '../report/schema.js'
import { golden } from '../support/golden.js'
import { junitSchemaComplaints } from '../support/junit-schema.js'
import { junitComplaints } from './junit-form.js'
import { type Brought, begin, manyRules, NOW, RULES, scanned } from './many-rules.js'

const options = { width: 100, color: false, failOn: 'error' } as const

/** A scan as it is printed in a format. */
async function printed(
  format: ScanFormat,
  { scan, reports, rules }: Brought,
  how: Partial<typeof options> | object = {},
) {
  const printer = format.begin({ ...options, ...how })
  let out = ''
  for (const [i, report] of reports.entries()) {
    const rule = rules[i]
    if (rule) out += printer.rule(report, rule)
  }
  const again = async function* () {
    yield* reports
  }
  for await (const piece of printer.end(scan, again)) out += piece
  return out
}

const settings = readSettings({
  suppress: [
    { rule: 'off', reason: 'Switched off until the ledger is in use.', expires: '2026-12-31' },
    { rule: 'gone-*', reason: 'Old.', expires: '2026-01-31' },
  ],
  severities: { 'dead-letter-queue-unusable': 'error' },
})
const plain = await scanned()
const earlier = readBaseline(
  JSON.parse(JSON.stringify((await scanned(manyRules({ default: RULES['default'] ?? {} }))).scan)),
)
const full = await scanned(
  manyRules(),
  {},
  begin({
    baseline: earlier,
    count: (report) => countedBy(settings, NOW, report),
    settings: {
      suppress: settings.suppress.slice(0, 1),
      expired: settings.suppress.slice(1),
      severities: settings.severities,
    },
  }),
)
/** A scan that ended early, and could not list a bus. */
const cut: Brought = await (async () => {
  const refused = { state: 'denied', action: 'events:ListRules', resource: '*' } as const
  const { scan, ...rest } = await scanned(
    manyRules(RULES, { rules: async (bus) => (bus === 'orders' ? refused : manyRules().rules(bus)) }),
  )
  return { ...rest, scan: { ...scan, ended: 'timeout', totals: { ...scan.totals, notLookedAt: 3 } } }
})()
/** A scan of an account that has no rule. */
const none = await scanned(manyRules({ default: {} }))

const file = (name: string) => new URL(`golden/${name}`, import.meta.url)

describe('a scan of many rules', () => {
  test.each([80, 160])('in a terminal of %s columns', async (width) => {
    golden(file(`many.${width}.txt`), await printed(text, plain, { width }))
  })
  test('in colour', async () => golden(file('many.ansi'), await printed(text, plain, { color: true })))
  test('in a ticket', async () => golden(file('many.md'), await printed(markdown, plain)))
  test('for a program', async () => golden(file('many.json'), await printed(json, plain)))
  test('for a pipeline', async () => golden(file('many.xml'), await printed(junit, plain)))
  test('in a chat', async () => golden(file('many.short.txt'), await printed(short, plain)))
})

describe('a scan with a baseline and the settings of a team', () => {
  test('in a terminal', async () => golden(file('full.txt'), await printed(text, full)))
  test('in a ticket', async () => golden(file('full.md'), await printed(markdown, full)))
  test('for a pipeline that asks for what is new', async () =>
    golden(file('full.new.xml'), await printed(junit, full, { failOn: 'new' })))
  test('tells each suppression in every format, with its reason', async () => {
    for (const format of [text, markdown, junit, json, ndjson]) {
      expect((await printed(format, full)).replace(/\s+/g, ' ')).toContain('Switched off until the ledger is in use.')
    }
    expect(await printed(short, full)).toContain('1 finding suppressed')
  })
})

test('a scan that did not come to its end says so in every format', async () => {
  golden(file('cut.txt'), await printed(text, cut))
  for (const format of [text, markdown])
    expect((await printed(format, cut)).replace(/\s+/g, ' ')).toContain('3 rules were not looked at.')
  expect(await printed(short, cut)).toContain('3 not looked at')
  expect(await printed(junit, cut)).toContain('<error message="3 rules were not looked at." type="not-seen">')
})

describe('JSON', () => {
  test.each([
    ['a scan', plain],
    ['one with a baseline and settings', full],
    ['one that ended early', cut],
  ])('of %s fits the published schema, and has no member that it does not name', async (_, brought) => {
    expect(strictComplaints(JSON.parse(await printed(json, brought)))).toEqual([])
  })

  test('a line each fits it too: the reports, and the summary at the end', async () => {
    const lines = (await printed(ndjson, full))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toHaveLength(full.reports.length + 1)
    for (const line of lines) expect(strictComplaints(line)).toEqual([])
    expect(lines.at(-1)).toEqual(JSON.parse(await printed(json, full)))
  })
})

describe('JUnit', () => {
  test.each([
    ['a scan', plain, 'error'],
    ['one with a baseline', full, 'new'],
    ['one with suppressions, where warnings fail', full, 'warning'],
    ['one that ended early, with an event bus that could not be listed', cut, 'error'],
    ['an account without rules', none, 'error'],
  ])('of %s is what readers of it ask for', async (_, brought, failOn) => {
    expect(await junitComplaints(await printed(junit, brought, { failOn }))).toEqual([])
  })

  test('that the schema does not allow, and what is no XML, is told by its validator', async () => {
    const xml = await printed(junit, plain)
    const wrong: readonly [string | RegExp, string, RegExp][] = [
      [' classname="', ' class="', /The attribute 'class' is not allowed/],
      [' tests="', ' x="', /The attribute 'tests' is required but missing/],
      ['<properties></properties>', '<b/>', /Element 'b': This element is not expected/],
      ['</failure>', '</error>', /tag mismatch/],
      ['</failure>', ']]></failure>', /Sequence ']]>' not allowed in content/],
      ['</failure>', '\u0001</failure>', /invalid Char value 1/],
      ['<failure message="', '<failure message="\u0001', /invalid character in attribute value/],
    ]
    for (const [from, to, complaint] of wrong)
      expect((await junitSchemaComplaints(xml.replace(from, to))).join('\n')).toMatch(complaint)
  })

  test('counts broken as failures, inconclusive as errors, suppressed as skipped, and warnings as they are asked for', async () => {
    const counts = async (brought: Brought, failOn: string) => {
      const xml = await printed(junit, brought, { failOn })
      return ['failure', 'error', 'skipped'].map((word) => (xml.match(new RegExp(`<${word} `, 'g')) ?? []).length)
    }
    const { broken, inconclusive, atRisk } = plain.scan.totals
    expect(await counts(plain, 'error')).toEqual([broken, inconclusive, 0])
    expect(await counts(plain, 'warning')).toEqual([broken + atRisk, inconclusive, 0])
    // On the bus that the baseline does not have everything is new; on the other nothing is.
    expect((await counts(full, 'new'))[2]).toBeGreaterThan(1)
  })

  test('of one rule is that too: broken, at risk, inconclusive, healthy and suppressed', async () => {
    const [off] = full.reports.filter(({ counted }) => counted?.as === 'suppressed')
    const verdicts = new Map([...plain.reports, sample, healthy].map((report) => [report.verdict, report]))
    expect([...verdicts.keys()].sort()).toEqual(['at-risk', 'broken', 'healthy', 'inconclusive'])
    for (const report of [...verdicts.values(), ...(off ? [off] : [])]) {
      for (const failOn of ['error', 'warning'] as const)
        expect(await junitComplaints(renderJunit(report, failOn))).toEqual([])
    }
    expect(renderJunit(sample, 'error')).toContain('<failure message="Role ledger-invoke does not allow')
  })
})

describe('a scan of which some whole reports are not known', () => {
  // As parts that are merged: of one the summary is known, of the other the whole reports.
  const half = { ...full, reports: full.reports.filter(({ rule }) => rule.bus === 'orders') }

  test('has a test case of each rule in JUnit, each with its own outcome', async () => {
    for (const brought of [half, { ...full, reports: [] }]) {
      const xml = await printed(junit, brought)
      expect(await junitComplaints(xml)).toEqual([])
      const cases = (text: string) => [
        ...text.matchAll(/<testcase name="([^"]*)" classname="([^"]*)"[^>]*>(?:\s*<(failure|error|skipped))?/g),
      ]
      const told = (text: string) => cases(text).map(([, name, bus, outcome]) => `${bus} ${name} ${outcome}`)
      expect(told(xml)).toEqual(told(await printed(junit, full)))
    }
    const xml = await printed(junit, half)
    expect(xml).toContain('  Fix: ')
    expect(xml).toContain('The whole report of this rule is not known.')
  })

  test('has a row of each rule in HTML', async () => {
    for (const brought of [full, half, { ...full, reports: [] }]) {
      const page = await printed(html, brought)
      expect(page.match(/<details class="rule">/g)).toHaveLength(full.rules.length)
      expect(page.match(/The whole report of this rule is not known/g) ?? []).toHaveLength(
        full.rules.length - brought.reports.length,
      )
    }
  })
})

test('a limit of which some rules have more to say is told once', async () => {
  const summary = begin()
  for (const limits of [['a', 'Not read.'], ['Not read. Grant x.', 'b'], ['Not read.']])
    summary.addReport({ ...sample, limits })
  expect(summary.finish({ calls: 1, retries: 0, milliseconds: 1 }, 'complete').limits).toEqual([
    'a',
    'Not read. Grant x.',
    'b',
  ])
})

test('no rule at all is told apart from none that could be looked at', async () => {
  for (const format of [text, markdown, short, html]) {
    expect(await printed(format, none)).toContain('There is no EventBridge rule')
    const blind: Brought = { ...none, scan: { ...none.scan, unseen: cut.scan.unseen, verdict: 'inconclusive' } }
    expect((await printed(format, blind)).replace(/\s+/g, ' ')).toMatch(
      /No EventBridge rule (of account \d+ in [\w-]+ )?could be looked at/,
    )
  }
})

describe('one rule in the formats of a scan', () => {
  test('is shown as suppressed in every format, with the reason and the last day', () => {
    const [off] = full.reports.filter(({ counted }) => counted?.as === 'suppressed')
    if (!off) throw new Error('no rule is suppressed')
    const all = [
      renderTerminal(off, { width: 100, color: false }),
      renderMarkdown(off),
      renderHtml(off),
      renderShort(off),
      renderJunit(off, 'error'),
      renderJson(off),
      renderJsonLine(off),
    ]
    for (const text of all) {
      expect(text).toContain('2026-12-31')
      expect(text.replace(/\s+/g, ' ')).toContain('Switched off until the ledger is in use.')
    }
    expect(renderJunit(off, 'error')).toContain('<skipped message="rule-disabled is suppressed until 2026-12-31')
    expect(exitCodeOfReport(off, 'error')).toBe(0)
  })
  test('as one line for a chat', () => {
    expect(renderShort(sample)).toBe(
      '✗ The EventBridge rule order-paid does not deliver to 2 of its 4 targets: settle, ledger. role-not-trusted: Role ledger-invoke does not allow EventBridge to assume it.\n',
    )
  })
  test('as one line for a program', () => {
    expect(renderJsonLine(sample).trimEnd()).not.toContain('\n')
    expect(strictComplaints(JSON.parse(renderJsonLine(sample)))).toEqual([])
  })
})

/** Text that would be markup, another line, or the terminal's, wherever it came to stand. */
const EVIL = 'x\u001b[31m\u202e\u0000\ufffe]]></failure><b onclick="a">&amp;`|\n# h\r\n* \u{1f469}\u200d\u{1f4bb}'

/** A report in which a text stands everywhere in the place of another. */
const withEvil = (report: Report, of: string): Report =>
  JSON.parse(JSON.stringify(report).replaceAll(of, JSON.stringify(EVIL).slice(1, -1)))

test('a rule with a name that AWS would not give does not end the scan of the others', async () => {
  const summary = begin()
  const [first, second] = [withEvil(sample, 'order-paid'), healthy].map((report) => summary.addReport(report))
  if (!first || !second) throw new Error('no rule')
  const brought = {
    scan: summary.finish({ calls: 1, retries: 0, milliseconds: 1 }, 'complete'),
    reports: [first.report, second.report],
    rules: [first.rule, second.rule],
  }
  for (const format of [text, markdown, short, json, ndjson, junit, html]) {
    const out = await printed(format, brought)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out
    expect(out).not.toMatch(/[\u0000\u001b\u202e\ufffe\r]/)
  }
  expect(await junitComplaints(await printed(junit, brought))).toEqual([])
})

test('hostile names stay text in every format', async () => {
  const evil = (report: Report): Report => withEvil(report, 'Role ledger-invoke')
  const summary = begin()
  const { report, rule } = summary.addReport(evil(sample))
  summary.addUnseen({ account: null, region: null, bus: null, what: EVIL, because: EVIL })
  const brought = {
    scan: summary.finish({ calls: 1, retries: 0, milliseconds: 1 }, 'complete'),
    reports: [report],
    rules: [rule],
  }
  for (const format of [text, markdown, short, json, ndjson, junit]) {
    const out = await printed(format, brought)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out
    expect(out).not.toMatch(/[\u0000\u001b\u202e\ufffe\r]/)
  }
  expect(await junitComplaints(await printed(junit, brought))).toEqual([])
  expect(await printed(short, brought)).toMatch(/^[^\n]+\n$/)
})
