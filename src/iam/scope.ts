import type { ArnParts } from './arn.js'
import type { Caller } from './caller.js'
import type { Context } from './context.js'
import type { Truth } from './truth.js'
import type { Request, Warning } from './types.js'

/** All that an element of a statement is held against. */
export interface Scope {
  readonly request: Request
  /** The parts of the requested resource's ARN. */
  readonly wanted: ArnParts | undefined
  readonly caller: Caller
  readonly context: Context
  /** Does the caller have a permissions boundary? */
  readonly bounded: Truth
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

/** Collects warnings, each once. */
export function collectWarnings(): { warnings: Warning[]; warn: Scope['warn'] } {
  const warnings: Warning[] = []
  return {
    warnings,
    warn(code, text) {
      if (!warnings.some((warning) => warning.code === code && warning.text === text)) warnings.push({ code, text })
    },
  }
}
