import type { ArnParts } from './arn.js'
import type { KnownCaller } from './caller.js'
import type { Context } from './context.js'
import type { Truth } from './truth.js'
import type { Request, Warning } from './types.js'

/** What all statements of one evaluation are held against. */
export interface Base {
  readonly request: Request
  /** The requested action in lower case: policies name actions without regard to case. */
  readonly action: string
  /** The parts of the requested resource's ARN. */
  readonly wanted: ArnParts | undefined
  readonly caller: KnownCaller
  readonly context: Context
  /** Does the caller have a permissions boundary? */
  readonly bounded: Truth
}

/** All that an element of a statement is held against. */
export interface Scope extends Base {
  /** Of the document: only the newer version knows variables. */
  readonly version: '2012-10-17' | '2008-10-17'
  readonly effect: 'Allow' | 'Deny' | 'unknown'
  /**
   * Here a variable without a value would make a Deny fire. AWS says so and also that the statement may be invalid, so
   * the Deny is not relied on.
   */
  readonly doubtful?: boolean
  warn(code: string, text: string): void
}

/** The scope of one statement, and the warnings that it collects, each once. */
export function scopeOf(
  { request, action, wanted, caller, context, bounded }: Base,
  version: Scope['version'],
  effect: Scope['effect'],
): { scope: Scope; warnings: readonly Warning[] } {
  const warnings: Warning[] = []
  const warn: Scope['warn'] = (code, text) => {
    if (!warnings.some((warning) => warning.code === code && warning.text === text)) warnings.push({ code, text })
  }
  // Member by member: a spread for each statement would take a quarter of the whole evaluation.
  return { scope: { request, action, wanted, caller, context, bounded, version, effect, warn }, warnings }
}
