import { asciiJson } from '../../text/ascii-json.js'
import type { Json } from '../../text/json.js'

/** A value that is written as an expression of its own. */
export interface Expression {
  readonly jsonencode: Json
}

/** A block with its labels; a member that is a list of blocks is repeated. */
export interface Block {
  type: string
  labels: readonly string[]
  body: Body
  comment?: string
}

export type Value =
  | string
  | number
  | boolean
  | readonly string[]
  | Expression
  | { readonly entries: Readonly<Record<string, string>> }

export interface Body {
  attributes: Readonly<Record<string, Value | undefined>>
  blocks?: readonly Block[]
}

/** Blocks as Terraform's configuration language, laid out as `terraform fmt` does. */
export const renderHcl = (blocks: readonly Block[]): string =>
  blocks.map((block) => `${renderBlock(block, '')}\n`).join('\n')

function renderBlock({ type, labels, body, comment }: Block, indent: string): string {
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
  return [...(comment === undefined ? [] : [`${indent}# ${asciiJson(comment).slice(1, -1)}`]), ...lines].join('\n')
}

/** `=` stands in one column over neighbouring lines; a value of several lines stands apart from that. */
function aligned(entries: readonly (readonly [string, string])[], indent: string): string[] {
  return entries.map(([name, value], i) => {
    if (value.includes('\n')) return `${indent}${name} = ${value}`
    let [from, to] = [i, i]
    while (from > 0 && !entries[from - 1]?.[1].includes('\n')) from--
    while (to < entries.length - 1 && !entries[to + 1]?.[1].includes('\n')) to++
    const width = Math.max(...entries.slice(from, to + 1).map(([other]) => other.length))
    return `${indent}${name.padEnd(width)} = ${value}`
  })
}

function renderValue(value: Value, indent: string): string {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object') return String(value)
  if ('jsonencode' in value) return `jsonencode(${expression(value.jsonencode, indent)})`
  if ('entries' in value && !Array.isArray(value)) {
    return expression((value as { entries: Record<string, string> }).entries, indent)
  }
  return expression(value as readonly string[], indent)
}

/** JSON as an HCL expression. */
function expression(value: Json, indent: string): string {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    if (items.every((item) => typeof item !== 'object' || item === null)) {
      return `[${items.map((item) => expression(item, inner)).join(', ')}]`
    }
    return `[\n${items.map((item) => `${inner}${expression(item, inner)},`).join('\n')}\n${indent}]`
  }
  const entries = Object.entries(value).map(([key, item]): [string, string] => [keyOf(key), expression(item, inner)])
  return entries.length === 0 ? '{}' : `{\n${aligned(entries, inner).join('\n')}\n${indent}}`
}

const keyOf = (key: string): string => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? key : text(key))

/** A quoted string: JSON's escapes are HCL's, and a template begins with `${` or `%{`. */
const text = (value: string): string =>
  asciiJson(value)
    .replaceAll('\\b', '\\u0008')
    .replaceAll('\\f', '\\u000c')
    .replace(/([$%])\{/g, '$1$1{')
