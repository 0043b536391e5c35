import { type JsonNode, readJson } from '../../text/json-text.js'
import { unique } from '../../text/unique.js'
import { escaped, kindOf, type Piece, piecesOf, WHOLE_EVENT } from '../template.js'
import type { Circumstances } from './received.js'
import { type Value, valueOfVariable } from './values.js'

/** The text that a template becomes, or why there is none. */
export type Filled =
  | { state: 'filled'; text: string; form: 'json' | 'text'; notes: readonly string[] }
  | { state: 'lost'; because: readonly string[] }
  | { state: 'unknown'; because: readonly string[] }

/** What a variable becomes in its place. */
type Placed = { text: string; note?: string } | { lost: string } | { unknown: string }

/**
 * Fills a template from an event as EventBridge does. The facts are from what real targets received; where neither they
 * nor AWS's page say what happens, the answer is `unknown`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function fill(
  template: string,
  paths: Readonly<Record<string, string>>,
  event: JsonNode,
  circumstances: Circumstances,
): Filled {
  const kind = kindOf(template)
  if (kind === 'bare') {
    return {
      state: 'unknown',
      because: ["the template is text without quotes, and AWS's pages contradict each other about it"],
    }
  }
  const values = new Map<string, Value>()
  const valueFor = (name: string): Value => {
    const value = values.get(name) ?? valueOfVariable(name, paths, event, circumstances)
    values.set(name, value)
    return value
  }
  const placed = piecesOf(template).map((piece): Placed & { quoted: boolean } =>
    'text' in piece ? piece : { ...place(piece, valueFor(piece.variable), kind), quoted: piece.quoted },
  )
  const lost = unique(placed.flatMap((piece) => ('lost' in piece ? [piece.lost] : [])))
  if (lost.length > 0) return { state: 'lost', because: lost }
  const unknown = unique(placed.flatMap((piece) => ('unknown' in piece ? [piece.unknown] : [])))
  if (unknown.length > 0) return { state: 'unknown', because: unknown }
  const pieces = placed.flatMap((piece) => ('text' in piece ? [piece] : []))
  const notes = unique(pieces.flatMap(({ note }) => (note === undefined ? [] : [note])))
  const text = pieces.map((piece) => piece.text).join('')
  const json = readJson(pieces.map(escaped).join(''))
  if (kind === 'text') return { state: 'filled', text, form: json.ok ? 'json' : 'text', notes }
  return json.ok
    ? { state: 'filled', text, form: 'json', notes }
    : { state: 'lost', because: [`the result is not JSON: ${json.fault.reason}`] }
}

function place({ variable, quoted }: Extract<Piece, { variable: string }>, value: Value, kind: string): Placed {
  if (value.kind === 'unknown') return { unknown: value.because }
  const note = value.note === undefined ? {} : { note: `<${variable}>: ${value.note}` }
  if (value.kind === 'missing') return { text: quoted ? '' : '""', ...note }
  if (!quoted) return { text: value.json, ...note }
  switch (value.kind) {
    case 'text':
      return needsEscape(value)
        ? {
            unknown: `the value of <${variable}> has quotation marks, backslashes or control characters, and AWS says only that EventBridge does not escape values in a text`,
          }
        : { text: value.text, ...note }
    case 'plain':
      return value.json === 'null'
        ? { text: 'null', note: `<${variable}> is null: AWS does not say what it becomes in a text, "null" is assumed` }
        : { text: value.json, ...note }
    case 'composite':
      return kind === 'text' ? inText(variable, value, note) : inQuotes(variable, value)
  }
}

/** Whether a text differs from how JSON writes it. */
const needsEscape = ({ text, json }: { text: string; json: string }): boolean => json !== `"${text}"`

/** In a template of text an object or a list stands without its double quotes. */
function inText(variable: string, { json }: { json: string }, note: { note?: string }): Placed {
  if (WHOLE_EVENT.has(variable)) {
    return { unknown: `<${variable}> stands within a text, and AWS allows it only as the value of a JSON field` }
  }
  return json.includes('\\')
    ? { unknown: `a text within <${variable}> is written with backslashes, and AWS does not say what becomes of them` }
    : { text: json.replaceAll('"', ''), ...note }
}

/** In a JSON template they keep their double quotes, and no JSON comes of it. */
const inQuotes = (variable: string, { empty }: { empty: boolean }): Placed =>
  empty
    ? { unknown: `<${variable}> is an empty object or list in quotes, and AWS does not say what becomes of it` }
    : {
        lost: `<${variable}> is an object or a list in this event and stands within quotes of a JSON template: write {"key": <${variable}>}`,
      }
