import { isObject, type Json } from '../../text/json.js'
import { quoted } from './quoted.js'

const ENCODED = Symbol('jsonencode')

/** A value that the resource wants as JSON text. */
export interface Encoded {
  readonly [ENCODED]: Json
}

/** Writes a value as the argument of Terraform's `jsonencode`, so that a policy can be read. */
export const jsonencode = (value: Json): Encoded => ({ [ENCODED]: value })

export type Value = Json | Encoded

/** A block with its labels; a member that is a list of blocks is repeated. */
export interface Block {
  type: string
  labels: readonly string[]
  body: Body
  /** What a reader has to know, a line each, above the block. */
  comments?: readonly string[]
}

export interface Body {
  attributes: Readonly<Record<string, Value | undefined>>
  blocks?: readonly Block[]
}

/**
 * Blocks as Terraform's configuration language, laid out as `terraform fmt` does, with comments of the whole file before
 * them. HashiCorp's parser gives the same values back, with two limits of the language: it keeps texts in Unicode's
 * normal form C, and half of a surrogate pair, which is no character, becomes U+FFFD.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export const renderHcl = (blocks: readonly Block[], comments: readonly string[] = []): string =>
  [
    ...(comments.length > 0 ? [commentLines(comments, '').join('\n')] : []),
    ...blocks.map((one) => renderBlock(one, '')),
  ]
    .map((part) => `${part}\n`)
    .join('\n')

function renderBlock({ type, labels, body, comments = [] }: Block, indent: string): string {
  const head = [type, ...labels.map(text)].join(' ')
  const inner = `${indent}  `
  const attributes = Object.entries(body.attributes).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, renderValue(value, inner)]],
  )
  const parts = [
    ...aligned(attributes, inner),
    ...(body.blocks ?? []).flatMap((block, i) => [
      ...(i > 0 || attributes.length > 0 ? [''] : []),
      renderBlock(block, inner),
    ]),
  ]
  const lines = parts.length === 0 ? [`${indent}${head} {}`] : [`${indent}${head} {`, ...parts, `${indent}}`]
  return [...commentLines(comments, indent), ...lines].join('\n')
}

/** A comment ends with its line, so no text of the account may end it earlier. */
const commentLines = (comments: readonly string[], indent: string): string[] =>
  comments.map((comment) => `${indent}# ${quoted(comment).slice(1, -1).replaceAll('\\"', '"')}`)

/** `=` stands in one column over neighbouring lines; a value of several lines stands apart from that. */
function aligned(entries: readonly (readonly [string, string])[], indent: string): string[] {
  return entries.map(([name, value], i) => {
    if (value.includes('\n')) return `${indent}${name} = ${value}`
    const before = entries.slice(0, i).findLastIndex(([, other]) => other.includes('\n'))
    const after = entries.findIndex(([, other], j) => j > i && other.includes('\n'))
    const together = entries.slice(before + 1, after === -1 ? entries.length : after)
    const width = Math.max(...together.map(([other]) => other.length))
    return `${indent}${name.padEnd(width)} = ${value}`
  })
}

const isEncoded = (value: Value): value is Encoded => typeof value === 'object' && value !== null && ENCODED in value

const renderValue = (value: Value, indent: string): string =>
  isEncoded(value) ? `jsonencode(${expression(value[ENCODED], indent)})` : expression(value, indent)

/** JSON as an HCL expression. */
function expression(value: Json, indent: string): string {
  if (typeof value === 'string') return text(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    if (items.every((item) => typeof item !== 'object' || item === null)) {
      return `[${items.map((item) => expression(item, inner)).join(', ')}]`
    }
    return `[\n${items.map((item) => `${inner}${expression(item, inner)},`).join('\n')}\n${indent}]`
  }
  if (!isObject(value)) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, item]): [string, string] => [keyOf(key), expression(item, inner)])
  return entries.length === 0 ? '{}' : `{\n${aligned(entries, inner).join('\n')}\n${indent}}`
}

/** Words that mean something else than themselves where a key is expected. */
const KEYWORDS = new Set(['for', 'null', 'true', 'false'])

const keyOf = (key: string): string => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !KEYWORDS.has(key) ? key : text(key))

/** A quoted text. `${` and `%{` begin a template unless their first character is doubled. */
const text = (value: string): string => quoted(value.replace(/\p{Cs}/gu, '\ufffd')).replace(/([$%])\{/g, '$1$1{')
