import type { Truth } from './truth.js'

/** Tokens that are no literal character (those are their UTF-16 code). */
export const ANY_RUN = -1
export const ANY_ONE = -2

/**
 * A policy text ready to be matched. `unknown`: it holds a variable whose value nobody knows, written as an any-run;
 * `unresolved`: it holds a variable without a value, and nothing is equal to it or like it.
 */
export interface Pattern {
  readonly tokens: readonly number[]
  readonly variables: 'none' | 'unknown' | 'unresolved'
}

/** Appends a text; `*` and `?` keep their special meaning only where `wildcards` says so. */
export function pushText(tokens: number[], text: string, wildcards: boolean): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    tokens.push(!wildcards ? code : code === STAR ? ANY_RUN : code === QUESTION ? ANY_ONE : code)
  }
}

const STAR = 42
const QUESTION = 63

/** A text with wildcards and without variables. */
export function glob(text: string): Pattern {
  const tokens: number[] = []
  pushText(tokens, text, true)
  return { tokens, variables: 'none' }
}

/** Several patterns with a colon between. */
export function joinWithColons(patterns: readonly Pattern[]): Pattern {
  const tokens = patterns.flatMap((pattern, i) => (i === 0 ? pattern.tokens : [58, ...pattern.tokens]))
  const states = patterns.map((pattern) => pattern.variables)
  return {
    tokens,
    variables: states.includes('unresolved') ? 'unresolved' : states.includes('unknown') ? 'unknown' : 'none',
  }
}

/** Does the text match? `maybe` when that hangs on a variable of unknown value. */
export function matches(pattern: Pattern, text: string): Truth {
  if (pattern.variables === 'unresolved' || !run(pattern.tokens, text)) return 'no'
  return pattern.variables === 'unknown' ? 'maybe' : 'yes'
}

/** Is this nothing but stars, at least one? */
export function isOnlyStars(text: string): boolean {
  for (const char of text) if (char !== '*') return false
  return text !== ''
}

/**
 * Two pointers, back to the last any-run on a mismatch: policy text comes from the account that is looked at, so it must
 * not be able to cost more than its length times that of the text.
 */
function run(tokens: readonly number[], text: string): boolean {
  let t = 0
  let i = 0
  let star = -1
  let resume = 0
  while (i < text.length) {
    const token = tokens[t]
    if (token === ANY_RUN) {
      star = t++
      resume = i
    } else if (token === ANY_ONE) {
      i += characterLength(text, i)
      t++
    } else if (token === text.charCodeAt(i)) {
      i++
      t++
    } else if (star !== -1) {
      t = star + 1
      resume += characterLength(text, resume)
      i = resume
    } else return false
  }
  while (tokens[t] === ANY_RUN) t++
  return t === tokens.length
}

/** `?` stands for a character, and one outside the basic plane takes two code units. */
function characterLength(text: string, i: number): number {
  return (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1
}
