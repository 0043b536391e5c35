import type { Gap, OverallVerdict, Report } from '../report/report.js'
import type { Call } from '../verdict/fix.js'
import type { Plan } from './plan.js'
import type { Outcome, StepResult } from './steps.js'

/** What became of a finding that was to be fixed. */
export interface FindingAfterwards {
  check: string
  target: string | null
  code: string
  summary: string
  /**
   * fixed: its changes were made, and its check was made again and does not find it any more. not-yet: they were made, and
   * AWS does not show them all yet. still-wrong: AWS shows them all, and the finding stands. not-seen: they were made, and
   * its check could not be made again. Else the outcome of a change that was not made.
   */
  state:
    | 'fixed'
    | 'not-yet'
    | 'still-wrong'
    | 'not-seen'
    | Exclude<StepResult['outcome'], 'done' | 'already' | 'unseen'>
}

/** How a rule is once the changes were made. */
export interface Afterwards {
  rule: string
  verdict: OverallVerdict
  /**
   * fixed: every finding that was to be fixed is. not-done: a change was not made. untouched: nothing of it was to be
   * changed. undone: what a fix had changed was taken back. The others as of the findings, the worst of them.
   */
  state: 'fixed' | 'not-yet' | 'still-wrong' | 'not-seen' | 'not-done' | 'untouched' | 'undone'
  /** Every finding that was to be fixed. */
  findings: readonly FindingAfterwards[]
  /** Those of them that were not seen to be fixed. */
  remaining: readonly FindingAfterwards[]
}

/** All that `eb-doctor fix` has to tell. This is its JSON output, with the commands beside the calls. */
export interface FixResult {
  schemaVersion: 1
  tool: Report['tool']
  /** What was asked for. */
  mode: 'dry-run' | 'apply' | 'undo'
  /** How the rules were before anything was changed. Empty when a journal is undone. */
  before: readonly { rule: string; verdict: OverallVerdict }[]
  /** Looks that were refused, and what to ask for: what they would have shown is not in the plan. */
  gaps: readonly Gap[]
  plan: Plan
  /** The steps of an undo that was only shown, in their order. */
  undo?: readonly { id: string; title: string; call: Call }[]
  /** The changes in the form that was asked for with --format. */
  printed?: { format: string; text: string }
  /** null: nothing was tried. */
  outcome: (Outcome & { journal: string | null }) | null
  after: readonly Afterwards[]
  /** Why nothing was tried although something was to be done. */
  refused: string | null
}
