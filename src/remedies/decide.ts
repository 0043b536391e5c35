import type { Change, Fix } from '../verdict/fix.js'

/** What eb-doctor cannot fix by itself, with what a person has to decide. */
export const decide = (title: string, ...sentences: readonly string[]): Fix => ({
  title,
  changes: [],
  decide: sentences,
})

/** A fix of one change; undefined when nothing is left to change, a decision when the change cannot be made. */
export function fixOf(title: string, change: Change | { problem: string } | undefined): Fix | undefined {
  if (change === undefined) return undefined
  return 'problem' in change ? decide(title, change.problem) : { title, changes: [change] }
}
