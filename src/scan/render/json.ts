import { renderJsonLine } from '../../report/json.js'
import { asciiJson } from '../../text/ascii-json.js'
import type { Json } from '../../text/json.js'
import type { ScanReport } from '../report.js'
import { atTheEnd, type ScanFormat } from './format.js'

const textOf = (scan: ScanReport, indent?: number): string => `${asciiJson(scan as unknown as Json, indent)}\n`

/** One JSON document: the summary of the scan. `report.schema.json` describes it. */
export const json: ScanFormat = atTheEnd((scan) => [textOf(scan, 2)])

/** One whole report a line as each rule is done, then the summary of the scan as the last line. */
export const ndjson: ScanFormat = {
  needsReports: false,
  begin: () => ({ rule: renderJsonLine, end: (scan) => [textOf(scan)] }),
}
