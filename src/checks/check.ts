import type { Account, ReadName } from '../aws/account.js'
import type { ReadsFor } from '../targets/target.js'
import type { Look } from '../verdict/look.js'
import type { RuleSubject, TargetSubject } from '../verdict/subject.js'
import type { Verdict } from '../verdict/verdict.js'

interface CheckOf<Scope extends string, Subject> extends Look<Subject, Verdict> {
  id: string
  /** A statement that is true when all is well. */
  title: string
  scope: Scope
  /** Every code that the check may report. */
  findings: readonly string[]
  /** Narrows `reads` to what one service needs, for the least permissions of a given rule. */
  readsFor?: ReadsFor
}

export type RuleCheck = CheckOf<'rule', RuleSubject>
export type TargetCheck = CheckOf<'target', TargetSubject>
export type Check = RuleCheck | TargetCheck

interface Definition<Subject, Reads extends readonly ReadName[], Codes extends readonly string[]> {
  id: string
  title: string
  reads: Reads
  findings: Codes
  readsFor?: ReadsFor
  run(subject: Subject, account: Pick<Account, Reads[number]>): Promise<Verdict<Codes[number]>>
}

/** A check that is made once a rule. */
export const ruleCheck = <const Reads extends readonly ReadName[], const Codes extends readonly string[]>(
  check: Definition<RuleSubject, Reads, Codes>,
): RuleCheck => ({ scope: 'rule', ...check })

/** A check that is made for each target of the rule. */
export const targetCheck = <const Reads extends readonly ReadName[], const Codes extends readonly string[]>(
  check: Definition<TargetSubject, Reads, Codes>,
): TargetCheck => ({ scope: 'target', ...check })
