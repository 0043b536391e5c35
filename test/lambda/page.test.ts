import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MOST_RULES, writePage } from '../../src/lambda/page.js'
import type { Store } from '../../src/lambda/store.js'
import type { Report } from '../../src/report/report.js'
import { BadScan } from '../../src/scan/read-scan.js'
import { scanned } from '../scan/many-rules.js'

/** A store that only takes files, and what it was given. */
function taking() {
  const given: [key: string, type: string, text: string][] = []
  const putFile: Store['putFile'] = async (key, type, file) => {
    given.push([key, type, readFileSync(file, 'utf8')])
  }
  return { store: { putFile } as Store, given }
}

const { scan, reports: whole } = await scanned()
const reports = async function* (): AsyncGenerator<Report> {
  yield* whole
}

test('the page of a run holds the whole report of each rule', async () => {
  const { store, given } = taking()
  expect(await writePage('run/summary.html', { scan, reports }, store)).toBe('run/summary.html')
  expect(given.map(([key, type]) => [key, type])).toEqual([['run/summary.html', 'text/html; charset=utf-8']])
  expect(given[0]?.[2].match(/<details class="rule">/g)).toHaveLength(scan.rules.length)
  expect(given[0]?.[2]).toMatch(/<\/html>\s*$/)
})

test('a run of more rules than a browser takes has no page, and its whole reports are not read', async () => {
  const { store, given } = taking()
  const [rule] = scan.rules
  if (!rule) throw new Error('no rule')
  const many = { ...scan, rules: Array.from({ length: MOST_RULES + 1 }, () => rule) }
  const never = () => {
    throw new Error('read')
  }
  expect(await writePage('key', { scan: many, reports: never }, store)).toBeUndefined()
  expect(given).toEqual([])
})

test('a run with a part that cannot be read has no page; what cannot be written is no such case', async () => {
  const { store, given } = taking()
  const broken = async function* (): AsyncGenerator<Report> {
    yield* whole.slice(0, 1)
    throw new BadScan('line 2 is not JSON')
  }
  expect(await writePage('key', { scan, reports: broken }, store)).toBeUndefined()
  expect(given).toEqual([])
  const full = { putFile: () => Promise.reject(new Error('SlowDown')) } as unknown as Store
  await expect(writePage('key', { scan, reports }, full)).rejects.toThrow('SlowDown')
})
