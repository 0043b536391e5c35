import { remember } from './remember.js'
import { findWithGaps } from './search.js'
import type { Segment } from './segment.js'
import type { Truth } from './truth.js'

/**
 * A policy text ready to be matched, cut where any run of characters may stand. `unknown`: it holds a variable whose value
 * nobody knows, taken as an any-run; `unresolved`: it holds a variable without a value, and nothing is equal to it or
 * like it.
 */
export interface Pattern {
  readonly segments: readonly Segment[]
  readonly variables: 'none' | 'unknown' | 'unresolved'
}

/** Puts a pattern together, piece by piece. */
export class PatternBuilder {
  private readonly segments: Segment[] = []
  private text = ''
  private gaps: number[] = []

  /** Text that stands for itself. */
  literal(text: string): void {
    this.text += text
  }

  /** Text in which `*` and `?` are wildcards. */
  glob(text: string): void {
    if (!text.includes('*') && !text.includes('?')) {
      this.literal(text)
      return
    }
    for (const char of text) {
      if (char === '*') this.anyRun()
      else {
        if (char === '?') this.gaps.push(this.text.length)
        this.text += char
      }
    }
  }

  anyRun(): void {
    this.segments.push({ text: this.text, gaps: this.gaps })
    this.text = ''
    this.gaps = []
  }

  build(variables: Pattern['variables'] = 'none'): Pattern {
    return { segments: [...this.segments, { text: this.text, gaps: this.gaps }], variables }
  }
}

/** A text with wildcards and without variables. */
export const glob = remember((text: string): Pattern => {
  const builder = new PatternBuilder()
  builder.glob(text)
  return builder.build()
})

/**
 * Does the text match? `maybe` when that depends on a variable of unknown value, or on whether `?` takes a character outside
 * the basic plane for one or for two.
 */
export function matches(pattern: Pattern, text: string): Truth {
  if (pattern.variables === 'unresolved') return 'no'
  if (pattern.segments.some(({ gaps }) => gaps.length > 0) && /[\ud800-\udfff]/.test(text)) return 'maybe'
  if (!covers(pattern.segments, text)) return 'no'
  return pattern.variables === 'unknown' ? 'maybe' : 'yes'
}

/** Is this nothing but stars, at least one? */
export function isOnlyStars(text: string): boolean {
  for (const char of text) if (char !== '*') return false
  return text !== ''
}

/**
 * The first segment belongs to the start, the last to the end, each of the others to the first place after the one before.
 * Policy text comes from the account that is looked at, so no search may go back: the time is linear in the text.
 */
function covers(segments: readonly Segment[], text: string): boolean {
  const [first, ...rest] = segments
  const last = rest.pop()
  if (!first) return text === ''
  if (!last) return first.text.length === text.length && sits(first, text, 0)
  let at = first.text.length
  const end = text.length - last.text.length
  if (end < at || !sits(first, text, 0) || !sits(last, text, end)) return false
  for (const segment of rest) {
    const found = segment.gaps.length > 0 ? findWithGaps(segment, text, at, end) : text.indexOf(segment.text, at)
    if (found === -1 || found + segment.text.length > end) return false
    at = found + segment.text.length
  }
  return true
}

function sits({ text: wanted, gaps }: Segment, text: string, at: number): boolean {
  if (gaps.length === 0) return text.startsWith(wanted, at)
  let gap = 0
  for (let i = 0; i < wanted.length; i++) {
    if (gaps[gap] === i) gap++
    else if (wanted.charCodeAt(i) !== text.charCodeAt(at + i)) return false
  }
  return true
}
