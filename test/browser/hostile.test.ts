import { expect, test } from 'vitest'
import { renderHtml } from '../../src/report/html/rule.js'
import type { Report } from '../../src/report/report.js'
import { sample } from '../report/sample.js'
import { manyReports, scanOf } from '../scan/many.js'
import { aBrowser } from './support/browser.js'
import { pageOf } from './support/pages.js'

const browser = aBrowser()

const NAMES = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</style><style>*{display:none}</style>',
  '</noscript></details><iframe src=//example.com></iframe>',
  '<!--',
  ']]><a href=javascript:alert(1)>x</a>',
  '&lt;b&gt;',
  '\u202egnp.exe\u2066',
  '\u0000\u001b[31m',
]

const OURS = new Set([
  'status',
  'severity',
  'verdict',
  'source',
  'kind',
  'type',
  'time',
  'from',
  'to',
  'generatedAt',
  'check',
  'service',
  'operation',
  'arn',
])

/** The report with a hostile text behind each text of the account. */
function spoiled(report: Report): Report {
  let next = 0
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return OURS.has(key) ? value : `${value}${NAMES[next++ % NAMES.length]}`
    if (Array.isArray(value)) return value.map((item) => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member, name)]))
  }
  return walk(report, '') as Report
}

const hostile = spoiled(sample)

test.each([
  ['a rule', async () => renderHtml(hostile)],
  ['a scan of few rules', () => pageOf(scanOf(manyReports(12, [hostile])))],
  ['a scan of many rules', () => pageOf(scanOf(manyReports(210, [hostile])))],
])('names of an account do nothing in the page of %s', async (_, make) => {
  const text = await make()
  for (const javaScriptEnabled of [true, false]) {
    const { page, requests, complaints } = await browser.open(text, { javaScriptEnabled })
    for (const summary of (await page.locator('.rule>summary').all()).slice(0, 3)) await summary.click()
    const count = (selector: string) => page.locator(selector).count()
    expect(await count('img, iframe, object, embed, link, base, [onerror], [onload], [style]')).toBe(0)
    expect([await count('script'), await count('style')]).toEqual([1, 1])
    expect(await page.locator('a:not([href^="#"]):not([href^="https://github.com/"])').count()).toBe(0)
    expect(await page.locator('h1').isVisible()).toBe(true)
    const shown = await page.locator('main').innerText()
    expect(shown).toContain('<script>alert(1)</script>')
    expect(shown).toContain('</style><style>*{display:none}</style>')
    expect(shown.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cf}\p{Cc}]/u)
    expect(complaints).toEqual([])
    expect(requests).toHaveLength(1)
    await page.context().close()
  }
})
