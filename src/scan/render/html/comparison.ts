import { minuteOf } from '../../../evidence/moment.js'
import { type Html, html } from '../../../report/html/escape.js'
import { icon } from '../../../report/html/icons.js'
import type { ComparedFinding, ScanReport } from '../../report.js'
import { comparisonText } from '../words.js'
import { ruleLink } from './links.js'
import type { Places } from './standing.js'

/** What is new and what is gone since an earlier scan. */
export function comparisonSection({ baseline }: ScanReport, places: Places): Html | null {
  if (!baseline) return null
  const list = (title: string, found: readonly ComparedFinding[], gone: boolean): Html =>
    html`<div><h3>${title} (${found.length})</h3>${found.length === 0 ? html`<p class="dim">None.</p>` : html`<ul class="plain">${found.map((one) => line(one, gone, places))}</ul>`}</div>`
  return html`<section class="card" id="since"><h2>Since ${minuteOf(baseline.since)}</h2><p class="dim">${comparisonText(baseline)}.</p>
    <div class="pair">${list('New', baseline.new, false)}${list('Gone', baseline.gone, true)}</div>
    ${baseline.notCompared.length > 0 ? html`<h3>Not compared (${baseline.notCompared.length})</h3><p class="dim">These rules could not be looked at now: what the earlier scan found there is neither gone nor still there.</p><ul class="plain">${baseline.notCompared.map((one) => line(one, null, places))}</ul>` : null}</section>`
}

const line = ({ arn, code, severity, suppressed }: ComparedFinding, gone: boolean | null, places: Places): Html =>
  html`<li>${icon(gone === null ? 'unknown' : gone ? 'ok' : severity === 'error' ? 'broken' : 'warning')} <span>${ruleLink(arn, places)}: <code>${code}</code> <span class="dim">${severity}${suppressed ? ', suppressed' : null}</span></span></li>`
