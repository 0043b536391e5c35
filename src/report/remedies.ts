import { merge } from '../remedies/merge.js'
import type { Change } from '../verdict/fix.js'
import { findingsOf, type Report, type ReportedFinding } from './report.js'

/** What is shown below a finding: commands that can be pasted one after the other down the whole report. */
export interface Remedy {
  title: string
  changes: readonly Change[]
  /** A change that this finding needs is shown above, joined with that of another finding. */
  coveredAbove: boolean
  /** What a person has to decide, and what the tool is not sure of. */
  notes: readonly string[]
}

/**
 * The remedies of all findings. Two findings that change one policy have one command, at the first of them: two commands
 * would each write the whole policy, and the second would undo the first.
 */
export function remediesOf(report: Report): Map<ReportedFinding, Remedy> {
  const found = findingsOf(report)
  const joined = new Map<string, Change>()
  for (const change of found.flatMap((finding) => finding.fix?.changes ?? [])) {
    const before = joined.get(change.id)
    joined.set(change.id, before ? merge(before, change) : change)
  }
  const shown = new Set<string>()
  return new Map(
    found.flatMap((finding): [ReportedFinding, Remedy][] => {
      if (!finding.fix) return []
      const fresh = finding.fix.changes.filter((change) => !shown.has(change.id))
      for (const change of fresh) shown.add(change.id)
      const changes = fresh.map((change) => joined.get(change.id) ?? change)
      return [
        [
          finding,
          {
            title: finding.fix.title,
            changes,
            coveredAbove: fresh.length < finding.fix.changes.length,
            notes: [...(finding.fix.decide ?? []), ...changes.flatMap(notesOf)],
          },
        ],
      ]
    }),
  )
}

const notesOf = ({ doubts, only }: Change): readonly string[] =>
  only ? [...doubts, `"eb-doctor fix" makes this change only with --${only}.`] : doubts
