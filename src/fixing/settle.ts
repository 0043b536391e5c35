import { setTimeout as pause } from 'node:timers/promises'
import type { Account } from '../aws/account.js'
import type { Report } from '../report/report.js'
import type { PlannedChange, Reason } from './plan.js'
import type { Afterwards, FindingAfterwards } from './result.js'
import { lackingIn, stateNow } from './state.js'
import type { StepResult } from './steps.js'

export interface Wait {
  /** Diagnoses all rules of the plan anew, remembering nothing; it has this many milliseconds, and a little to end in. */
  diagnose(milliseconds: number): Promise<readonly Report[]>
  /** An account that remembers nothing. */
  account: Account
  milliseconds: number
  /** Whether the user does not want to wait any longer. */
  interrupted(): boolean
}

/**
 * Looks again until all that was changed is seen to be fixed, or the time is over: IAM and policies need some seconds until
 * every part of AWS knows of them. Once AWS shows every change and a finding still stands, waiting is of no use. `changes`
 * is the whole plan, `steps` what became of it.
 */
export async function settle(
  changes: readonly PlannedChange[],
  steps: readonly StepResult[],
  wait: Wait,
): Promise<Afterwards[]> {
  const until = Date.now() + wait.milliseconds
  const outcomes = new Map(steps.map(({ change, outcome }) => [change.id, outcome]))
  const made = changes.filter(({ id }) => isMade(outcomes.get(id)))
  let seenAll = false
  for (let delay = 500; ; delay = Math.min(delay * 2, 8000)) {
    const reports = await wait.diagnose(Math.max(0, until - Date.now()))
    const states = reports.map((report) => afterwards(report, changes, outcomes, seenAll))
    const isOpen = states.some(({ findings }) =>
      findings.some(({ state }) => state === 'not-yet' || state === 'not-seen'),
    )
    if (!isOpen || seenAll || wait.interrupted()) return states
    seenAll = await allSeen(made, wait.account)
    // What was seen only now may have been missed by the diagnosis before it: look once more.
    if (!seenAll && Date.now() + delay > until) return states
    await rest(delay, wait.interrupted)
  }
}

/** Waits, and no longer than until the user has had enough. */
async function rest(milliseconds: number, interrupted: () => boolean): Promise<void> {
  const until = Date.now() + milliseconds
  while (!interrupted() && Date.now() < until) await pause(Math.min(100, Math.max(1, until - Date.now())))
}

type Outcomes = ReadonlyMap<string, StepResult['outcome']>

const isMade = (outcome: StepResult['outcome'] | undefined): boolean =>
  outcome === 'done' || outcome === 'already' || outcome === 'unseen'

/** How one rule is now, in view of what was to be changed for it. */
function afterwards(
  report: Report,
  changes: readonly PlannedChange[],
  outcomes: Outcomes,
  seenAll: boolean,
): Afterwards {
  const reasons = changes.flatMap((change) => change.because).filter(({ rule }) => rule === report.rule.arn)
  const meant = reasons.filter((reason, i) => reasons.findIndex((other) => isSameReason(other, reason)) === i)
  const findings = meant.map((reason): FindingAfterwards => {
    const { check, target, code, summary } = reason
    const own = changes.filter(({ because }) => because.some((other) => isSameReason(other, reason)))
    return { check, target, code, summary, state: stateOf(reason, report, own, outcomes, seenAll) }
  })
  const remaining = findings.filter(({ state }) => state !== 'fixed')
  return { rule: report.rule.arn, verdict: report.verdict, state: worst(findings), findings, remaining }
}

const isSameReason = (a: Reason, b: Reason): boolean =>
  a.rule === b.rule && a.check === b.check && a.target === b.target && a.code === b.code

function stateOf(
  { check, target, code }: Reason,
  report: Report,
  changes: readonly PlannedChange[],
  outcomes: Outcomes,
  seenAll: boolean,
): FindingAfterwards['state'] {
  for (const { id } of changes) {
    const outcome = outcomes.get(id) ?? 'not-tried'
    if (outcome !== 'done' && outcome !== 'already' && outcome !== 'unseen') return outcome
  }
  const results = report.checks.filter((result) => result.check === check && result.target === target)
  if (results.some(({ findings }) => findings.some((finding) => finding.code === code))) {
    return seenAll ? 'still-wrong' : 'not-yet'
  }
  // A check that could not be made, or not to its end, does not say that the finding is gone.
  const isBlind = results.some(
    ({ status, because }) => status === 'unknown' || (status === 'problem' && because !== null),
  )
  return results.length === 0 || isBlind ? 'not-seen' : 'fixed'
}

/** The state of a rule: the worst of its findings. */
function worst(findings: readonly FindingAfterwards[]): Afterwards['state'] {
  if (findings.length === 0) return 'untouched'
  const states = findings.map(({ state }) => state)
  const made = ['fixed', 'not-yet', 'still-wrong', 'not-seen']
  if (states.some((state) => !made.includes(state))) return 'not-done'
  return (['still-wrong', 'not-yet', 'not-seen'] as const).find((state) => states.includes(state)) ?? 'fixed'
}

async function allSeen(changes: readonly PlannedChange[], account: Account): Promise<boolean> {
  const seen = await Promise.all(
    changes.map(async ({ source, before, after }) => {
      const now = await stateNow(account, source)
      return now.state === 'found' && lackingIn(now.value, before, after).length === 0
    }),
  )
  return seen.every(Boolean)
}
