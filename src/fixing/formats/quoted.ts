import { INVISIBLE } from '../../text/invisible.js'

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
}

/**
 * A text in double quotes with the escapes that YAML and HCL share. Characters that cannot be seen are written as escapes;
 * one outside of the Basic Multilingual Plane needs the long form, since neither language joins two halves.
 * https://yaml.org/spec/1.2.2/#57-escaped-characters
 * https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export const quoted = (text: string): string => `"${Array.from(text, character).join('')}"`

const character = (one: string): string => ESCAPES[one] ?? (INVISIBLE.test(one) ? escaped(one) : one)

function escaped(one: string): string {
  const hex = (one.codePointAt(0) ?? 0).toString(16)
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}
