import { compact, type JsonNode, readJson, textOf } from '../text/json-text.js'
import { assumption, MOST_BYTES_OF_ENTRY, ownMembers } from './complete.js'
import type { Completion, GivenEvent } from './given.js'

type JsonObject = Extract<JsonNode, { kind: 'object' }>

/** The members of an entry. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
const MEMBERS: ReadonlySet<string> = new Set(
  'Source DetailType Detail Resources Time EventBusName TraceHeader'.split(' '),
)

/**
 * The event that an entry of PutEvents becomes. `text` is the text of the whole file. An entry of which no event can be
 * made gives an error, one line.
 */
export function entryEvent(
  entry: JsonObject,
  text: string,
  completion: Completion,
  n: number,
): GivenEvent | { error: string } {
  const detail = detailOf(entry.members.get('Detail'), text)
  if (detail !== undefined && 'error' in detail) return detail
  const time = timeOf(entry.members.get('Time'))
  const resources = entry.members.get('Resources')
  const given: Readonly<Record<string, string | undefined>> = {
    'detail-type': jsonOf(entry, 'DetailType'),
    source: jsonOf(entry, 'Source'),
    time: time === undefined || time === null ? undefined : JSON.stringify(time),
    resources: resources && compact(resources),
    detail: detail?.json,
  }
  const own = ownMembers(completion, n)
  const order = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail']
  const members = order.flatMap((name) => {
    const json = given[name] ?? own[name]
    return json === undefined ? [] : [`${JSON.stringify(name)}:${json}`]
  })
  const completed = order.filter((name) => given[name] === undefined && own[name] !== undefined)
  const bus = textOf(entry.members.get('EventBusName'))
  return {
    text: `{${members.join(',')}}`,
    form: 'entry',
    completed,
    ...(bus === undefined ? {} : { bus }),
    refused: [...refusals(entry), ...(time === null ? ['Time is no time.'] : [])],
    notes: [
      ...(detail?.note === undefined ? [] : [detail.note]),
      ...[...entry.members.keys()]
        .filter((name) => !MEMBERS.has(name))
        .map((name) => `${JSON.stringify(name)} is no member of an entry and does not become part of the event.`),
      ...assumption(completion, completed),
    ],
  }
}

const jsonOf = (entry: JsonObject, name: string): string | undefined => {
  const node = entry.members.get(name)
  return node && compact(node)
}

/** The detail's JSON text as it was given; PutEvents refuses one that is no JSON object (MalformedDetail). */
function detailOf(
  node: JsonNode | undefined,
  text: string,
): { json: string; note?: string } | { error: string } | undefined {
  if (node === undefined) return undefined
  if (node.kind === 'object') {
    return {
      json: text.slice(node.start, node.end),
      note: 'Detail is an object here; PutEvents takes it as JSON text, so it was taken for that.',
    }
  }
  if (node.kind !== 'text') return { error: 'Detail must be the JSON text of an object' }
  const read = readJson(node.value)
  if (!read.ok) return { error: `Detail is not JSON, which PutEvents refuses (MalformedDetail): ${read.fault.reason}` }
  return read.value.kind === 'object'
    ? { json: node.value.trim() }
    : { error: 'Detail is not a JSON object, which PutEvents refuses (MalformedDetail)' }
}

/** ISO 8601 to the second, as EventBridge writes it; null when it is no time. The command line takes seconds too. */
function timeOf(node: JsonNode | undefined): string | null | undefined {
  if (node === undefined) return undefined
  const time =
    node.kind === 'number' ? Number(node.text) * 1000 : node.kind === 'text' ? Date.parse(node.value) : Number.NaN
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString().replace(/\.\d+Z$/, 'Z') : null
}

/** Why PutEvents refuses an entry, as far as the entry alone tells. */
function refusals(entry: JsonObject): string[] {
  const texts = ['Source', 'DetailType'].flatMap((name) => {
    const node = entry.members.get(name)
    if (node === undefined) return [`${name} is missing.`]
    return node.kind === 'text' && node.value !== '' ? [] : [`${name} must be a text that is not empty.`]
  })
  const resources = entry.members.get('Resources')
  const bytes = bytesOf(entry)
  return [
    ...texts,
    ...(entry.members.has('Detail') ? [] : ['Detail is missing.']),
    ...(resources === undefined || (resources.kind === 'list' && resources.items.every(({ kind }) => kind === 'text'))
      ? []
      : ['Resources must be a list of texts.']),
    ...(textOf(entry.members.get('Source'))?.startsWith('aws.')
      ? ['A source that begins with "aws." is kept for the services of AWS.']
      : []),
    ...(bytes >= MOST_BYTES_OF_ENTRY ? [`The entry has ${bytes} bytes; less than 1 MB is allowed.`] : []),
  ]
}

/**
 * The size of an entry as PutEvents counts it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
function bytesOf(entry: JsonObject): number {
  const of = (node: JsonNode | undefined): number =>
    node === undefined ? 0 : Buffer.byteLength(node.kind === 'text' ? node.value : compact(node))
  const resources = entry.members.get('Resources')
  return (
    (entry.members.has('Time') ? 14 : 0) +
    of(entry.members.get('Source')) +
    of(entry.members.get('DetailType')) +
    of(entry.members.get('Detail')) +
    (resources?.kind === 'list' ? resources.items.reduce((sum, item) => sum + of(item), 0) : 0)
  )
}
