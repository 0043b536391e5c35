import { isObject } from '../text/json.js'
import { accepts, type Matcher, parseMatcher, show } from './matcher.js'

/** One condition of a pattern: the field at `path` must satisfy one of the matchers. */
export interface Field {
  path: readonly string[]
  matchers: readonly Matcher[]
}

/** One way for the whole pattern to match: every field must be satisfied. `$or` makes several of them. */
export type Alternative = readonly Field[]

/** A pattern as all the ways in which it can match. */
export type Pattern =
  | { state: 'read'; alternatives: readonly [Alternative, ...Alternative[]] }
  /** EventBridge would not accept it. */
  | { state: 'invalid'; reason: string }
  /** More combinations of `$or` than EventBridge itself allows (1,000). */
  | { state: 'too-complex' }

const MOST_ALTERNATIVES = 1000

class Invalid extends Error {}
class TooComplex extends Error {}

/**
 * Reads an event pattern, JSON text. The reasons are EventBridge's own words (`Event pattern is not valid. Reason: ...`).
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function parsePattern(text: string): Pattern {
  try {
    const json: unknown = JSON.parse(text)
    if (!isObject(json)) throw new Invalid('Filter is not an object')
    const [first, ...rest] = alternativesOf(json, [])
    if (!first || first.length === 0) throw new Invalid('Filter is not an object with at least one field')
    return { state: 'read', alternatives: [first, ...rest] }
  } catch (thrown) {
    if (thrown instanceof TooComplex) return { state: 'too-complex' }
    if (thrown instanceof Invalid) return { state: 'invalid', reason: thrown.message }
    // Deep nesting ends in a RangeError, bad JSON in a SyntaxError.
    if (thrown instanceof SyntaxError) return { state: 'invalid', reason: 'it is not JSON' }
    return { state: 'too-complex' }
  }
}

function alternativesOf(node: Readonly<Record<string, unknown>>, path: readonly string[]): readonly Alternative[] {
  return Object.entries(node).reduce<readonly Alternative[]>(
    (so, [key, value]) => combine(so, isOr(key, value) ? eitherOf(value, path) : fieldOf([...path, key], value)),
    [[]],
  )
}

/** `$or` is an operator when it holds two or more objects; with anything else it is an ordinary field of that name. */
const isOr = (key: string, value: unknown): value is readonly Readonly<Record<string, unknown>>[] =>
  key === '$or' && Array.isArray(value) && value.length > 1 && value.every(isObject)

const eitherOf = (branches: readonly Readonly<Record<string, unknown>>[], path: readonly string[]) =>
  branches.flatMap((branch) => alternativesOf(branch, path))

function fieldOf(path: readonly string[], value: unknown): readonly Alternative[] {
  const name = path.join('.')
  if (Array.isArray(value)) {
    if (value.length === 0) throw new Invalid(`Empty arrays are not allowed (${name})`)
    return [[{ path, matchers: value.map(parseMatcher) }]]
  }
  if (!isObject(value)) throw new Invalid(`"${name}" must be an object or an array`)
  if (Object.keys(value).length === 0) throw new Invalid(`Empty objects are not allowed (${name})`)
  return alternativesOf(value, path)
}

function combine(left: readonly Alternative[], right: readonly Alternative[]): readonly Alternative[] {
  if (left.length * right.length > MOST_ALTERNATIVES) throw new TooComplex()
  return left.flatMap((one) => right.map((other) => [...one, ...other]))
}

/** The fields of an alternative at a path (`detail.eventName`); several only with `$or`. */
export const fieldsAt = (alternative: Alternative, path: string): readonly Field[] =>
  alternative.filter((field) => field.path.join('.') === path)

/** The values that a field can have, when the pattern lists them one by one; undefined when it leaves more open. */
export function literalsAt(alternative: Alternative, path: string): readonly string[] | undefined {
  const lists = fieldsAt(alternative, path).flatMap(({ matchers }) => {
    const values = matchers.flatMap((matcher) =>
      matcher.kind === 'equals' && typeof matcher.value === 'string' ? [matcher.value] : [],
    )
    return values.length === matchers.length ? [values] : []
  })
  return lists[0]
}

/** Whether the alternative lets a field have this value; a field that it does not name may have any. */
export const allows = (alternative: Alternative, path: string, value: string): boolean =>
  fieldsAt(alternative, path).every((field) => field.matchers.some((matcher) => accepts(matcher, value)))

/** Where a condition stands and what it says, for a finding's evidence. */
export const quote = (field: Field, matchers: readonly Matcher[] = field.matchers): string => {
  const [one, ...more] = matchers
  const said = one && more.length === 0 ? show(one) : `[${matchers.slice(0, 8).map(show).join(', ')}]`
  return `event pattern: ${field.path.join('.')} = ${said}`
}
