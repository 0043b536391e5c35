import { frame } from '../../../report/html/document.js'
import { type Html, html } from '../../../report/html/escape.js'
import { badge } from '../../../report/html/icons.js'
import { stateOfVerdict } from '../../../report/verdict.js'
import type { ScanReport } from '../../report.js'
import type { Reports } from '../format.js'
import { comparisonText, count, endingText, scanSentence, standingOf } from '../words.js'
import { causeSection } from './causes.js'
import { comparisonSection } from './comparison.js'
import { rowsOf } from './rules.js'
import { SCAN_SCRIPT } from './script.js'
import { Places, STANDINGS } from './standing.js'
import { SCAN_STYLE } from './style.js'
import { totalsChart } from './totals.js'
import { limitSection, suppressedSection, unseenSection } from './unseen.js'

/**
 * A scan as one page that stands alone, in pieces: first the whole, its causes and what was not seen, then each rule with its
 * whole report, the worst first. The reports are gone through once for each way in which rules stand, and none is kept.
 */
export async function* scanPage(scan: ScanReport, reports: Reports): AsyncGenerator<string> {
  const { opening, closing } = frame(scanSentence(scan), { style: SCAN_STYLE, script: SCAN_SCRIPT })
  const places = new Places(scan.rules)
  const rows = rowsOf(scan)
  yield opening
  yield html`${head(scan)}<main>${summary(scan, places)}${comparisonSection(scan, places)}${causeSection(scan, places)}
    ${unseenSection(scan)}${suppressedSection(scan, places)}${limitSection(scan)}`.markup
  if (scan.rules.length > 0) {
    yield html`<section id="rules"><h2>Rules</h2><p class="dim">Each opens its whole report.</p>${rows.filter}<ul class="rules">`
      .markup
    const told = new Set<number>()
    for (const standing of STANDINGS) {
      if (!scan.rules.some((rule) => standingOf(rule) === standing)) continue
      for await (const report of reports()) {
        const number = places.of(report.rule.arn)
        const rule = number === undefined ? undefined : places.rule(number)
        if (number === undefined || !rule || standingOf(rule) !== standing) continue
        told.add(number)
        yield rows.row(report, rule, number).markup
      }
      // Of a part that is merged the summary may be known, and not the whole reports.
      for (const [number, rule] of scan.rules.entries())
        if (standingOf(rule) === standing && !told.has(number)) yield rows.bare(rule, number).markup
    }
    yield '</ul></section>'
  }
  yield `</main>${foot(scan).markup}\n${closing}`
}

function head({ context, generatedAt }: ScanReport): Html {
  const where = [context.account, context.region].filter((part) => part !== null).join(' · ')
  return html`<a class="skip" href="#rules">Skip to the rules</a><header class="top"><p class="brand">eb-doctor</p>
    <p class="dim">Scan of EventBridge rules${where === '' ? null : ` · ${where}`} · <time>${generatedAt.slice(0, 16).replace('T', ' ')} UTC</time></p></header>`
}

function summary(scan: ScanReport, places: Places): Html {
  const links: [string, string, boolean][] = [
    ['since', 'New and gone', scan.baseline !== undefined],
    ['causes', count(scan.causes.length, 'cause'), scan.causes.length > 0],
    ['unseen', 'Could not look', scan.unseen.length > 0 || scan.gaps.length > 0],
    ['suppressed', 'Settings of the team', suppressedSection(scan, places) !== null],
    ['rules', count(scan.rules.length, 'rule'), scan.rules.length > 0],
  ]
  return html`<section class="hero ${stateOfVerdict(scan.verdict)}"><p>${badge(stateOfVerdict(scan.verdict), scan.verdict.replace('-', ' '))}</p>
    <h1>${scanSentence(scan)}</h1>
    ${endingText(scan).map((text) => html`<p class="ending">${text}</p>`)}
    ${totalsChart(scan)}
    ${scan.baseline ? html`<p><b>Since the earlier scan:</b> ${comparisonText(scan.baseline)}.</p>` : null}
    <nav aria-label="Parts of this page">${links.filter(([, , there]) => there).map(([id, text]) => html`<a href="#${id}">${text}</a> `)}</nav></section>`
}

function foot({ stats, tool, context }: ScanReport): Html {
  const who = context.identity === null ? null : html` by <code>${context.identity}</code>`
  const again = stats.retries > 0 ? ` (and ${count(stats.retries, 'retry', 'retries')})` : ''
  return html`<footer class="dim"><p>${count(stats.rules, 'rule')}, ${count(stats.calls, 'call')} to AWS${again} in ${(stats.milliseconds / 1000).toFixed(1)} s${who}, eb-doctor ${tool.version}.</p></footer>`
}
