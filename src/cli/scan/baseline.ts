import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { BadBaseline, type Baseline, checkReportLine, readBaseline } from '../../scan/baseline.js'
import { withoutMark } from '../../text/byte-order-mark.js'
import { Stop } from '../base.js'

/**
 * Reads an earlier scan, JSON or NDJSON. Nothing of it is used before all of it has been checked. `redacted`: whether this
 * scan is under pseudonyms. Throws Stop with exit code 2.
 */
export async function openBaseline(file: string, redacted: boolean): Promise<Baseline> {
  try {
    const baseline = await read(file)
    if (baseline.redacted === redacted) return baseline
    throw new BadBaseline(
      `its names are ${redacted ? 'not ' : ''}pseudonyms (--redact), and those of this scan are${redacted ? '' : ' not'}`,
    )
  } catch (thrown) {
    if (thrown instanceof BadBaseline) {
      throw new Stop('bad-baseline', `The baseline ${file} cannot be used: ${thrown.message}.`, '')
    }
    if (thrown instanceof Error && 'code' in thrown) {
      throw new Stop('bad-baseline', `The baseline ${file} cannot be read (${String(thrown.code)}).`, '')
    }
    throw thrown
  }
}

async function read(file: string): Promise<Baseline> {
  const reports = new Set<string>()
  let summary: Baseline | undefined
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    if (line.trim() === '') continue
    const value = valueIn(line)
    // A first line that is no document of its own begins one that is written over many lines.
    if (value === undefined && reports.size === 0 && !summary) {
      lines.close()
      return readBaseline(valueIn(await readFile(file, 'utf8')) ?? refuse('it is not JSON'))
    }
    if (value === undefined) refuse('it is not JSON on every line')
    if (summary) refuse('something follows the summary of the scan')
    if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('it is not a scan of eb-doctor')
    if (isScan(value)) summary = readBaseline(value)
    else reports.add(checkReportLine(value))
  }
  if (!summary) return refuse('the summary of a scan is not in it: it is empty, or was not written to its end')
  const { rules } = summary
  if (reports.size > 0 && (reports.size !== rules.length || !rules.every(({ arn }) => reports.has(arn)))) {
    refuse('its reports are not those of its summary')
  }
  return summary
}

const isScan = (value: unknown): boolean => typeof value === 'object' && value !== null && 'kind' in value

/** The value that JSON text stands for; undefined when it is no JSON. */
function valueIn(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text))
  } catch {
    return undefined
  }
}

function refuse(why: string): never {
  throw new BadBaseline(why)
}
