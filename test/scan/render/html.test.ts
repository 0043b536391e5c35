import { describe, expect, test } from 'vitest'
import type { Report } from '../../../src/report/report.js'
import { html } from '../../../src/scan/render/html.js'
import { standingOf } from '../../../src/scan/render/words.js'
import { readStrictly } from '../../report/html/markup.js'
import { again, fullScan, manyReports, type Scan, scanOf } from '../many.js'

async function piecesOf({ scan, reports }: Scan): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of html.begin({ width: 100, color: false, failOn: 'error' }).end(scan, again(reports)))
    pieces.push(piece)
  return pieces
}
const pageOf = async (scan: Scan): Promise<string> => (await piecesOf(scan)).join('')

describe('the page of a scan', () => {
  test('tells the totals, the causes with their rules and fix, what is new and gone, what was not seen, and what is suppressed', async () => {
    const full = fullScan()
    const { text } = readStrictly(await pageOf(full))
    const [cause] = full.scan.causes
    const wanted = [
      '8 of 43 EventBridge rules',
      'The time was over; allow more with --timeout: 3 rules were not looked at.',
      cause?.summary ?? '?',
      cause?.fix?.title ?? '?',
      '8 rules',
      'New (1)',
      'Gone (1)',
      'order-paid-before',
      'Not compared (1)',
      'the event buses of 444455556666 in eu-west-1',
      'iam:GetRole',
      'Known: the source is being renamed.',
      'Expired on 2026-11-01, and no longer applied to old-*: The migration.',
      'pattern-suspicious counts as error.',
      'eb-doctor permissions --for scan',
      ...full.scan.notes,
      ...full.scan.limits,
    ]
    expect(wanted.filter((said) => !text.includes(said))).toEqual([])
  })

  test.each([12, 250])('of %s rules leads from each cause to its rules, and has each place once', async (count) => {
    const page = await pageOf(scanOf(manyReports(count)))
    readStrictly(page.replace(/<\/?noscript>/g, ''))
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const wanted = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id)
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([])
    expect(wanted.filter((id) => /^r\d+$/.test(id ?? '')).length).toBeGreaterThan(5)
  })

  test('has the worst rules first, and each rule once', async () => {
    const { scan, reports } = scanOf(manyReports(30))
    const page = await pageOf({ scan, reports })
    const rows = [...page.matchAll(/<li data-v="([a-z-]+)" data-n="(\d+)"/g)]
    const order = ['broken', 'inconclusive', 'at-risk', 'suppressed', 'healthy']
    const ranks = rows.map(([, standing]) => order.indexOf(standing ?? ''))
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    expect(rows.map(([, , n]) => Number(n)).sort((a, b) => a - b)).toEqual(reports.map((_, i) => i))
    expect(rows.map(([, standing, n]) => [n, standing])).toEqual(
      rows.map(([, , n]) => {
        const rule = scan.rules[Number(n)]
        return [n, rule && standingOf(rule)]
      }),
    )
  })

  test('keeps no report: each rule is a piece of its own, and the reports are gone through once for each verdict', async () => {
    const { scan, reports } = scanOf(manyReports(30))
    let rounds = 0
    let ahead = 0
    async function* counted(): AsyncGenerator<Report> {
      rounds += 1
      for (const report of reports) {
        ahead += 1
        yield report
      }
    }
    let rows = 0
    for await (const piece of html.begin({ width: 100, color: false, failOn: 'error' }).end(scan, counted)) {
      const here = piece.match(/<li data-v=/g)?.length ?? 0
      expect(here).toBeLessThanOrEqual(1)
      rows += here
      expect(rows).toBeLessThanOrEqual(ahead)
    }
    expect([rows, rounds]).toEqual([30, 4])
  })

  test('of healthy rules alone has no causes and nothing that could not be looked at', async () => {
    const healthy = manyReports(4).slice(0, 1)
    const page = await pageOf(scanOf(healthy))
    expect(page).toContain('The EventBridge rule of account 111122223333 in eu-west-1 delivers as far as can be seen.')
    expect(page).not.toMatch(/id="(causes|unseen|since|suppressed)"/)
  })

  test('of no rule at all says so', async () => {
    const page = await pageOf(scanOf([]))
    readStrictly(page)
    expect(page).toContain('There is no EventBridge rule')
    expect(page).not.toContain('class="rules"')
  })
})
