import type { IamAction } from '../aws/read.js'
import type { Severity } from './verdict.js'

/** One thing that the target's role must be allowed to do. */
export interface Need {
  action: IamAction
  resource: string
  /** What a fix should allow where that is not just the resource: every revision of a task definition. */
  grant?: string
  /** Condition keys that AWS sends with the call, beside those that every call has. A fix writes them as conditions. */
  context?: Readonly<Record<string, string | readonly string[]>>
  /** Condition keys that are sent besides, null when they are not, and that a fix does not write down. */
  sent?: Readonly<Record<string, string | readonly string[] | null>>
  /** Completes "so that EventBridge can ...": `start the state machine`. */
  why: string
  /** warning: AWS's documents leave open whether it is needed in this set-up. */
  severity: Severity
  /** Of a warning: what says that it is needed, and what says that it is not, a line each. */
  pages?: readonly string[]
}
