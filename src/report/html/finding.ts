import { asAwsCommand } from '../../remedies/aws-command.js'
import { isPrintable } from '../../text/sanitize.js'
import { foldCommand } from '../../text/wrap.js'
import type { Remedy } from '../remedies.js'
import type { ReportedFinding } from '../report.js'
import { evidenceText } from '../what-happened.js'
import { type Html, html, link, verbatim } from './escape.js'
import { icon } from './icons.js'

/** Where a finding stands, for its heading and the links to it. */
export interface FindingPlace {
  /** Its anchor on the page. */
  id: string
  /** Level of its heading. */
  level: 3 | 4
  target: string | null
  check: string
  firstOfAll: boolean
}

/** One finding: what is wrong, what was seen, the smallest fix, and where to read more. */
export function findingCard(finding: ReportedFinding, remedy: Remedy | undefined, place: FindingPlace): Html {
  const state = finding.severity === 'error' ? 'broken' : 'warning'
  const word = finding.severity === 'error' ? 'Error' : 'Warning'
  const title = html`<span class="tag">${icon(state)} ${word}</span> ${finding.summary}`
  return html`<article class="finding ${state}" id="${place.id}">
    ${place.level === 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`}
    <p class="dim where"><code>${finding.code}</code>${place.target === null ? null : html` · target <code>${place.target}</code>`}${place.firstOfAll ? html` · <b>first broken hop</b>` : null}</p>
    <ul class="because">${[...finding.because, ...evidenceText(finding)].map((line) => html`<li>${line}</li>`)}</ul>
    ${remedy ? remedyBlock(remedy) : null}
    <p class="dim more">More: ${link(finding.docs, finding.code)} or <code>eb-doctor explain ${finding.code}</code> (check <code>${place.check}</code>)</p>
    </article>`
}

/** The smallest fix, with its commands, and how to undo them. */
function remedyBlock({ title, notes, changes, coveredAbove }: Remedy): Html {
  return html`<div class="fix"><p><b>Fix:</b> ${title}</p>
    ${notes.length > 0 ? html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>` : null}
    ${coveredAbove ? html`<p class="dim">The command above covers this too.</p>` : null}
    ${changes.map(({ call }) => command(asAwsCommand(call)))}
    ${
      changes.length > 0
        ? html`<details class="undo"><summary>Undo</summary>${[...changes].reverse().map(({ undo }) => command(asAwsCommand(undo)))}</details>`
        : null
    }</div>`
}

/** Columns at which a command is folded. */
const WIDTH = 96

/** A command that can be selected and pasted as it stands, or a word on why it cannot be shown. */
export const command = (text: string): Html =>
  isPrintable(text)
    ? code(foldCommand(text, WIDTH).join('\n'))
    : html`<p class="dim">A name in this command cannot be shown here: see --output json.</p>`

/** Something to copy: it can be scrolled, also with the keyboard. */
export const code = (text: string): Html => html`<div class="code"><pre tabindex="0">${verbatim(text)}</pre></div>`
