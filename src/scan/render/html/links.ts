import { type Html, html } from '../../../report/html/escape.js'
import { ruleIn } from '../words.js'
import type { Places } from './standing.js'

/** Rules that are named where they are listed; the others are behind a click. */
const FIRST = 8

/** A rule by name, as a link to its report where the page has one. */
export function ruleLink(arn: string, places: Places): Html {
  const number = places.of(arn)
  const { name } = ruleIn(arn)
  return number === undefined ? html`<span>${name}</span>` : html`<a href="#r${number}">${name}</a>`
}

/** Rules by name, one after the other. */
export function ruleList(arns: readonly string[], places: Places): Html {
  const links = arns.map((arn, i) => html`${i > 0 ? ', ' : null}${ruleLink(arn, places)}`)
  const rest = links.slice(FIRST)
  if (rest.length === 0) return html`${links}`
  return html`${links.slice(0, FIRST)}<details class="rest"><summary>and ${rest.length} more</summary>${rest.map((one, i) => (i === 0 ? ruleLink(arns[FIRST] ?? '', places) : one))}</details>`
}
