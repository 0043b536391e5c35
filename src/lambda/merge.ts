import { BadMerge, mergeScans, type Part } from '../scan/merge.js'
import { BadScan, readScan, reportReader } from '../scan/read-scan.js'
import type { ScanReport } from '../scan/report.js'
