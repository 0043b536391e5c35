import type { Report } from '../../report/report.js'
import type { FailOn, ScannedRule, ScanReport } from '../report.js'

/** What a renderer is told of where its text goes. */
export interface RenderOptions {
  /** Columns of the terminal. */
  width: number
  color: boolean
  /** From which finding on a rule counts as failed. */
  failOn: FailOn
}

/** The whole reports of a scan, one after the other in the order of the scan; they may be gone through several times. */
export type Reports = () => AsyncIterable<Report>

/**
 * A scan on its way to a reader, in one format. A rule is handed over when it is done, and is not kept: memory must not
 * grow with the number of rules.
 */
export interface ScanPrinter {
  /** What to print now that a rule is done; '' in a format that is made at the end. */
  rule(report: Report, rule: ScannedRule): string
  /** The rest, once the scan has ended, in pieces that are written one after the other. */
  end(scan: ScanReport, reports: Reports): Iterable<string> | AsyncIterable<string>
}

/** How a scan is printed in one format. */
export interface ScanFormat {
  /** Whether `end` goes through `reports`: each whole report is then kept in a private file until the scan has ended. */
  needsReports: boolean
  begin(options: RenderOptions): ScanPrinter
}

/** A format in which nothing is printed before the scan has ended. */
export const atTheEnd = (end: (scan: ScanReport, options: RenderOptions) => Iterable<string>): ScanFormat => ({
  needsReports: false,
  begin: (options) => ({ rule: () => '', end: (scan) => end(scan, options) }),
})
