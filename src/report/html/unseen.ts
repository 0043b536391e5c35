import { asciiJson } from '../../text/ascii-json.js'
import { policyLines, requestsOf } from '../gaps.js'
import { askFor } from '../phrases.js'
import type { Gap } from '../report.js'
import { type Html, html } from './escape.js'
import { code } from './finding.js'
import { icon } from './icons.js'

/** The looks that were refused, and for each account the policy to ask for. */
export function refusals(gaps: readonly Gap[]): Html[] {
  return requestsOf(gaps).map(
    (request) =>
      html`<ul class="gaps">${request.gaps.map(
        (gap) =>
          html`<li>${icon('unknown')} <span><code>${gap.action}</code> on <code>${gap.resource}</code>, needed by ${gap.neededBy.join(', ')}</span></li>`,
      )}</ul><p>${askFor(request.account)}</p>${code(policyLines(request, (statement) => asciiJson(statement)).join('\n'))}`,
  )
}

/** What a report cannot tell. */
export const limitList = (limits: readonly string[]): Html =>
  html`<ul class="limits">${limits.map((limit) => html`<li>${limit}</li>`)}</ul>`
