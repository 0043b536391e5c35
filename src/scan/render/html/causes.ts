import { type Html, html } from '../../../report/html/escape.js'
import { command } from '../../../report/html/finding.js'
import { icon } from '../../../report/html/icons.js'
import type { Cause, ScanReport } from '../../report.js'
import { count, fixText } from '../words.js'
import { ruleList } from './links.js'
import type { Places } from './standing.js'

/** Causes that are told in full: the worst, and those of several rules; the others are a line each. */
const FULL = 12
const WORST = 3
/** Lines that are shown at once. */
const LINES = 30

/** The causes, the worst first: what is wrong, which rules it concerns, and the smallest fix. */
export function causeSection({ causes }: ScanReport, places: Places): Html | null {
  if (causes.length === 0) return null
  const numbered = causes.map((cause, number) => ({ cause, number }))
  const full = numbered
    .filter(({ cause, number }) => cause.rules.length > 1 || (cause.severity === 'error' && number < WORST))
    .slice(0, FULL)
  const cards = full.map(({ cause, number }) => card(cause, number, places))
  const lines = numbered.filter((one) => !full.includes(one)).map(({ cause }) => line(cause, places))
  const rest = lines.slice(LINES)
  return html`<section id="causes"><h2>Causes</h2><p class="dim">A fault that concerns several rules is told once, the worst first.</p>
    ${cards}
    ${lines.length > 0 ? html`<div class="card">${cards.length > 0 ? html`<h3>${count(lines.length, 'more cause')}</h3>` : null}<ul class="plain">${lines.slice(0, LINES)}</ul>${rest.length > 0 ? html`<details><summary>${`${rest.length} more`}</summary><ul class="plain">${rest}</ul></details>` : null}</div>` : null}</section>`
}

const stateOf = ({ severity }: Cause) => (severity === 'error' ? 'broken' : 'warning')

function card(cause: Cause, number: number, places: Places): Html {
  const state = stateOf(cause)
  const n = cause.rules.length
  return html`<article class="finding cause ${state}"><h3><span class="tag">${icon(state)} ${cause.severity === 'error' ? 'Error' : 'Warning'}</span> ${cause.summary}</h3>
    <p class="dim where"><code>${cause.code}</code>${cause.rules.includes(cause.resource) || cause.summary.includes(cause.resource) ? null : html` · <code>${cause.resource}</code>`}</p>
    <p><b>${count(n, 'rule')}</b> ${cause.severity === 'error' ? 'broken' : 'at risk'} by it: ${ruleList(cause.rules, places)}
    <button type="button" class="only" data-c="${number}" hidden>Show ${n === 1 ? 'it' : 'only these'} in the list</button></p>
    <div class="fix">${cause.fix ? html`<p><b>Fix:</b> ${fixText(cause.fix, n)}</p>` : html`<p class="dim">A person has to decide what to change.</p>`}${command(cause.next)}</div></article>`
}

const line = (cause: Cause, places: Places): Html =>
  html`<li>${icon(stateOf(cause))} <span><code>${cause.code}</code> ${cause.summary} <span class="dim">${cause.rules.length > 1 ? `${cause.rules.length} rules` : 'Rule'}:</span> ${ruleList(cause.rules, places)}</span></li>`
