import { inTheWay, type ReportedEvent, reaches } from '../../event/report.js'
import type { Received } from '../../fixing/listen/receive.js'
import type { LeftBehind } from '../../fixing/listen/resources.js'
import { asciiJson } from '../../text/ascii-json.js'
import type { Json } from '../../text/json.js'
import { plain, shellWord } from '../../text/sanitize.js'

/** How `listen` ended. */
export interface ListenResult {
  ended: Received['ended'] | 'declined' | 'cleaned-up'
  /** Why nothing was received, or no more. */
  error: string | null
  rule: string
  events: number
  matching: number
  /** Events of which it could not be told whether they match. */
  unknown: number
  /** The fields in the way, with the number of events, most first. */
  inTheWay: readonly { field: string; events: number }[]
  /** Messages that are no events for the listener. */
  foreign: number
  journal: string | null
  left: readonly LeftBehind[]
}

/** What is counted while events come. */
export interface Tally {
  matching: number
  unknown: number
  fields: Map<string, number>
}

/** Counts an event that was matched against the rule. */
export function count(tally: Tally, { rules: [rule] }: ReportedEvent): void {
  if (rule === undefined || rule.matches === null) tally.unknown += 1
  else if (reaches(rule)) tally.matching += 1
  if (rule?.matches !== false) return
  for (const { path, wanted } of inTheWay(rule)) {
    const field = `${path}: wanted ${wanted}`
    tally.fields.set(field, (tally.fields.get(field) ?? 0) + 1)
  }
}

/** A line of JSON for one event. */
export const eventLine = (event: ReportedEvent): string =>
  `${asciiJson({ schemaVersion: 1, kind: 'listen-event', event } as unknown as Json)}\n`

/** The last line of JSON. */
export const endLine = (result: ListenResult): string =>
  `${asciiJson({ schemaVersion: 1, kind: 'listen-end', ...result } as unknown as Json)}\n`

/** The end in words, one line each. */
export function endText(result: ListenResult): string[] {
  const { ended, events, matching, unknown, rule, foreign, left, journal, error } = result
  const lines = left.map(({ resource, because }) => `Left behind: ${plain(resource)}. ${plain(because)}`)
  const again =
    left.length > 0 && journal !== null
      ? [`To try again: eb-doctor listen --clean-up ${shellWord(plain(journal))}`]
      : []
  if (ended === 'declined') return ['Nothing was made.']
  if (ended === 'cleaned-up') {
    return [...(left.length === 0 ? ['Nothing of the listener is left.'] : []), ...lines, ...again]
  }
  const heard = `${events} ${events === 1 ? 'event' : 'events'}`
  const parts = [
    `${matching} ${matching === 1 ? 'reaches' : 'reach'} the rule ${plain(rule)}`,
    ...(unknown > 0 ? [`${unknown} could not be told`] : []),
  ]
  return [
    ...(error === null ? [] : [plain(error)]),
    `${heard}; ${parts.join(', ')}.`,
    // They are sorted: whoever has to look at more than ten looks at the pattern instead.
    ...result.inTheWay.slice(0, 10).map(({ field, events: n }) => `  ${n} × ${plain(field, 300)}`),
    ...(foreign > 0 ? [`${foreign} messages in the queue were not for this listener and were left alone.`] : []),
    ...(left.length === 0 ? ['What was made is removed.'] : lines),
    ...again,
  ]
}
