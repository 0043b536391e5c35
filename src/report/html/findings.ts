import { remediesOf } from '../remedies.js'
import { type CheckResult, findingsOf, type Report } from '../report.js'
import { type Html, html } from './escape.js'
import { findingCard } from './finding.js'

/** The findings of a rule as cards, in the order of the delivery; their anchors begin with `prefix`. */
export function findingCards(report: Report, level: 3 | 4, prefix: string): Html[] {
  const found = report.checks.flatMap((check) => check.findings.map((finding) => ({ check, finding })))
  const remedies = remediesOf(report)
  const first = found.find(({ finding }) => finding.severity === 'error')?.finding
  return found.map(({ check, finding }, i) =>
    findingCard(finding, remedies.get(finding), {
      id: `${prefix}${i}`,
      level,
      target: check.target,
      check: check.check,
      firstOfAll: finding === first,
    }),
  )
}

/** The anchor of the first finding of a check. */
export function anchorIn({ checks }: Report, prefix: string): (check: CheckResult) => string {
  return (check) => `${prefix}${checks.slice(0, checks.indexOf(check)).flatMap(({ findings }) => findings).length}`
}

/** The first broken hop in one sentence, which leads to its finding. */
export function firstBrokenHop(report: Report, prefix: string): Html | null {
  const found = findingsOf(report)
  const at = found.findIndex(({ severity }) => severity === 'error')
  const first = found[at]
  return first
    ? html`<p class="first"><b>First broken hop:</b> ${first.summary} <a href="#${prefix}${at}">Show the finding</a></p>`
    : null
}
