import type { ScanReport } from '../../scan/report.js'
import { Stop } from '../base.js'
import type { Outputs } from './outputs.js'
import { mergedFrom } from './parts.js'
import type { ScanRequest } from './request.js'

/** The whole of `eb-doctor scan --merge`: joins parts to one scan and prints it, without AWS. */
export async function runMerge(request: ScanRequest, files: readonly string[], outputs: Outputs): Promise<ScanReport> {
  const baseline =
    request.baseline === undefined
      ? undefined
      : await (await import('./baseline.js')).openBaseline(request.baseline, false)
  const { version } = request
  const { scan, reports, isWhole } = await mergedFrom(files, { version, ...(baseline ? { baseline } : {}) })
  const lines = [request.output, ...request.files.map(({ format }) => format)].includes('ndjson')
  if (lines && !isWhole) {
    const hint = 'Merge parts that were written with --output ndjson.'
    throw new Stop('bad-merge', 'NDJSON holds whole reports, and not every part has them.', hint)
  }
  const rules = new Map(scan.rules.map((rule) => [rule.arn, rule]))
  for await (const report of reports()) {
    const rule = rules.get(report.rule.arn)
    if (rule) await outputs.rule(report, rule)
  }
  await outputs.end(scan)
  return scan
}
