import { findingsOf, type Report } from '../../report/report.js'
import { plain } from '../../text/sanitize.js'
import type { ScannedRule } from '../report.js'
import { standingOf } from './words.js'

/** What is wrong with a rule in a few words: the first broken hop, or what could not be seen. */
export function whyOf(report: Report, rule: ScannedRule): string {
  const found = report.checks.flatMap((check) =>
    check.findings.map((finding) => ({ ...finding, target: check.target })),
  )
  const worst = found.find(({ severity }) => severity === 'error') ?? found[0]
  if (standingOf(rule) === 'inconclusive' && rule.errors.length === 0) {
    const open = report.checks.filter(
      ({ status, because }) => status === 'unknown' || (status === 'problem' && because),
    )
    const ids = [...new Set(open.map(({ check }) => check))]
    return ids.length > 0 ? `could not tell: ${ids.join(', ')}` : 'not every check was made'
  }
  if (!worst) return 'no finding'
  const where = worst.target === null ? '' : ` at target ${plain(worst.target)}`
  const others = findingsOf(report).length - 1
  return `${plain(worst.code)}${where}${others > 0 ? `, and ${others} more` : ''}`
}
