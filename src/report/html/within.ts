import { pathOf } from '../path.js'
import { findingsOf, type Report } from '../report.js'
import { countsOf, countsText, verdictSentence } from '../verdict.js'
import { checkLists } from './checks.js'
import { type Html, html } from './escape.js'
import { facts } from './facts.js'
import { anchorIn, findingCards } from './findings.js'
import { happened } from './happened.js'
import { pathPicture } from './path-picture.js'

/**
 * A whole report as a part of a larger page, below a heading of the third level; anchors begin with `prefix`. What the page
 * says once for all rules, such as the policies to ask for, is left out; a healthy rule has its checks and nothing else.
 */
export function reportWithin(report: Report, prefix: string): Html {
  const lists = html`<div class="lists">${checkLists(report, 4, anchorIn(report, prefix))}</div>`
  const counts = countsText(countsOf(report))
  if (report.verdict === 'healthy') {
    return html`<p>${verdictSentence(report)} ${counts}.</p>${facts(report)}${lists}`
  }
  const first = findingsOf(report).find(({ severity }) => severity === 'error')
  const story = happened(report)
  return html`<p>${verdictSentence(report)}</p>
    ${first ? html`<p class="first"><b>First broken hop:</b> ${first.summary}</p>` : null}
    <div class="columns"><div>${pathPicture(pathOf(report))}${facts(report)}</div>
    <div>${findingCards(report, 4, prefix)}${story ? html`<h4>What happened</h4>${story}` : null}</div></div>
    <details class="all"><summary>All checks: ${counts}</summary>${lists}</details>`
}
