import { INVISIBLE } from './invisible.js'
import type { Json } from './json.js'

/** JSON in which every character that cannot be seen is written as an escape. */
export const asciiJson = (value: Json, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(/[^\n -~]/gu, (one) => (INVISIBLE.test(one) ? escaped(one) : one))

/** JSON writes a character outside of the Basic Multilingual Plane as two escapes. */
const escaped = (one: string): string =>
  one
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
