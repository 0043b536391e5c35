import type { Target } from '../aws/reads/events.js'
import type { RuleAddress } from './rule-address.js'
import type { Sender } from './sender.js'

/** What every check is told, whomever it is about. */
export interface SenderSubject {
  /** The moment of the diagnosis: live now, in a snapshot when it was taken. */
  now: Date
  /** How far back evidence is looked for, in minutes. */
  sinceMinutes: number
  /** Where the window of evidence ends, when that is not `now`. */
  until?: Date
}

/** What a check of the whole rule is asked about. */
export interface RuleSubject extends SenderSubject {
  rule: RuleAddress
}

/** What a check of one target is asked about: the target and who sends to it. */
export interface TargetSubject extends SenderSubject {
  sender: Sender
  target: Target
}
