import type { Unread } from '../aws/read.js'
import { unique } from '../text/unique.js'
import type { Fix } from './fix.js'

export type Severity = 'error' | 'warning'

/** What was seen, a line each, the most telling first; never empty. */
export type Because = readonly [string, ...string[]]

/** Something wrong, with its stable code. */
export interface Finding<Code extends string = string> {
  code: Code
  /** error: events are lost now; warning: they may be. */
  severity: Severity
  /** One sentence that names the resource. */
  summary: string
  /** What was seen, quoted with its place. */
  because: Because
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
  | {
      status: 'skipped'
      because: string
      /** Set when a look was refused on which nothing of the delivery depends; `because` says which. */
      unseen?: true
    }

/** All is well, and why. */
export const ok = (because: string): Verdict<never> => ({ status: 'ok', because })

/** The question does not apply, and why. */
export const skipped = (because: string): Verdict<never> => ({ status: 'skipped', because })

/** Something could not be seen, and whether the delivery works does not depend on it: what, and how to see it. */
export const unseenAside = (because: string): Verdict<never> => ({ status: 'skipped', because, unseen: true })

/** A fix as a member to spread: none when there is nothing left to change. */
export const withFix = (fix: Fix | undefined): { fix?: Fix } => (fix ? { fix } : {})

interface More {
  because: Because
  fix?: Fix
}

const problem = <Code extends string>(severity: Severity, code: Code, summary: string, more: More): Verdict<Code> => ({
  status: 'problem',
  findings: [{ code, severity, summary, because: more.because, ...(more.fix ? { fix: more.fix } : {}) }],
})

/** Events are lost now. */
export const error = <Code extends string>(code: Code, summary: string, more: More): Verdict<Code> =>
  problem('error', code, summary, more)

/** Events may be lost. */
export const warning = <Code extends string>(code: Code, summary: string, more: More): Verdict<Code> =>
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
    return {
      kind: 'failed',
      text: `Could not read ${what} (${read.action}): ${read.error.message.replace(/[.\s]+$/, '')}.`,
    }
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
  const idle = verdicts.filter((v) => v.status === 'skipped')
  const because = unique(idle.map((v) => v.because)).join(' ')
  return idle.some((v) => v.unseen) ? unseenAside(because) : skipped(because)
}
