import type { ScanFormat } from './format.js'
import { scanPage } from './html/page.js'

/** One page of HTML that stands alone, with the whole report of each rule. */
export const html: ScanFormat = { needsReports: true, begin: () => ({ rule: () => '', end: scanPage }) }
