import { type Html, html } from '../../../report/html/escape.js'
import { icon } from '../../../report/html/icons.js'
import type { HopState } from '../../../report/path.js'
import type { ScanReport } from '../../report.js'
import { rulesOf, totalsText } from '../words.js'
import { type Standing, stateOf } from './standing.js'

const WIDTH = 1000
/** However few they are, they are seen. */
const LEAST = 8

interface Share {
  n: number
  word: string
  state: HopState
  /** null: there is no such rule in the list. */
  standing: Standing | null
}

/** How many rules came out how, as a bar and as words that lead to the first such rule. */
export function totalsChart(scan: ScanReport): Html {
  const { totals } = scan
  const of = (n: number, word: string, standing: Standing): Share => ({ n, word, state: stateOf(standing), standing })
  const shares: Share[] = [
    of(totals.broken, 'broken', 'broken'),
    of(totals.inconclusive, 'inconclusive', 'inconclusive'),
    of(totals.atRisk, 'at risk', 'at-risk'),
    of(totals.suppressed, 'suppressed', 'suppressed'),
    of(totals.healthy, 'healthy', 'healthy'),
    { n: totals.notLookedAt, word: 'not looked at', state: 'open' as const, standing: null },
  ].filter(({ n }) => n > 0)
  if (shares.length === 0) return html``
  return html`<svg class="totals" role="img" aria-label="Rules: ${totalsText(scan)}" viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none">${rects(shares, rulesOf(scan))}</svg>
    <ul class="legend">${shares.map(legend)}</ul>`
}

function rects(shares: readonly Share[], all: number): Html[] {
  const raw = shares.map(({ n }) => Math.max(LEAST, (n / all) * WIDTH))
  const scale = WIDTH / raw.reduce((sum, width) => sum + width, 0)
  let x = 0
  return shares.map(({ state }, i) => {
    const width = (raw[i] ?? 0) * scale
    const left = x
    x += width
    // A gap between two shares tells them apart without colour.
    return html`<rect class="${state}" x="${left.toFixed(1)}" width="${Math.max(1, width - 2).toFixed(1)}" height="14"/>`
  })
}

const legend = ({ n, word, state, standing }: Share): Html => {
  const text = html`${icon(state)} <b>${n}</b> ${word}`
  return html`<li>${standing === null ? html`<span>${text}</span>` : html`<a href="#v-${standing}" data-v="${standing}">${text}</a>`}</li>`
}
