/**
 * EventBridge's event patterns, as EventBridge matches them: what `TestEventPattern` answers, offline, and why. Pure, without
 * dependencies, without I/O.
 */

import { PatternError } from './errors.js'
import { type EventModel, readEvent } from './event.js'
import { type Explanation, explainModel } from './explain.js'
import { compileModel, matchesModel } from './match.js'
import { type PatternModel, readPattern } from './model.js'

export { type Check, check } from './check.js'
export { PatternError } from './errors.js'
export { type Explanation, type FieldExplanation, type Outcome, outcomes } from './explain.js'
export type { Alternative, Field, Literal, Matcher, PatternModel, TextOperator } from './model.js'
export { describeHint, type Hint } from './near.js'

/** An event that was read once, for any number of patterns: made by `compileEvent`, to be handed on as it is. */
export type CompiledEvent = EventModel

/** A pattern that was read once, for any number of events. */
export interface CompiledPattern {
  readonly model: PatternModel
  matches(event: string | CompiledEvent): boolean
  explain(event: string | CompiledEvent): Explanation
}

/** Reads an event, JSON text. Throws `PatternError` when it is no JSON object. */
export const compileEvent = (event: string): CompiledEvent => readEvent(event)

const modelOfEvent = (event: string | CompiledEvent): EventModel =>
  typeof event === 'string' ? readEvent(event) : event

/** Reads a pattern, JSON text. Throws `PatternError`, with EventBridge's words, when EventBridge would not accept it. */
export function compile(pattern: string): CompiledPattern {
  const read = readPattern(pattern)
  if (read.state !== 'read') throw new PatternError(read.state === 'invalid' ? 'pattern' : 'too-complex', read.reason)
  const ready = compileModel(read.model)
  return {
    model: read.model,
    matches: (event) => matchesModel(ready, modelOfEvent(event)),
    explain: (event) => explainModel(ready, modelOfEvent(event)),
  }
}

/** Whether a pattern matches an event, both JSON text. Throws `PatternError` when one of them cannot be read. */
export const matches = (pattern: string, event: string): boolean => compile(pattern).matches(event)

/** How each field of a pattern fares with an event, both JSON text. Throws `PatternError` when one of them cannot be read. */
export const explain = (pattern: string, event: string): Explanation => compile(pattern).explain(event)
