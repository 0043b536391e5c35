import { type CompiledEvent, type CompiledPattern, compile, describeHint, PatternError } from '../pattern/index.js'
import type { ReportedRule } from './report.js'

/** A pattern that was read once for all events, or why it could not be read. */
export type ParsedPattern = { pattern: CompiledPattern } | { because: string }

/**
 * Reads a rule's pattern. One that a rule has was accepted by EventBridge: if it cannot be followed here, that is a limit
 * of this program, and whether events match is not known.
 */
export function parsePattern(text: string): ParsedPattern {
  try {
    return { pattern: compile(text) }
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown
    return { because: `its pattern could not be followed: ${thrown.message}` }
  }
}

/** Whether an event matches a pattern, and the fields that decide it, as a rule of the report says it. */
export function matchEvent(
  ready: ParsedPattern,
  event: CompiledEvent,
): Pick<ReportedRule, 'matches' | 'because' | 'fields'> {
  if ('because' in ready) return { matches: null, because: ready.because, fields: [] }
  try {
    const { matches, fields } = ready.pattern.explain(event)
    const told = fields.map(({ path, wanted, found, outcome, optional, hints }) => ({
      ...{ path, wanted, found, outcome, optional },
      hints: hints.map(describeHint),
    }))
    return { matches, because: null, fields: told }
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown
    return { matches: null, because: `whether it matches could not be told: ${thrown.message}`, fields: [] }
  }
}
