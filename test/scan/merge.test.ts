import { beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.js'
import { readBaseline } from '../../src/scan/baseline.js'
import { BadMerge, mergeScans, type Part } from '../../src/scan/merge.js'
import type { ScanReport } from '../../src/scan/report.js'
import { HOME, REGION } from '../support/home.js'
import { begin, PLACE, scanned } from './many-rules.js'

const FAR = 'us-east-1'
const OTHER = '222233334444'
const OPTIONS = { version: '0.1.0' }

let here: { scan: ScanReport; reports: Report[] }
beforeAll(async () => {
  here = await scanned()
})

/** The same as if it were of another account and Region. Roles are of the account, so that two Regions share them. */
function moved<T>(value: T, account: string, region: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(HOME, account).replaceAll(REGION, region)) as T
}

/** A part of one account and Region, with its whole reports unless it is to be a summary only. */
function part(account: string, region: string, { whole = true } = {}): Part {
  const reports = moved(here.reports, account, region)
  async function* each() {
    yield* reports
  }
  return { name: `${account}-${region}`, scan: moved(here.scan, account, region), ...(whole ? { reports: each } : {}) }
}

/** One scan of several places on one machine. */
function together(places: readonly [string, string][]): ScanReport {
  const summary = begin()
  for (const [account, region] of places) {
    const place = moved(PLACE, account, region)
    summary.addPlace(place)
    const reports = moved(here.reports, account, region)
    const names = [...new Set(reports.map(({ rule }) => rule.bus))]
    summary.add({ kind: 'buses', names }, place)
    for (const bus of names) {
      const some = reports.filter(({ rule }) => rule.bus === bus)
      summary.add({ kind: 'rules', bus, arns: some.map(({ rule }) => rule.arn) }, place)
    }
    for (const report of reports) summary.addReport(report)
  }
  const n = places.length
  return summary.finish({ calls: 42 * n, retries: 0, milliseconds: 1500 * n }, 'complete')
}

const PLACES = [HOME, OTHER]
  .sort()
  .flatMap((account) => [REGION, FAR].sort().map((region) => [account, region] as const))

describe('parts of several accounts and Regions', () => {
  test('are, joined in any order, what one scan of all places tells, to the letter', async () => {
    const parts = PLACES.map(([account, region]) => part(account, region))
    const whole = together(PLACES.map(([account, region]) => [account, region]))
    for (const order of [parts, [...parts].reverse(), [2, 0, 3, 1].flatMap((i) => parts[i] ?? [])]) {
      const { scan } = await mergeScans(order, OPTIONS)
      expect(JSON.stringify(scan, null, 2)).toBe(JSON.stringify(whole, null, 2))
    }
  })

  test('share a cause where they share what is at fault: the role of an account, in both of its Regions', async () => {
    const { scan } = await mergeScans([part(HOME, REGION), part(HOME, FAR)], OPTIONS)
    const cause = scan.causes.find(({ resource }) => resource.endsWith('role/no-trust'))
    expect(cause?.rules).toHaveLength(6)
    expect(cause?.summary).toContain('6 rules')
  })

  test('give their whole reports in the order of the rules', async () => {
    const merged = await mergeScans([part(OTHER, REGION), part(HOME, REGION)], OPTIONS)
    const arns: string[] = []
    for await (const { rule } of merged.reports()) arns.push(rule.arn)
    expect(arns).toEqual(merged.scan.rules.map(({ arn }) => arn))
    expect(merged.isWhole).toBe(true)
  })

  test('of which only the summary is known join two causes only where they say the same, and it is said', async () => {
    const { scan, isWhole } = await mergeScans([part(HOME, REGION), part(HOME, FAR, { whole: false })], OPTIONS)
    expect(isWhole).toBe(false)
    expect(scan.notes.join()).toContain(`Of ${HOME}-${FAR} the summary is known`)
    expect(
      scan.causes.filter(({ resource }) => resource.endsWith('role/no-trust')).flatMap(({ rules }) => rules),
    ).toHaveLength(6)
  })

  test('that overlap are refused, with both names; so is a rule of a place that the part is not of', async () => {
    const twice = mergeScans([part(HOME, REGION), { ...part(HOME, REGION), name: 'again' }], OPTIONS)
    await expect(twice).rejects.toThrow(BadMerge)
    await expect(twice).rejects.toThrow(`${HOME}-${REGION} and again both hold account ${HOME} in ${REGION}.`)
    const strange = part(HOME, REGION)
    const foreign = { ...strange, scan: { ...strange.scan, context: moved(strange.scan.context, OTHER, REGION) } }
    await expect(mergeScans([foreign], OPTIONS)).rejects.toThrow('holds a rule of a place that it is not of')
  })

  test('a place that one part saw and another could not see is held twice', async () => {
    const blind = begin()
    blind.addUnseen({ account: HOME, region: REGION, bus: null, what: 'it', because: 'No role.' })
    const none = { name: 'none', scan: blind.finish({ calls: 0, retries: 0, milliseconds: 0 }, 'complete') }
    await expect(mergeScans([part(HOME, REGION), none], OPTIONS)).rejects.toThrow('both hold')
    const { scan } = await mergeScans([part(OTHER, REGION), none], OPTIONS)
    expect(scan.unseen).toHaveLength(1)
    expect(scan.context.places).toHaveLength(1)
  })

  test('are as old as the newest, ended as the worst did, and have the window of all', async () => {
    const late = part(OTHER, REGION)
    const scan = {
      ...late.scan,
      generatedAt: '2026-11-25T13:00:00.000Z',
      window: { from: '2026-11-24T13:00:00.000Z', to: '2026-11-25T13:00:00.000Z' },
      ended: 'timeout' as const,
    }
    const { scan: merged } = await mergeScans([{ ...late, scan }, part(HOME, REGION)], OPTIONS)
    expect(merged.generatedAt).toBe('2026-11-25T13:00:00.000Z')
    expect(merged.window).toEqual({ from: '2026-11-24T12:00:00.000Z', to: '2026-11-25T13:00:00.000Z' })
    expect(merged.ended).toBe('timeout')
    expect(merged.stats).toMatchObject({ rules: 36, calls: 84 })
  })
})

describe('an earlier scan to compare with', () => {
  const baselineOf = (scan: ScanReport) => readBaseline(JSON.parse(JSON.stringify(scan)))

  test('tells what is new, and nothing of a place that was not seen is gone', async () => {
    const before = await mergeScans([part(HOME, REGION), part(OTHER, REGION)], OPTIONS)
    const blind = begin()
    blind.addUnseen({ account: OTHER, region: REGION, bus: null, what: 'it', because: 'No role.' })
    const none = { name: 'none', scan: blind.finish({ calls: 0, retries: 0, milliseconds: 0 }, 'complete') }
    const baseline = baselineOf(before.scan)
    const { scan } = await mergeScans([part(HOME, REGION), none], { ...OPTIONS, baseline })
    expect(scan.baseline?.new).toEqual([])
    expect(scan.baseline?.gone).toEqual([])
    expect(scan.baseline?.notCompared.every(({ arn }) => arn.includes(OTHER))).toBe(true)
    expect(scan.baseline?.notCompared.length).toBeGreaterThan(5)
  })

  test('tells a rule that is not there any more as gone, on an event bus that was looked through', async () => {
    const baseline = baselineOf((await mergeScans([part(HOME, REGION)], OPTIONS)).scan)
    const rules = here.scan.rules.filter(({ arn }) => !arn.endsWith('/returned-1'))
    const now = { name: 'now', scan: { ...here.scan, rules } }
    const { scan } = await mergeScans([now], { ...OPTIONS, baseline })
    expect(scan.baseline?.gone.map(({ arn }) => arn.split('/').at(-1))).toContain('returned-1')
  })
})
