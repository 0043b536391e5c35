import { pathOf } from '../path.js'
import { effortText, scheduleText } from '../phrases.js'
import { remediesOf } from '../remedies.js'
import { type CheckResult, findingsOf, type Report } from '../report.js'
import { countsOf, countsText, nextStep, stateOfVerdict, verdictSentence } from '../verdict.js'
import { checkLists } from './checks.js'
import { wholePage } from './document.js'
import { type Html, html } from './escape.js'
import { code, findingCard } from './finding.js'
import { happened } from './happened.js'
import { badge } from './icons.js'
import { pathPicture } from './path-picture.js'
import { limitList, refusals } from './unseen.js'

/** The report as one page of HTML that stands alone: it fetches nothing, and says everything without its script. */
export function renderHtml(report: Report): string {
  const { rule, context } = report
  const title = `EventBridge rule ${rule.name}: ${report.verdict.replace('-', ' ')}`
  const first = findingsOf(report).find(({ severity }) => severity === 'error')
  const step = nextStep(report)
  const story = happened(report)
  return wholePage(
    title,
    html`<header class="top"><p class="brand">eb-doctor</p>
      <p class="dim">EventBridge rule · ${context.account} · ${context.region} · <time>${report.generatedAt.slice(0, 16).replace('T', ' ')} UTC</time></p></header>
      <main>
      <section class="hero ${stateOfVerdict(report.verdict)}"><p>${badge(report.verdict)}</p><h1>${rule.name}</h1>
      <p class="sentence">${verdictSentence(report)}</p>
      ${first ? html`<p class="first"><b>First broken hop:</b> ${first.summary}</p>` : null}
      <div class="next"><p><b>Next:</b> ${step.text}${step.command ? ':' : null}</p>${step.command ? code(step.command) : null}</div></section>
      <div class="columns"><section class="card"><h2>Path of an event</h2>${pathPicture(pathOf(report))}${facts(report)}</section>
      <div>${wrong(report, 3, 'f')}
      ${story ? html`<section class="card"><h2>What happened</h2>${story}</section>` : null}</div></div>
      <section class="card"><h2>Checks</h2><p class="dim">${countsText(countsOf(report))}.</p><div class="lists">${checkLists(report, 3, anchorIn(report, 'f'))}</div></section>
      ${report.gaps.length > 0 ? html`<section class="card"><h2>Could not look</h2>${refusals(report.gaps)}</section>` : null}
      ${report.limits.length > 0 ? html`<section class="card"><h2>Not seen</h2>${limitList(report.limits)}</section>` : null}
      </main>
      <footer class="dim"><p>${effortText(report)}, eb-doctor ${report.tool.version}.</p></footer>`,
  )
}

/** The findings of a rule, the first broken hop first of all that is said of it. */
export function wrong(report: Report, level: 3 | 4, prefix: string): Html | null {
  const found = report.checks.flatMap((check) => check.findings.map((finding) => ({ check, finding })))
  if (found.length === 0) return null
  const remedies = remediesOf(report)
  const first = found.find(({ finding }) => finding.severity === 'error')?.finding
  const cards = found.map(({ check, finding }, i) =>
    findingCard(finding, remedies.get(finding), {
      id: `${prefix}${i}`,
      level,
      target: check.target,
      check: check.check,
      firstOfAll: finding === first,
    }),
  )
  return level === 3 ? html`<section class="wrong"><h2>What is wrong</h2>${cards}</section>` : html`${cards}`
}

/** The anchor of the first finding of a check. */
export function anchorIn({ checks }: Report, prefix: string): (check: CheckResult) => string {
  return (check) => `${prefix}${checks.slice(0, checks.indexOf(check)).flatMap(({ findings }) => findings).length}`
}

/** What is known of the rule and of who looked at it. */
export function facts({ rule, context, generatedAt }: Report): Html {
  const lines: readonly [string, string | null | undefined][] = [
    ['Rule', rule.arn],
    ['Bus', rule.bus],
    ['State', rule.state],
    ['Schedule', rule.schedule && scheduleText(rule.schedule)],
    ['Pattern', rule.eventPattern],
    ['Managed', rule.managedBy && `by ${rule.managedBy}; it must not be changed`],
    ['Identity', context.identity ?? 'not known'],
    ['Source', context.source === 'snapshot' ? `a snapshot of ${generatedAt}` : null],
  ]
  return html`<dl class="facts">${lines.map(([name, text]) => (text ? html`<dt>${name}</dt><dd><code>${text}</code></dd>` : null))}</dl>`
}
