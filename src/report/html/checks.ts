import type { HopState } from '../path.js'
import { typeName } from '../path.js'
import { deliveryText } from '../phrases.js'
import type { CheckResult, Report, ReportedTarget } from '../report.js'
import { runsOf } from '../runs.js'
import { type Html, html } from './escape.js'
import { icon } from './icons.js'

/** The checks of a rule, then those of each target, one line each. `anchor` gives the address of a check's first finding. */
export function checkLists(report: Report, heading: 3 | 4, anchor: (check: CheckResult) => string): Html {
  const known = new Set(report.targets.map(({ id }) => id))
  const ofRule = report.checks.filter(({ target }) => target === null || !known.has(target))
  return html`${list(heading, html`Rule ${report.rule.name}`, null, ofRule, anchor)}${report.targets.map((target) =>
    list(
      heading,
      targetTitle(target),
      target.arn,
      report.checks.filter((check) => check.target === target.id),
      anchor,
    ),
  )}`
}

const targetTitle = ({ id, type, delivers }: ReportedTarget): Html =>
  html`Target ${id} (${typeName(type)}): ${deliveryText(delivers)}`

function list(
  heading: 3 | 4,
  title: Html,
  arn: string | null,
  checks: readonly CheckResult[],
  anchor: (check: CheckResult) => string,
): Html | null {
  if (checks.length === 0) return null
  return html`<section class="checks">${heading === 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`}
    ${arn === null ? null : html`<p class="dim arn"><code>${arn}</code></p>`}
    <ul>${runsOf(checks).map((run) => line(run, anchor))}</ul></section>`
}

function line(
  [check, ...same]: readonly [CheckResult, ...CheckResult[]],
  anchor: (check: CheckResult) => string,
): Html {
  switch (check.status) {
    case 'ok':
      return row('ok', 'ok', html`${check.title}${said(check.because)}`)
    // A title is a statement that is true when all is well: of these two it is not made, so they are named by their id.
    case 'skipped':
      return row('open', 'skipped', html`${[check, ...same].map((one) => one.check).join(', ')}${said(check.because)}`)
    case 'unknown':
      return row('unknown', 'unknown', html`<b>${check.check}</b>${said(check.because)}`)
    case 'problem': {
      const error = check.findings.some(({ severity }) => severity === 'error')
      const codes = check.findings.map(({ code }) => code).join(', ')
      const found = row(
        error ? 'broken' : 'warning',
        error ? 'error' : 'warning',
        html`${check.check}: <a href="#${anchor(check)}">${codes}</a>`,
      )
      return check.because === null
        ? found
        : html`${found}${row('unknown', 'unknown', html`<b>${check.check}</b>: not all could be checked. ${check.because}`)}`
    }
  }
}

const said = (because: string | null): Html | null =>
  because === null ? null : html`<span class="dim">: ${because}</span>`

const row = (state: HopState, word: string, text: Html): Html =>
  html`<li class="${state}"><span class="tag">${icon(state)} ${word}</span> <span>${text}</span></li>`
