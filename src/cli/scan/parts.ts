import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Report } from '../../report/report.js'
import { BadMerge, type Merged, type MergeOptions, mergeScans, type Part } from '../../scan/merge.js'
import { BadScan, readScan, reportReader } from '../../scan/read-scan.js'
import type { ScanReport } from '../../scan/report.js'
import { withoutMark } from '../../text/byte-order-mark.js'
import { membersIn } from '../../text/json.js'
import { Stop } from '../base.js'

/** Reads and joins the parts of a scan. Throws Stop for a file that cannot be read, is no scan, or overlaps with another. */
export async function mergedFrom(files: readonly string[], options: MergeOptions): Promise<Merged> {
  const parts: Part[] = []
  for (const file of files) parts.push(await partOf(file))
  try {
    return await mergeScans(parts, options)
  } catch (thrown) {
    if (thrown instanceof BadMerge) throw new Stop('bad-merge', thrown.message, '')
    throw thrown
  }
}

/**
 * A file as a part. NDJSON is gone through line by line, twice: once to hold every line against its form before any of it is
 * used, and once for what is printed. Memory does not grow with the number of rules.
 */
async function partOf(file: string): Promise<Part> {
  try {
    let summary: string | undefined
    const arns: string[] = []
    const read = reportReader()
    let number = 0
    for await (const line of linesOf(file)) {
      // The line before was not the last one: it is a report.
      if (summary !== undefined) arns.push(read(summary, number).rule.arn)
      number += 1
      summary = line
      if (number === 1 && !isJson(line))
        return { name: file, scan: readScan(withoutMark(await readFile(file, 'utf8'))) }
    }
    if (number > 1 && !isSummary(summary ?? '')) {
      throw new BadScan('its last line is not the summary of a scan: it was not written to its end')
    }
    const scan = readScan(summary ?? '')
    if (arns.length === 0 && scan.rules.length > 0) return { name: file, scan }
    if (!sameRules(scan, arns)) throw new BadScan('its reports are not those of the rules in its summary')
    return { name: file, scan, reports: () => reportsIn(file) }
  } catch (thrown) {
    if (thrown instanceof BadScan) throw new Stop('bad-scan', `${file} cannot be used: ${thrown.message}.`, '')
    if (thrown instanceof Error && 'code' in thrown) {
      throw new Stop('bad-scan', `${file} cannot be read (${String(thrown.code)}).`, '')
    }
    throw thrown
  }
}

async function* reportsIn(file: string): AsyncGenerator<Report> {
  const read = reportReader()
  let before: string | undefined
  let number = 0
  for await (const line of linesOf(file)) {
    if (before !== undefined) yield read(before, number)
    number += 1
    before = line
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, 'utf8')
  // A stream that fails ends the lines without a word: the reason is kept and thrown.
  let failure: Error | undefined
  input.on('error', (error) => {
    failure = error
  })
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') yield withoutMark(line)
  }
  if (failure) throw failure
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** Whether a line says of itself that it is the summary of a scan. */
const isSummary = (line: string): boolean => 'kind' in membersIn(line)

const sameRules = ({ rules }: ScanReport, arns: readonly string[]): boolean =>
  rules.length === arns.length && rules.every(({ arn }, i) => arn === arns[i])
