import { withoutMark } from '../text/byte-order-mark.js'
import { type JsonNode, member, readJsonValues } from '../text/json-text.js'
import { bodyOf, deadLetterEvent } from './dead-letter.js'
import { deliveredEvent } from './delivered.js'
import { entryEvent } from './entry.js'
import type { Completion, GivenEvent, GivenEvents } from './given.js'

/** Characters of a file that are read. Ten thousand usual events have a tenth of it. */
const MOST_CHARACTERS = 64 * 1024 * 1024
/** Events of a file that are read: each is held against each rule of a bus, which takes minutes for this many. */
export const MOST_EVENTS = 10_000

/** Something in the file that should be an event; `where` completes "line 3". */
interface Candidate {
  node: JsonNode
  where: string
}

/**
 * Reads the events of a file: one JSON value, several one after the other (JSON lines), or lists of them. Each may be an
 * event as EventBridge delivers it, an entry for PutEvents, the `Entries` of its command line, or messages of a
 * dead-letter queue as ReceiveMessage answers them. Anything else is an error of one line: nothing is passed over.
 */
export function readEvents(file: string, completion: Completion): GivenEvents {
  const text = withoutMark(file)
  if (text.length > MOST_CHARACTERS) return failed(`the file has more than ${MOST_CHARACTERS} characters`)
  const read = readJsonValues(text)
  if (!read.ok) return failed(`line ${read.fault.line}: ${read.fault.reason}`)
  const candidates = read.value.flatMap((node) => candidatesOf({ node, where: `line ${node.line}` }))
  if (candidates.length > MOST_EVENTS) return failed(`there are more than ${MOST_EVENTS} events`)
  const events: GivenEvent[] = []
  const leftOut: string[] = []
  for (const { node, where } of candidates) {
    const event = eventOf(node, text, completion, events.length + 1)
    if ('error' in event) return failed(`${where}: ${event.error}`)
    if ('leftOut' in event) leftOut.push(`${where}: ${event.leftOut}`)
    else events.push(event)
  }
  if (events.length > 0) return { ok: true, events, leftOut }
  return failed(leftOut[0] === undefined ? 'there is no event in it' : `there is no event in it; ${leftOut[0]}`)
}

const failed = (error: string): GivenEvents => ({ ok: false, error })

/** Lists, and the answers and files of the AWS command line that hold lists, opened. */
function candidatesOf({ node, where }: Candidate): Candidate[] {
  const wrapped = (['Entries', 'Messages', 'Records'] as const)
    .map((name) => member(node, name))
    .find((list) => list?.kind === 'list')
  const list = node.kind === 'list' ? node : isEventLike(node) ? undefined : wrapped
  if (list?.kind !== 'list') return [{ node, where }]
  return list.items.flatMap((item, i) => candidatesOf({ node: item, where: `line ${item.line}, item ${i + 1}` }))
}

const hasAny = (node: JsonNode, names: readonly string[]): boolean =>
  node.kind === 'object' && names.some((name) => node.members.has(name))

const isEventLike = (node: JsonNode): boolean => hasAny(node, ['detail-type', 'source', 'detail'])

function eventOf(
  node: JsonNode,
  text: string,
  completion: Completion,
  n: number,
): GivenEvent | { error: string } | { leftOut: string } {
  if (node.kind !== 'object') return { error: `an event is a JSON object, and this is a ${node.kind}` }
  if (isEventLike(node)) return deliveredEvent(node, text.slice(node.start, node.end), completion, n)
  const body = bodyOf(node)
  if (body !== undefined) return deadLetterEvent(node, body, completion, n)
  if (hasAny(node, ['Source', 'DetailType', 'Detail'])) return entryEvent(node, text, completion, n)
  return {
    error:
      'this is no event (source, detail-type, detail), no entry for PutEvents (Source, DetailType, Detail) and no message (Body)',
  }
}
