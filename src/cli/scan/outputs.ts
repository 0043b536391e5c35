import type { Report } from '../../report/report.js'
import type { Reports, ScanPrinter } from '../../scan/render/format.js'
import type { ScannedRule, ScanReport } from '../../scan/report.js'
import { Stop } from '../base.js'
import { terminalOf } from '../print.js'
import { SCAN_FORMATS } from './formats.js'
import type { ScanRequest } from './request.js'
import { openSpool, type Spool } from './spool.js'

/** Where a scan goes: stdout, and the files of --report. */
export interface Outputs {
  rule(report: Report, rule: ScannedRule): Promise<void>
  end(scan: ScanReport): Promise<void>
  /** Throws away what is not finished. */
  close(): Promise<void>
}

interface Output {
  printer: ScanPrinter
  write(text: string): Promise<void>
  /** Makes what was written the file that was asked for. */
  keep(): Promise<void>
  abandon(): Promise<void>
}

/** A file has no columns of its own: wide enough for most lines, and still to be read in a ticket. */
const FILE_WIDTH = 120

/** Opens every output that was asked for. Throws Stop when a file cannot be written, before anything is asked of AWS. */
export async function openOutputs({ output, color, files, failOn }: ScanRequest): Promise<Outputs> {
  const outputs: Output[] = []
  const wanted = await Promise.all(
    [output, ...files.map(({ format }) => format)].map((format) => SCAN_FORMATS[format]()),
  )
  const [main, ...others] = wanted
  if (main) {
    const printer = main.begin({ ...terminalOf(color), failOn })
    outputs.push({ printer, write: toStdout, keep: async () => {}, abandon: async () => {} })
  }
  for (const [i, format] of others.entries()) {
    const file = files[i]?.file ?? ''
    const { openPrivate } = await import('../../fixing/files.js')
    const begun = await openPrivate(file).catch((thrown: unknown) => notWritten(file, thrown))
    const guarded = (promise: Promise<void>) => promise.catch((thrown: unknown) => notWritten(file, thrown))
    outputs.push({
      printer: format.begin({ width: FILE_WIDTH, color: false, failOn }),
      write: (text) => guarded(begun.write(text)),
      keep: () => guarded(begun.keep()),
      abandon: () => begun.abandon(),
    })
  }
  const spool: Spool | undefined = wanted.some(({ needsReports }) => needsReports) ? await openSpool() : undefined
  const reports: Reports = spool ? spool.reports : none
  return {
    async rule(report, rule) {
      await spool?.add(report)
      for (const { printer, write } of outputs) {
        const text = printer.rule(report, rule)
        if (text !== '') await write(text)
      }
    },
    async end(scan) {
      for (const { printer, write, keep } of outputs) {
        for await (const text of printer.end(scan, reports)) await write(text)
        await keep()
      }
    },
    async close() {
      for (const { abandon } of outputs) await abandon()
      await spool?.remove()
    },
  }
}

async function* none(): AsyncGenerator<Report> {}

/** Waits while the reader is slower than the scan. A reader that has gone away is no reason to wait. */
const toStdout = (text: string): Promise<void> =>
  new Promise((resolve) => {
    if (process.stdout.write(text) || process.stdout.destroyed) return resolve()
    // Whichever comes: the listener for the other would stay, one for each piece.
    const goOn = () => {
      process.stdout.off('drain', goOn)
      process.stdout.off('close', goOn)
      resolve()
    }
    process.stdout.on('drain', goOn)
    process.stdout.on('close', goOn)
  })

function notWritten(file: string, thrown: unknown): never {
  const code = thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : ''
  throw new Stop('report-not-written', `The report ${file} cannot be written${code}.`, '')
}
