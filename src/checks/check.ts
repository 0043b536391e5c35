import type { Account, ReadName } from '../aws/account.js'
import type { ReadsFor } from '../targets/target.js'
import type { Look } from '../verdict/look.js'
import type { RuleSubject, SenderSubject, TargetSubject } from '../verdict/subject.js'
import type { Verdict } from '../verdict/verdict.js'

/** The stops on the path of an event, in the order in which it passes them; `end` is the call of the target's service. */
export type Stop = 'event' | 'bus' | 'rule' | 'target' | 'role' | 'policy' | 'key' | 'end'

/** What a check says of itself beside the question that it asks. */
interface About {
  /** Stable name, as `--check` takes it. One question that is asked of the sender and of each target has one id. */
  id: string
  /** A statement that is true when all is well. */
  title: string
  /** Where on the path its findings stand, by code if they stand at several stops; null: beside the path. */
  stop: Stop | null | ((code: string) => Stop)
  /** Every code that the check may report. */
  findings: readonly string[]
  /** Reads whose answer it can do without: one that is lacking makes neither an unknown nor a gap, unless `run` says so. */
  goesWithout?: readonly ReadName[]
  /**
   * Reads of what happened that such a check makes beside its own question: where one is refused, one limit of the report says
   * what the permission would buy. That one failed `run` must say itself.
   */
  tellsMoreWith?: readonly ReadName[]
  /** Narrows `reads` to what one service needs, for the least permissions of a given rule. */
  readsFor?: ReadsFor
  /**
   * Set on a check of what happened. The diagnosis stands without it: where a look is refused the check is skipped, and one limit
   * of the report says what the permission would buy.
   */
  evidence?: true
  /** Set on the check that says whether the subject is there: all others are skipped when it is not. */
  saysWhetherItExists?: true
}

/** A check that is made once for whoever sends: a rule. */
export interface SenderCheck<Subject extends SenderSubject = RuleSubject> extends About, Look<Subject, Verdict> {
  scope: 'rule'
}

/** A check that is made for each target. It asks only about the sender and the target, so that it serves every sender. */
export interface TargetCheck extends About, Look<TargetSubject, Verdict> {
  scope: 'target'
}

export type Check<Subject extends SenderSubject = RuleSubject> = SenderCheck<Subject> | TargetCheck

interface Definition<Subject, Reads extends readonly ReadName[], Codes extends readonly string[]> extends About {
  reads: Reads
  findings: Codes
  run(subject: Subject, account: Pick<Account, Reads[number]>): Promise<Verdict<Codes[number]>>
}

/** Declares a check that is made once for a sender of one kind: an undeclared look or code does not compile. */
export const senderCheck =
  <Subject extends SenderSubject>() =>
  <const Reads extends readonly ReadName[], const Codes extends readonly string[]>(
    check: Definition<Subject, Reads, Codes>,
  ): SenderCheck<Subject> => ({ scope: 'rule', ...check })

/** Declares a check that is made once a rule. */
export const ruleCheck = senderCheck<RuleSubject>()

/** Declares a check that is made for each target. */
export const targetCheck = <const Reads extends readonly ReadName[], const Codes extends readonly string[]>(
  check: Definition<TargetSubject, Reads, Codes>,
): TargetCheck => ({ scope: 'target', ...check })

/** The stop at which a finding of a check stands; null: none. */
export const stopOf = ({ stop }: Pick<Check, 'stop'>, code: string): Stop | null =>
  typeof stop === 'function' ? stop(code) : stop
