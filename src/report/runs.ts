import type { CheckResult } from './report.js'

/** The checks, with those in a row that are skipped for the same reason together. */
export function runsOf(checks: readonly CheckResult[]): [CheckResult, ...CheckResult[]][] {
  const runs: [CheckResult, ...CheckResult[]][] = []
  for (const check of checks) {
    const last = runs.at(-1)
    if (last && check.status === 'skipped' && last[0].status === 'skipped' && last[0].because === check.because) {
      last.push(check)
    } else {
      runs.push([check])
    }
  }
  return runs
}
