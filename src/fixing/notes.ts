import type { PlannedChange } from './plan.js'

/**
 * The changes with each note at the first of them that has it: what holds for a whole plan is read once, not once a change.
 * The plan as data keeps every note where it belongs.
 */
export function notesOnce(changes: readonly PlannedChange[]): PlannedChange[] {
  return changes.map((change, i) => {
    const told = new Set(changes.slice(0, i).flatMap(({ doubts }) => doubts))
    return { ...change, doubts: change.doubts.filter((doubt) => !told.has(doubt)) }
  })
}
