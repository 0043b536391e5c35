import type { JsonNode } from '../text/json-text.js'
import { assumption, MOST_BYTES_OF_ENTRY, ownMembers } from './complete.js'
import type { Completion, GivenEvent } from './given.js'

/**
 * The members of an event at the top; `replay-name` comes with a replay.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
const MEMBERS: ReadonlySet<string> = new Set(
  'version id detail-type source account time region resources detail replay-name'.split(' '),
)

/** An event as EventBridge delivers it. What it lacks of the members that EventBridge fills in is added at its end. */
export function deliveredEvent(
  event: Extract<JsonNode, { kind: 'object' }>,
  text: string,
  completion: Completion,
  n: number,
): GivenEvent {
  const added = Object.entries(ownMembers(completion, n)).filter(([name]) => !event.members.has(name))
  const completed = added.map(([name]) => name)
  return {
    text: withMembers(text, event.members.size === 0, added),
    form: 'event',
    completed,
    refused: [],
    notes: [...flawsOf(event, text), ...assumption(completion, completed)],
  }
}

function withMembers(text: string, empty: boolean, added: readonly (readonly [string, string])[]): string {
  if (added.length === 0) return text
  const members = added.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')
  return `${text.slice(0, -1).trimEnd()}${empty ? '' : ','}${members}}`
}

/** What no event of EventBridge looks like, so that a pattern made for real ones is not met. */
function flawsOf(event: Extract<JsonNode, { kind: 'object' }>, text: string): string[] {
  const lacking = ['source', 'detail-type', 'detail'].filter((name) => !event.members.has(name))
  const strange = [...event.members.keys()].filter((name) => !MEMBERS.has(name))
  const detail = event.members.get('detail')
  const bytes = Buffer.byteLength(text)
  return [
    ...lacking.map((name) => `The event has no ${name}, which every event of EventBridge has.`),
    ...strange.map((name) => `An event of EventBridge has no member ${JSON.stringify(name)} at its top.`),
    ...(detail !== undefined && detail.kind !== 'object'
      ? ['The detail is no object: EventBridge delivers it as one, also when PutEvents was given it as text.']
      : []),
    ...(bytes >= MOST_BYTES_OF_ENTRY ? [`The event has ${bytes} bytes; EventBridge takes less than 1 MB.`] : []),
  ]
}
