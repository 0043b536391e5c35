import type { Json } from '../../text/json.js'
import { isObject } from '../../text/json.js'
import { quoted } from './quoted.js'

/**
 * JSON as YAML in block style. Parsers of YAML 1.1 and 1.2 give the same value back: every text that either could take
 * for something else is quoted.
 * https://yaml.org/spec/1.1/ (CloudFormation's), https://yaml.org/spec/1.2.2/
 */
export const asYaml = (value: Json): string => `${block(value, '')}\n`

/** A key on the line of its value has at most 1024 characters. https://yaml.org/spec/1.2.2/#742-flow-mappings */
const LONGEST_KEY = 1024

function block(value: Json, indent: string): string {
  if (Array.isArray(value) && value.length > 0) {
    return (value as readonly Json[]).map((item) => `${indent}-${nested(item, `${indent}  `, true)}`).join('\n')
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([key, member]) => `${indent}${keyOf(key, indent)}:${nested(member, `${indent}  `, false)}`)
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

/** A key that is too long is announced by a question mark, and its value stands on the next line. */
function keyOf(key: string, indent: string): string {
  const written = text(key)
  return written.length > LONGEST_KEY ? `? ${written}\n${indent}` : written
}

function scalar(value: Json): string {
  if (typeof value === 'string') return text(value)
  return typeof value === 'number' ? number(value) : JSON.stringify(value)
}

/** YAML 1.1 takes a number with an exponent for a text unless there is a point. */
const number = (value: number): string => JSON.stringify(value).replace(/^(-?\d+)e/, '$1.0e')

/** Plain style only for what no version of YAML reads as anything but text. */
const text = (value: string): string =>
  /^[A-Za-z][A-Za-z0-9_]*(::?[A-Za-z][A-Za-z0-9_]*)*$/.test(value) &&
  !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : quoted(value)
