import type { Report, ReportedFinding } from '../../report/report.js'
import { plain } from '../../text/sanitize.js'
import type { ScannedRule } from '../report.js'
import { asCounted } from '../settings.js'
import { standingOf } from './words.js'

/** What is wrong with a rule in a few words: the first broken hop, or what could not be seen. */
export function whyOf(report: Report, rule: ScannedRule): string {
  const found = asCounted(report).checks.flatMap(({ target, findings }) =>
    findings.map((finding) => ({ ...finding, target })),
  )
  const worst = found.find(({ severity }) => severity === 'error') ?? found[0]
  const [first, ...more] = rule.suppressed ?? []
  const hidden = first ? `${plain(first.code)}${more.length > 0 ? ` and ${more.length} more` : ''} suppressed` : ''
  return [...seenOf(rule, worst, found.length - 1), ...(hidden === '' ? [] : [hidden])].join('; ')
}

function seenOf(rule: ScannedRule, worst: WithTarget | undefined, others: number): string[] {
  if (standingOf(rule) === 'inconclusive' && worst?.severity !== 'error') {
    const { unknown } = rule
    return [
      unknown.length > 0 ? `could not tell: ${unknown.map((id) => plain(id)).join(', ')}` : 'not every check was made',
    ]
  }
  if (!worst) return []
  const where = worst.target === null ? '' : ` at target ${plain(worst.target)}`
  return [`${plain(worst.code)}${where}${others > 0 ? `, and ${others} more` : ''}`]
}

type WithTarget = ReportedFinding & { target: string | null }
