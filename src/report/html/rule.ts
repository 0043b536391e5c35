import { countedText } from '../counted.js'
import { pathOf } from '../path.js'
import { effortText } from '../phrases.js'
import type { Report } from '../report.js'
import { countsOf, countsText, nextStep, stateOfVerdict, verdictSentence } from '../verdict.js'
import { checkLists } from './checks.js'
import { wholePage } from './document.js'
import { html } from './escape.js'
import { facts } from './facts.js'
import { code } from './finding.js'
import { anchorIn, findingCards, firstBrokenHop } from './findings.js'
import { happened } from './happened.js'
import { badge } from './icons.js'
import { pathPicture } from './path-picture.js'
import { limitList, refusals } from './unseen.js'

/** The report as one page of HTML that stands alone: it fetches nothing, and says everything without its script. */
export function renderHtml(report: Report): string {
  const { rule, context } = report
  const word = report.verdict.replace('-', ' ')
  const state = stateOfVerdict(report.verdict)
  const title = `EventBridge rule ${rule.name}: ${word}`
  const step = nextStep(report)
  const cards = findingCards(report, 3, 'f')
  const story = happened(report)
  const settings = countedText(report.counted)
  return wholePage(
    title,
    html`<header class="top"><p class="brand">eb-doctor</p>
      <p class="dim">EventBridge rule · ${context.account} · ${context.region} · <time>${report.generatedAt.slice(0, 16).replace('T', ' ')} UTC</time></p></header>
      <main>
      <section class="hero ${state}"><p>${badge(state, word)}</p><h1>${rule.name}</h1>
      <p class="sentence">${verdictSentence(report)}</p>
      ${firstBrokenHop(report, 'f')}
      <div class="next"><p><b>Next:</b> ${step.text}${step.command ? ':' : null}</p>${step.command ? code(step.command) : null}</div></section>
      <div class="columns"><section class="card"><h2>Path of an event</h2>${pathPicture(pathOf(report))}${facts(report)}</section>
      <div>${cards.length > 0 ? html`<section class="wrong"><h2>What is wrong</h2>${cards}</section>` : null}${settings.length > 0 ? html`<section class="card"><h2>Settings of the team</h2>${limitList(settings)}</section>` : null}
      ${story ? html`<section class="card"><h2>What happened</h2>${story}</section>` : null}</div></div>
      <section class="card"><h2>Checks</h2><p class="dim">${countsText(countsOf(report))}.</p><div class="lists">${checkLists(report, 3, anchorIn(report, 'f'))}</div></section>
      ${report.gaps.length > 0 ? html`<section class="card"><h2>Could not look</h2>${refusals(report.gaps)}</section>` : null}
      ${report.limits.length > 0 ? html`<section class="card"><h2>Not seen</h2>${limitList(report.limits)}</section>` : null}
      </main>
      <footer class="dim"><p>${effortText(report)}, eb-doctor ${report.tool.version}.</p></footer>`,
  )
}
