import { Ansis } from 'ansis'
import type { HopState } from './path.js'

/** The few ways to set text apart in a terminal. Colour never carries a meaning alone. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  bad(text: string): string
  warn(text: string): string
  unsure(text: string): string
  code(text: string): string
}

/** Sixteen colours, or none: the caller decides, nothing is guessed from the surroundings. */
export function paintWith(color: boolean): Paint {
  const ansi = new Ansis(color ? 1 : 0)
  return {
    bold: (text) => ansi.bold(text),
    dim: (text) => ansi.dim(text),
    good: (text) => ansi.green(text),
    bad: (text) => ansi.red.bold(text),
    warn: (text) => ansi.yellow(text),
    unsure: (text) => ansi.magenta(text),
    code: (text) => ansi.cyan(text),
  }
}

/** One symbol a state, told apart without colour too. */
export const SYMBOL: Record<HopState, string> = { ok: '✓', warning: '!', unknown: '?', broken: '✗', open: '·' }

/** The style of a state. */
export const styleOf = (paint: Paint, state: HopState): ((text: string) => string) =>
  ({ ok: paint.good, warning: paint.warn, unknown: paint.unsure, broken: paint.bad, open: paint.dim })[state]
