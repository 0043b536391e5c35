import * as v from 'valibot'
import type { Report } from '../report/report.js'
import { readBaseline } from '../scan/baseline.js'
import { unseenPlace } from '../scan/fleet.js'
import { BadMerge, mergeScans, type Part } from '../scan/merge.js'
import { BadScan, readScan, reportReader } from '../scan/read-scan.js'
import type { ScanFormat } from '../scan/render/format.js'
import { json } from '../scan/render/json.js'
import { markdown } from '../scan/render/markdown.js'
import type { ScanReport } from '../scan/report.js'
import { Summary } from '../scan/summary.js'
import { BadInput, type MergeInput, RunName, startOf } from './input.js'
import { itemsKey, partKey, planKey, runsPrefix, summaryKey } from './keys.js'
import { messageOf, newlyBroken, subjectOf } from './message.js'
import { writePage } from './page.js'
import type { Item } from './plan.js'
import { AccountId, RegionName, type Settings } from './settings.js'
import type { Store } from './store.js'

/** What became of a run. */
export interface MergeResult {
  run: string
  verdict: ScanReport['verdict']
  totals: ScanReport['totals']
  places: number
  /** Places and event buses that were not seen. */
  unseen: number
  causes: number
  /** The run that it was compared with; null when there was none before. */
  comparedWith: string | null
  /** Errors that the run before did not have. */
  new: number
  /** Whether the topic was told. */
  told: boolean
  /** Keys of the summary in the bucket. */
  summary: readonly string[]
}

/** How many parts are read at the same time. */
const AT_ONCE = 32

/**
 * Joins the parts of a run to one summary, compares it with the run before, writes it as JSON, Markdown and a page, and tells
 * the topic once when an error is new. A place of the plan that has no part, or one that cannot be read, is unseen: never absent.
 */
export async function mergeRun(
  { run }: MergeInput,
  settings: Settings,
  { store, version }: { store: Store; version: string },
): Promise<MergeResult> {
  const items = await planned(run, settings, store)
  const parts = await inBatches(items, (item) => partOf(item, settings, store, version))
  const before = await runBefore(run, settings, store)
  // What is told does not need the whole reports: of a run over thousands of accounts they would not be read in time.
  const options = { version, ...(before ? { baseline: before.baseline } : {}), onlySummaries: true }
  const { scan: joined, reports } = await mergeScans(parts, options).catch((thrown: unknown) => {
    throw thrown instanceof BadMerge ? new BadInput(`The parts of ${run} cannot be joined. ${thrown.message}`) : thrown
  })
  const note = await notActiveNote(run, settings, store)
  const scan = note === undefined ? joined : { ...joined, notes: [...joined.notes, note] }
  const found = newlyBroken(scan)
  const summary = await Promise.all([
    write(summaryKey(settings, run, 'json'), 'application/json', json, scan, store),
    write(summaryKey(settings, run, 'md'), 'text/markdown; charset=utf-8', markdown, scan, store),
  ])
  const page = await writePage(summaryKey(settings, run, 'html'), { scan, reports }, store)
  if (page !== undefined) summary.push(page)
  const told = found.length > 0 && settings.topic !== undefined
  if (told && settings.topic !== undefined) {
    const where = [page ?? [], summaryKey(settings, run, 'md')].flat().map((key) => `s3://${settings.bucket}/${key}`)
    await store.tell(settings.topic, subjectOf(found), messageOf(scan, found, where))
  }
  return {
    ...{ run, verdict: scan.verdict, totals: scan.totals },
    ...{ places: scan.context.places.length, unseen: scan.unseen.length, causes: scan.causes.length },
    ...{ comparedWith: before?.run ?? null, new: found.length, told, summary },
  }
}

const Items = v.array(
  v.strictObject({ account: AccountId, region: RegionName, run: RunName, name: v.exactOptional(v.string()) }),
)

async function planned(run: string, settings: Settings, store: Store): Promise<readonly Item[]> {
  const text = await store.getText(itemsKey(settings, run))
  if (text === undefined) throw new BadInput('There is no run of that name.')
  const { success, output } = v.safeParse(Items, parsed(text))
  if (!success || output.some((item) => item.run !== run)) throw new BadInput(`The items of ${run} cannot be read.`)
  return output
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What the plan says of accounts that are not scanned, for the reader of the summary. */
async function notActiveNote(run: string, settings: Settings, store: Store): Promise<string | undefined> {
  const Plan = v.object({ notActive: v.array(AccountId) })
  const { success, output } = v.safeParse(Plan, parsed((await store.getText(planKey(settings, run))) ?? ''))
  if (!success || output.notActive.length === 0) return undefined
  return `Accounts of the organization that are not active were not looked at: ${output.notActive.join(', ')}.`
}

/** The part of an item. Its whole reports are read only where a cause is shared with another part. */
async function partOf(item: Item, settings: Settings, store: Store, version: string): Promise<Part> {
  const key = partKey(settings, item)
  const line = await store.lastLine(key)
  if (line === undefined) return emptyPart(item, key, 'Its scan did not end: there is no result.', version)
  try {
    const scan = readScan(line)
    return { name: key, scan, reports: scan.rules.length === 0 ? noReports : () => reportsIn(key, store) }
  } catch (thrown) {
    if (!(thrown instanceof BadScan)) throw thrown
    return emptyPart(item, key, `Its result cannot be used: ${thrown.message}.`, version)
  }
}

async function* reportsIn(key: string, store: Store): AsyncGenerator<Report> {
  const read = reportReader()
  const lines = ((await store.getText(key)) ?? '').split('\n').filter((line) => line !== '')
  for (const [i, line] of lines.slice(0, -1).entries()) yield read(line, i + 1)
}

/** A part of a place of which nothing is known. */
function emptyPart({ account, region, run, name }: Item, key: string, because: string, version: string): Part {
  const now = startOf(run)
  const at = now.toISOString()
  const summary = new Summary({ version, now, window: { from: at, to: at }, leftOut: [], checks: [] })
  summary.addUnseen(unseenPlace({ id: account, ...(name === undefined ? {} : { name }) }, region, because))
  return { name: key, scan: summary.finish({ calls: 0, retries: 0, milliseconds: 0 }, 'complete') }
}

/** The newest run before this one that has a summary. */
async function runBefore(run: string, settings: Settings, store: Store) {
  const runs = await store.folders(runsPrefix(settings))
  for (const earlier of runs.filter((name) => v.is(RunName, name) && name < run).reverse()) {
    const text = await store.getText(summaryKey(settings, earlier, 'json'))
    if (text !== undefined) return { run: earlier, baseline: readBaseline(parsed(text)) }
  }
  return undefined
}

async function write(key: string, type: string, format: ScanFormat, scan: ScanReport, store: Store): Promise<string> {
  const texts: string[] = []
  for await (const text of format.begin({ width: 100, color: false, failOn: 'error' }).end(scan, noReports))
    texts.push(text)
  await store.putText(key, type, texts.join(''))
  return key
}

async function* noReports(): AsyncGenerator<Report> {}

/** Does something with every item, a batch at the same time, and gives the results in the order of the items. */
async function inBatches<T, U>(items: readonly T[], act: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = []
  for (let i = 0; i < items.length; i += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(act))))
  }
  return results
}
