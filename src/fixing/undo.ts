import type { ReadJournal } from './journal.js'
import type { PlannedStep } from './steps.js'

/** The steps that a plan's changes are. */
export const stepsOf = (changes: readonly PlannedStep['change'][]): PlannedStep[] =>
  changes.map((change) => ({ change, call: change.call, from: [change.before], to: change.after }))

/**
 * The steps back, last change first. Each wants to find what it left behind, as it was read then or as it was sent, and
 * nothing else: what somebody has changed since is not undone.
 */
export const stepsBack = ({ changes }: ReadJournal): PlannedStep[] =>
  [...changes].reverse().map(({ change, reached }) => ({
    change: { ...change, needs: [] },
    call: change.undo,
    from: [...(reached === undefined ? [] : [reached]), change.after],
    to: change.before,
  }))
