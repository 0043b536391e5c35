import { type Html, html, type Part } from '../../../report/html/escape.js'
import { icon } from '../../../report/html/icons.js'
import { limitList, refusals } from '../../../report/html/unseen.js'
import type { ScanReport } from '../../report.js'
import { count, suppressedIn, suppressedText } from '../words.js'
import { ruleList } from './links.js'
import type { Places } from './standing.js'

/** Refusals that are shown at once; a longer list is behind a click. */
const SHOWN = 12

/** What could not be listed or looked at, and the permissions to ask for. */
export function unseenSection({ unseen, gaps }: ScanReport): Html | null {
  if (unseen.length === 0 && gaps.length === 0) return null
  return html`<section class="card" id="unseen"><h2>Could not look</h2>
    ${unseen.length > 0 ? html`<ul class="plain">${unseen.map(({ what, because }) => html`<li>${icon('unknown')} <span><b>${what}</b>: ${because}</span></li>`)}</ul>` : null}
    ${gaps.length > SHOWN ? html`<details><summary>${gaps.length} permissions to ask for</summary>${refusals(gaps)}</details>` : refusals(gaps)}
    ${gaps.length > 0 ? html`<p class="dim">All that a scan needs: <code>eb-doctor permissions --for scan</code></p>` : null}</section>`
}

/** What the settings of the team make of the diagnosis: findings that do not count, and those that count as more or less. */
export function suppressedSection(scan: ScanReport, places: Places): Html | null {
  const groups = suppressedIn(scan)
  const expired = scan.settings?.expired ?? []
  const severities = Object.entries(scan.settings?.severities ?? {})
  if (groups.length === 0 && expired.length === 0 && severities.length === 0) return null
  const line = (text: Part): Html => html`<li>${icon('open')} <span>${text}</span></li>`
  return html`<section class="card" id="suppressed"><h2>Settings of the team</h2><ul class="plain">
    ${groups.map((group) => line(html`${suppressedText(group)} <span class="dim">${count(group.rules.length, 'rule')}:</span> ${ruleList(group.rules, places)}`))}
    ${expired.map(({ rule, reason, expires }) => line(html`Expired on ${expires}, and no longer applied to <code>${rule}</code>: ${reason}`))}
    ${severities.map(([code, severity]) => line(html`<code>${code}</code> counts as ${severity}.`))}</ul></section>`
}

/** What a reader should know of the scan, and what no scan can tell. */
export function limitSection({ notes, limits, leftOut }: ScanReport): Html | null {
  const said = [...(leftOut ? [`Checks that were left out: ${leftOut.join(', ')}.`] : []), ...notes, ...limits]
  return said.length === 0
    ? null
    : html`<section class="card" id="limits"><h2>Not seen</h2>${limitList(said)}</section>`
}
