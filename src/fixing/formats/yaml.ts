import { asciiJson } from '../../text/ascii-json.js'
import type { Json } from '../../text/json.js'
import { isObject } from '../../text/json.js'

/** JSON as YAML in block style, for what a template holds: every text that could be taken for something else is quoted. */
export const asYaml = (value: Json): string => `${block(value, '')}\n`

function block(value: Json, indent: string): string {
  if (Array.isArray(value) && value.length > 0) {
    const items = value as readonly Json[]
    return items.map((item) => `${indent}-${nested(item, `${indent}  `, true)}`).join('\n')
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([key, member]) => `${indent}${text(key)}:${nested(member, `${indent}  `, false)}`)
      .join('\n')
  }
  return `${indent}${scalar(value)}`
}

/** What stands behind a dash or a colon: on the same line, or on lines of its own. */
function nested(value: Json, indent: string, compact: boolean): string {
  const isBlock = (Array.isArray(value) && value.length > 0) || (isObject(value) && Object.keys(value).length > 0)
  if (!isBlock) return ` ${scalar(value)}`
  const lines = block(value, indent)
  return compact ? ` ${lines.slice(indent.length)}` : `\n${lines}`
}

const scalar = (value: Json): string => (typeof value === 'string' ? text(value) : asciiJson(value))

/** A JSON string is a YAML string. Plain style only for what no YAML version reads as anything but text. */
const text = (value: string): string =>
  /^[A-Za-z][A-Za-z0-9_]*(::?[A-Za-z][A-Za-z0-9_]*)*$/.test(value) &&
  !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : asciiJson(value)
