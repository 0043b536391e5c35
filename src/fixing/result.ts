import { exitCodeOf, type OverallVerdict, type Report } from '../report/report.js'
import type { Severity } from '../verdict/verdict.js'
import type { Plan } from './plan.js'
import type { Outcome } from './steps.js'

/** How a rule is once the changes were made. */
export interface Afterwards {
  rule: string
  verdict: OverallVerdict
  /**
   * mended: what was to be mended is mended; not-yet: AWS does not show all changes yet; still-wrong: it shows them, and
   * the finding stands.
   */
  state: 'mended' | 'not-yet' | 'still-wrong'
  /** The findings that were to be mended and are still there. */
  remaining: readonly { check: string; target: string | null; code: string; summary: string }[]
}

/** All that `eb-doctor fix` has to tell. This is its JSON output, with the commands beside the calls. */
export interface FixResult {
  schemaVersion: 1
  tool: Report['tool']
  /** What was asked for. */
  mode: 'dry-run' | 'apply' | 'undo'
  /** How the rules were before. Empty when a plan or a journal was read. */
  before: readonly { rule: string; verdict: OverallVerdict }[]
  plan: Plan
  /** null: nothing was tried. */
  outcome: (Outcome & { journal: string | null }) | null
  after: readonly Afterwards[]
  /** Why nothing was tried although something was to be done. */
  refused: string | null
}

const WORST: readonly OverallVerdict[] = ['broken', 'inconclusive', 'at-risk', 'healthy']

/** The exit code: 5 when something was refused, declined, stale or failed, 130 when interrupted, else as the rules are. */
export function exitCodeOfFix({ outcome, refused, before, after }: FixResult, failOn: Severity): number {
  if (refused !== null) return 5
  if (outcome?.ended === 'interrupted') return 130
  if (outcome && outcome.ended !== 'done') return 5
  const now = after.length > 0 ? after : before
  const worst = WORST.find((verdict) => now.some((rule) => rule.verdict === verdict)) ?? 'healthy'
  return exitCodeOf(worst, failOn)
}
