import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Report } from '../../report/report.js'

/** Whole reports, kept in a file of this user's alone until the scan has been printed. */
export interface Spool {
  file: string
  add(report: Report): Promise<void>
  /** All reports so far, in the order in which they came. */
  reports(): AsyncIterable<Report>
  /** Removes the file. */
  remove(): Promise<void>
}

/** Opens a spool in a new folder below the system's folder for temporary files; one report a line. */
export async function openSpool(): Promise<Spool> {
  // mkdtemp makes a folder that its owner alone may look into.
  const folder = await mkdtemp(join(tmpdir(), 'eb-doctor-'))
  const file = join(folder, 'reports.ndjson')
  const handle = await open(file, 'wx', 0o600)
  return {
    file,
    async add(report) {
      await handle.write(`${JSON.stringify(report)}\n`)
    },
    async *reports() {
      const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
      for await (const line of lines) yield JSON.parse(line) as Report
    },
    async remove() {
      await handle.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
