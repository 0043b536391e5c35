import { setTimeout as pause } from 'node:timers/promises'
import type { Account } from '../aws/account.js'
import type { Report } from '../report/report.js'
import type { PlannedChange, Reason } from './plan.js'
import type { Afterwards } from './result.js'
import { lackingIn, stateNow } from './state.js'

export interface Wait {
  /** Diagnoses all rules of the plan anew, remembering nothing. */
  diagnose(): Promise<readonly Report[]>
  /** An account that remembers nothing. */
  account: Account
  milliseconds: number
  /** Whether the user does not want to wait any longer. */
  interrupted(): boolean
}

/**
 * Looks again until all that was mended is seen to be mended, or the time is over: IAM and policies need some seconds
 * until every part of AWS knows of them. Once AWS shows every change and a finding still stands, waiting is of no use.
 */
export async function settle(changes: readonly PlannedChange[], wait: Wait): Promise<Afterwards[]> {
  const until = Date.now() + wait.milliseconds
  let seenAll = false
  for (let delay = 500; ; delay = Math.min(delay * 2, 8000)) {
    const reports = await wait.diagnose()
    const states = reports.map((report) => afterwards(report, changes, seenAll))
    if (states.every(({ state }) => state === 'mended') || seenAll) return states
    seenAll = await allSeen(changes, wait.account)
    // What was seen only now may have been missed by the diagnosis before it: look once more.
    if (!seenAll && (Date.now() + delay > until || wait.interrupted())) return states
    await pause(delay)
  }
}

function afterwards(report: Report, changes: readonly PlannedChange[], seenAll: boolean): Afterwards {
  const meant = changes.flatMap((change) => change.because).filter(({ rule }) => rule === report.rule.arn)
  const remaining = report.checks.flatMap(({ check, target, findings }) =>
    findings
      .filter(({ code }) => meant.some((reason) => isAbout(reason, check, target, code)))
      .map(({ code, summary }) => ({ check, target, code, summary })),
  )
  const state = remaining.length === 0 ? 'mended' : seenAll ? 'still-wrong' : 'not-yet'
  return { rule: report.rule.arn, verdict: report.verdict, state, remaining }
}

const isAbout = (reason: Reason, check: string, target: string | null, code: string): boolean =>
  reason.check === check && reason.target === target && reason.code === code

async function allSeen(changes: readonly PlannedChange[], account: Account): Promise<boolean> {
  const seen = await Promise.all(
    changes.map(async ({ source, before, after }) => {
      const now = await stateNow(account, source)
      return now.state === 'found' && lackingIn(now.value, before, after).length === 0
    }),
  )
  return seen.every(Boolean)
}
