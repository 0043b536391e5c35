import { type Html, html } from '../../../report/html/escape.js'
import { reportWithin } from '../../../report/html/within.js'
import type { Report } from '../../../report/report.js'
import { unique } from '../../../text/unique.js'
import type { ScannedRule, ScanReport } from '../../report.js'
import { whyOf } from '../why.js'
import { count, ruleIn, standingOf } from '../words.js'
import { STANDINGS, type Standing, stateOf, wordOf } from './standing.js'

/** What the rows of a page need to know of the whole scan. */
export interface Rows {
  /** One row: how the rule stands, where it is, what was found, and its whole report one click below. */
  row(report: Report, rule: ScannedRule, number: number): Html
  /** One row of a rule whose whole report is not known. */
  bare(rule: ScannedRule, number: number): Html
  /** The controls that the script shows: by words, verdict, event bus, cause and order. */
  filter: Html
}

/**
 * From so many rules on, a browser that runs the script does not build the reports before one is opened: they stand in
 * `<noscript>`, which it takes as one text. A browser without the script builds them as it reads.
 */
const MANY = 200

/** Causes that can be chosen, beside those of several rules. */
const MOST_CAUSES = 100

/** Prepares the rows of a scan. */
export function rowsOf(scan: ScanReport): Rows {
  const whereOf = placeWords(scan)
  const buses = unique(scan.rules.map(({ arn }) => whereOf(arn))).sort()
  const busAt = new Map(buses.map((bus, i) => [bus, i]))
  const causesAt = new Map<string, number[]>()
  for (const [i, { rules }] of scan.causes.entries()) {
    for (const arn of rules) causesAt.set(arn, [...(causesAt.get(arn) ?? []), i])
  }
  const fresh = new Set(scan.baseline?.new.map(({ arn }) => arn))
  const begun = new Set<Standing>()
  const standings = STANDINGS.filter((one) => scan.rules.some((rule) => standingOf(rule) === one))
  const rowWith = (
    rule: ScannedRule,
    number: number,
    shown: { name: string; why: string; words: string; body: Html },
  ) => {
    const standing = standingOf(rule)
    const first = !begun.has(standing)
    begun.add(standing)
    const body = html`<div class="body" id="r${number}">${suppressedNote(rule)}${shown.body}</div>`
    return html`<li data-v="${standing}" data-n="${number}" data-b="${busAt.get(whereOf(rule.arn)) ?? 0}" data-c="${(causesAt.get(rule.arn) ?? []).join(' ')}" data-k="${shown.words}"${first ? html` id="v-${standing}"` : null}>
        <details class="rule"><summary><b class="s ${stateOf(standing)}">${wordOf(standing)}</b><h3>${shown.name}</h3>${fresh.has(rule.arn) ? html`<span class="new">new</span>` : null}
        <span class="bus">${whereOf(rule.arn)}</span><span class="codes">${standing === 'healthy' ? null : shown.why}</span></summary>
        ${scan.rules.length < MANY ? body : html`<noscript>${body}</noscript>`}</details></li>`
  }
  return {
    row: (report, rule, number) =>
      rowWith(rule, number, {
        name: report.rule.name,
        why: whyOf(report, rule),
        words: wordsOf(report, rule),
        body: reportWithin(report, `r${number}-`),
      }),
    bare: (rule, number) =>
      rowWith(rule, number, {
        name: ruleIn(rule.arn).name,
        why: [...rule.codes, ...rule.unknown.map((check) => `could not tell: ${check}`)].join(', '),
        words: [rule.arn, ...rule.codes].join(' '),
        body: html`<p>The whole report of this rule is not known: the part that it is from holds the summary alone.</p><p><code>${rule.arn}</code></p>`,
      }),
    filter: html`<form class="filter" role="search" aria-label="Filter the rules" hidden>
      <label>Text <input type="search" name="t" autocomplete="off" placeholder="name, code, ARN"></label>
      ${choice(
        'v',
        'Verdict',
        standings.map((one) => ({ value: one, text: wordOf(one) })),
      )}
      ${choice(
        'b',
        'Event bus',
        buses.map((bus, i) => ({ value: `${i}`, text: bus })),
      )}
      ${choice(
        'c',
        'Cause',
        scan.causes
          .map(({ code, resource, rules }, i): Option & { n: number } => ({
            value: `${i}`,
            text: `${code}: ${resource.slice(-60)} (${count(rules.length, 'rule')})`,
            n: rules.length,
          }))
          .filter(({ n }, i) => n > 1 || i < MOST_CAUSES),
      )}
      <label>Order <select name="o"><option value="">worst first</option><option value="n">name</option><option value="b">event bus</option></select></label>
      <button type="reset">Clear</button><output aria-live="polite"></output></form>`,
  }
}

interface Option {
  value: string
  text: string
}

const choice = (name: string, label: string, options: readonly Option[]): Html =>
  html`<label>${label} <select name="${name}"><option value="">all</option>${options.map(({ value, text }) => html`<option value="${value}">${text}</option>`)}</select></label>`

/** The event bus of a rule, with its account and Region where the scan has several. */
function placeWords({ context }: ScanReport): (arn: string) => string {
  const several = context.account === null || context.region === null
  return (arn) => {
    const { bus, place } = ruleIn(arn)
    return several ? `${bus}, ${place}` : bus
  }
}

/** What a rule is found by, beside what its row shows. */
const wordsOf = ({ targets }: Report, { arn, codes }: ScannedRule): string =>
  [arn, ...codes, ...targets.flatMap(({ arn: target, role }) => [target, role ?? ''])].join(' ')

const suppressedNote = ({ suppressed }: ScannedRule): Html | null =>
  suppressed && suppressed.length > 0
    ? html`<ul class="notes">${suppressed.map(({ code, reason, expires }) => html`<li><code>${code}</code> is suppressed until ${expires}: ${reason}</li>`)}</ul>`
    : null
