import { unique } from '../text/unique.js'

/** A part of a template: text as it stands, or a variable. `quoted`: within the quotes of a JSON text. */
export type Piece = { text: string; quoted: boolean } | { variable: string; quoted: boolean }

/** The JSON that a template makes, with `null` where a variable stands for a value. */
export type Skeleton = { valid: true; value: unknown } | { valid: false; error: string }

/**
 * json: an object or a list, or one value. text: lines in quotes. bare: text without quotes, of which AWS's pages differ.
 * broken: it begins as an object or a list and does not become one.
 */
export type TemplateKind = 'json' | 'text' | 'bare' | 'broken'

/** Names that EventBridge fills in itself. */
const RESERVED = 'aws.events.'

/** EventBridge's own variables that are objects: the event, without and with its detail. */
export const WHOLE_EVENT: ReadonlySet<string> = new Set(['aws.events.event', 'aws.events.event.json'])

/** A variable, a quote, an escaped character, or a run of anything else. */
const TOKEN = /<([A-Za-z0-9_.-]+)>|\\[\s\S]|["<\\]|[^"<\\]+/g

/**
 * A template apart. Within quotes a variable is text; outside of them it stands for a whole JSON value.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = []
  let quoted = false
  for (const [text, variable] of template.matchAll(TOKEN)) {
    if (variable !== undefined) pieces.push({ variable, quoted })
    else pieces.push({ text, quoted: quoted || text === '"' })
    if (text === '"') quoted = !quoted
  }
  return pieces
}

/** The variables that a template uses, each once. `<aws.events.*>` are EventBridge's own and need no path. */
export function variablesOf(template: string): string[] {
  const names = piecesOf(template).flatMap((piece) => ('variable' in piece ? [piece.variable] : []))
  return unique(names).filter((name) => !isReserved(name))
}

/** The variables that a template has within quotes, each once. */
export function quotedVariablesOf(template: string): string[] {
  const names = piecesOf(template).flatMap((piece) => ('variable' in piece && piece.quoted ? [piece.variable] : []))
  return unique(names)
}

export const isReserved = (name: string): boolean => name.startsWith(RESERVED)

/**
 * Reads a template as EventBridge does. Outside of quotes a variable stands for a whole JSON value, so that
 * `{"id": <id>}` is in order although it is not JSON; inside of quotes it is text. A template of quoted lines is text.
 */
export function skeletonOf(template: string): Skeleton {
  const json = withValues(template)
  const whole = parse(json)
  if (whole.valid) return whole
  const lines = json.split('\n').map((line) => line.trim())
  const isText = lines.every((line) => line === '' || isString(line))
  return isText && lines.some((line) => line !== '') ? { valid: true, value: lines.join('\n') } : whole
}

export function kindOf(template: string): TemplateKind {
  const skeleton = skeletonOf(template)
  if (skeleton.valid) return typeof skeleton.value === 'string' ? 'text' : 'json'
  return /^\s*[{[]/.test(template) ? 'broken' : 'bare'
}

const isString = (line: string): boolean => {
  const parsed = parse(line)
  return parsed.valid && typeof parsed.value === 'string'
}

/** Puts `null` for each variable outside of quotes, and escapes line breaks inside of them. */
const withValues = (template: string): string =>
  piecesOf(template)
    .map((piece) => ('text' in piece ? escaped(piece) : piece.quoted ? `<${piece.variable}>` : 'null'))
    .join('')

/** A piece of a template with the line breaks and tabs that it has within quotes as JSON writes them. */
export const escaped = ({ text, quoted }: { text: string; quoted: boolean }): string =>
  quoted ? text.replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t') : text

function parse(text: string): Skeleton {
  try {
    return { valid: true, value: JSON.parse(text) }
  } catch (thrown) {
    return { valid: false, error: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
