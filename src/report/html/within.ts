import { pathOf } from '../path.js'
import type { Report } from '../report.js'
import { countsOf, countsText, verdictSentence } from '../verdict.js'
import { checkLists } from './checks.js'
import { type Html, html } from './escape.js'
import { facts } from './facts.js'
import { anchorIn, findingCards, firstBrokenHop } from './findings.js'
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
    return html`<p>${verdictSentence(report)} ${counts}.</p>${facts(report, true)}${lists}`
  }
  const story = happened(report)
  return html`<p>${verdictSentence(report)}</p>
    ${firstBrokenHop(report, prefix)}
    <div class="columns"><div>${pathPicture(pathOf(report))}${facts(report, true)}</div>
    <div>${findingCards(report, 4, prefix)}${story ? html`<h4>What happened</h4>${story}` : null}</div></div>
    <details class="all"><summary>All checks: ${counts}</summary>${lists}</details>`
}
