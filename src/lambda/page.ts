import { openSpool } from '../cli/scan/spool.js'
import { openTemporary } from '../cli/scan/temporary.js'
import type { Merged } from '../scan/merge.js'
import { BadScan } from '../scan/read-scan.js'
import { html } from '../scan/render/html.js'
import type { Store } from './store.js'

/** Up to so many rules a run has a page: beyond that a browser takes long to open it (5,000 rules make about 40 MB). */
export const MOST_RULES = 5000

/**
 * Writes the page of a run, with the whole report of each rule; memory does not grow with their number. The key, or undefined
 * where there is no page: the run has too many rules, or the whole reports of a part cannot be read.
 */
export async function writePage(
  key: string,
  { scan, reports }: Pick<Merged, 'scan' | 'reports'>,
  store: Store,
): Promise<string | undefined> {
  if (scan.rules.length > MOST_RULES) return undefined
  const spool = await openSpool()
  const { file, handle, remove } = await openTemporary('page.html')
  try {
    // The page goes through the reports several times; the parts are fetched once.
    for await (const report of reports()) await spool.add(report)
    const page = html.begin({ width: 100, color: false, failOn: 'error' })
    for await (const text of page.end(scan, spool.reports)) await handle.write(text)
    await store.putFile(key, 'text/html; charset=utf-8', file)
    return key
  } catch (thrown) {
    // The summary is what counts, and it is written by now.
    if (thrown instanceof BadScan) return undefined
    throw thrown
  } finally {
    await spool.remove()
    await remove()
  }
}
