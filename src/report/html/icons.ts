import type { HopState } from '../path.js'
import { type Html, html, trusted } from './escape.js'

/** Signs of the states, around the point 0/0: they are drawn, because not every font has them. */
const SIGNS: Readonly<Record<HopState, string>> = {
  ok: 'M-3.8.3-1.2 3 4-3.2',
  warning: 'M0-4.6V1M0 4.2v.1',
  unknown: 'M-2.6-2.2C-2.6-5.4 2.7-5.3 2.7-2.3 2.7-.4 0-.5 0 1.5M0 4.4v.1',
  broken: 'M-3.2-3.2 3.2 3.2M3.2-3.2-3.2 3.2',
  open: 'M-.1 0h.2',
}

/** The signs of a page, once: each place that shows one refers to it. */
export const ICONS: Html = html`<svg width="0" height="0" aria-hidden="true" class="defs"><defs>${Object.entries(
  SIGNS,
).map(
  ([state, path]) => html`<g id="i-${state}"><circle class="disc" r="9"/><path class="sign" d="${trusted(path)}"/></g>`,
)}</defs></svg>`

/** The sign of a state at the size of the text beside it, which says the same in words. */
export const icon = (state: HopState): Html =>
  html`<svg class="i ${state}" viewBox="-10 -10 20 20" aria-hidden="true"><use href="#i-${state}"/></svg>`

/** A verdict as symbol and word. */
export const badge = (state: HopState, word: string): Html =>
  html`<span class="badge ${state}">${icon(state)} ${word}</span>`
