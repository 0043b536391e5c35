import type { Account, ReadName } from '../aws/account.js'
import type { Unread } from '../aws/read.js'
import type { Target } from '../aws/reads/events.js'
import type { TargetService } from '../targets/target.js'
import type { Fix } from '../verdict/fix.js'
import type { RuleAddress } from '../verdict/rule-address.js'

export type Severity = 'error' | 'warning'

/** Something wrong, with its stable code. */
export interface Finding<Code extends string = string> {
  code: Code
  /** error: events are lost now; warning: they may be. */
  severity: Severity
  /** One sentence that names the resource. */
  summary: string
  /** What was seen, quoted with its place. */
  because: readonly string[]
  fix?: Fix
}

/** Why a check cannot tell. `text` is what is printed. */
export interface CannotTell {
  kind: 'denied' | 'failed' | 'undecidable' | 'timeout'
  text: string
}

/** `ok` has no room for a blind spot: a check that could not see all it needed says `unknown`. */
export type Verdict<Code extends string = string> =
  | { status: 'ok'; because: string }
  | {
      status: 'problem'
      findings: readonly [Finding<Code>, ...Finding<Code>[]]
      /** What could not be seen beside the findings. */
      unseen?: CannotTell
    }
  | { status: 'unknown'; because: CannotTell }
  | { status: 'skipped'; because: string }

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

/**
 * A question that needs certain reads: `run` receives just those, so a look that is not declared does not compile, and
 * the declared list is what the least permissions and the tests are made from.
 */
export interface Look<Subject, Answer> {
  reads: readonly ReadName[]
  run(subject: Subject, account: Account): Promise<Answer>
}

/** Declares a question: the reads, and what to do with them. */
export function looking<const Reads extends readonly ReadName[], Subject, Answer>(
  reads: Reads,
  run: (subject: Subject, account: Pick<Account, Reads[number]>) => Promise<Answer>,
): Look<Subject, Answer> {
  return { reads, run }
}

/** What a check reads for targets of one service, where that differs from service to service. */
export type ReadsFor = (service: TargetService) => readonly ReadName[]

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

/** All is well, and why. */
export const ok = (because: string): Verdict<never> => ({ status: 'ok', because })

/** The question does not apply, and why. */
export const skipped = (because: string): Verdict<never> => ({ status: 'skipped', because })

/** A fix as a member to spread: none when there is nothing left to change. */
export const withFix = (fix: Fix | undefined): { fix?: Fix } => (fix ? { fix } : {})

/** Why checks of a target are skipped that EventBridge does not deliver to at all. */
export const OUT_OF_REACH = 'EventBridge does not deliver to this target in another account: see cross-account.'

interface More {
  because?: readonly string[]
  fix?: Fix
}

const problem = <Code extends string>(severity: Severity, code: Code, summary: string, more: More): Verdict<Code> => ({
  status: 'problem',
  findings: [{ code, severity, summary, because: more.because ?? [], ...(more.fix ? { fix: more.fix } : {}) }],
})

/** Events are lost now. */
export const error = <Code extends string>(code: Code, summary: string, more: More = {}): Verdict<Code> =>
  problem('error', code, summary, more)

/** Events may be lost. */
export const warning = <Code extends string>(code: Code, summary: string, more: More = {}): Verdict<Code> =>
  problem('warning', code, summary, more)

/** The answer lies beyond what can be decided from here, and why. */
export const undecidable = (text: string): Verdict<never> => ({
  status: 'unknown',
  because: { kind: 'undecidable', text },
})

/**
 * A look that gave no answer. `what` is the thing that could not be read ("the role events-invoke"), `purpose` what
 * reading it would buy ("to check its trust").
 */
export const unread = (read: Unread, what: string, purpose: string): Verdict<never> => ({
  status: 'unknown',
  because: cannotTell(read, what, purpose),
})

/** The same as a reason, for a place that is not a verdict. */
export function cannotTell(read: Unread, what: string, purpose: string): CannotTell {
  if (read.state === 'failed') {
    return { kind: 'failed', text: `Could not read ${what} (${read.action}): ${read.error.message}` }
  }
  if (read.account) {
    const hint = `name a profile of account ${read.account} with --target-profile ${purpose}`
    return { kind: 'denied', text: `Could not read ${what}, which belongs to another account: ${hint}.` }
  }
  return { kind: 'denied', text: `Could not read ${what}: grant ${read.action} ${purpose}.` }
}

/**
 * Joins the answers to several questions of one check. A problem outweighs the unknown, the unknown outweighs ok, ok
 * outweighs skipped; nothing that was found or not seen is dropped.
 */
export function all<Code extends string>(verdicts: readonly Verdict<Code>[]): Verdict<Code> {
  const problems = verdicts.filter((v) => v.status === 'problem')
  const reasons = verdicts.flatMap((v) =>
    v.status === 'unknown' ? [v.because] : v.status === 'problem' && v.unseen ? [v.unseen] : [],
  )
  const [firstReason] = reasons
  const unseen = firstReason && { kind: firstReason.kind, text: unique(reasons.map((r) => r.text)).join(' ') }
  const [first, ...rest] = problems.flatMap((v) => v.findings)
  if (first) return { status: 'problem', findings: [first, ...rest], ...(unseen ? { unseen } : {}) }
  if (unseen) return { status: 'unknown', because: unseen }
  const good = verdicts.filter((v) => v.status === 'ok')
  if (good.length > 0) return ok(unique(good.map((v) => v.because)).join(' '))
  const idle = verdicts.flatMap((v) => (v.status === 'skipped' ? [v.because] : []))
  return skipped(unique(idle).join(' '))
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]
