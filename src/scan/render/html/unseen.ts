import { type Html, html } from '../../../report/html/escape.js'
import { icon } from '../../../report/html/icons.js'
import { limitList, refusals } from '../../../report/html/unseen.js'
import type { ScanReport } from '../../report.js'
import { ruleLink } from './links.js'
import type { Places } from './standing.js'

/** Refusals that are shown at once; a longer list is behind a click. */
const SHOWN = 12

/** What could not be listed or looked at, and the permissions to ask for. */
export function unseenSection({ unseen, gaps }: ScanReport): Html | null {
  if (unseen.length === 0 && gaps.length === 0) return null
  return html`<section class="card" id="unseen"><h2>Could not look</h2>
    ${unseen.length > 0 ? html`<ul class="plain">${unseen.map(({ what, because }) => html`<li>${icon('unknown')} <span><b>${what}</b>: ${because}</span></li>`)}</ul>` : null}
    ${gaps.length > SHOWN ? html`<details><summary>${gaps.length} permissions to ask for</summary>${refusals(gaps)}</details>` : refusals(gaps)}</section>`
}

/** The findings that do not count, as the settings of the team say. */
export function suppressedSection({ rules }: ScanReport, places: Places): Html | null {
  const found = rules.flatMap(({ arn, suppressed }) => (suppressed ?? []).map((one) => ({ arn, ...one })))
  const regraded = rules.flatMap(({ arn, regraded: changed }) => (changed ?? []).map((one) => ({ arn, ...one })))
  if (found.length === 0 && regraded.length === 0) return null
  return html`<section class="card" id="suppressed"><h2>Suppressed</h2><p class="dim">By the settings of the team. The diagnosis is the same.</p><ul class="plain">
    ${found.map(({ arn, code, target, severity, reason, expires }) => html`<li>${icon('open')} <span>${ruleLink(arn, places)}${target === null ? null : html`, target <code>${target}</code>`}: <code>${code}</code> (${severity}) <span class="dim">until ${expires}:</span> ${reason}</span></li>`)}
    ${regraded.map(({ arn, code, target, from, to }) => html`<li>${icon('open')} <span>${ruleLink(arn, places)}${target === null ? null : html`, target <code>${target}</code>`}: <code>${code}</code> counts as ${to} instead of ${from}</span></li>`)}</ul></section>`
}

/** What a reader should know of the scan, and what no scan can tell. */
export function limitSection({ notes, limits, leftOut }: ScanReport): Html | null {
  const said = [...(leftOut ? [`Checks that were left out: ${leftOut.join(', ')}.`] : []), ...notes, ...limits]
  return said.length === 0
    ? null
    : html`<section class="card" id="limits"><h2>Not seen</h2>${limitList(said)}</section>`
}
