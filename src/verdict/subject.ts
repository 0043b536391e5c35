import type { Target } from '../aws/reads/events.js'
import type { RuleAddress } from './rule-address.js'

/** What a check of the whole rule is asked about. */
export interface RuleSubject {
  rule: RuleAddress
  /** The moment of the diagnosis: live now, in a snapshot when it was taken. */
  now: Date
  /** How far back evidence is looked for, in minutes. */
  sinceMinutes: number
}

/** What a check of one target is asked about. */
export interface TargetSubject extends RuleSubject {
  target: Target
}
