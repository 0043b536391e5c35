import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Report } from '../../report/report.js'
import { openTemporary } from './temporary.js'

/** Whole reports, kept in a file of this user's alone until the scan has been printed. */
export interface Spool {
  file: string
  add(report: Report): Promise<void>
  /** All reports so far, in the order in which they came. */
  reports(): AsyncIterable<Report>
  /** Removes the file. */
  remove(): Promise<void>
}

/** Opens a spool: a temporary file with one report a line. */
export async function openSpool(): Promise<Spool> {
  const { file, handle, remove } = await openTemporary('reports.ndjson')
  return {
    file,
    async add(report) {
      await handle.write(`${JSON.stringify(report)}\n`)
    },
    async *reports() {
      const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
      for await (const line of lines) yield JSON.parse(line) as Report
    },
    remove,
  }
}
