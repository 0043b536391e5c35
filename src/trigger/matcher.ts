import { isObject } from '../text/json.js'
/** A value that a pattern can name: matching is exact, by type and by character. */
export type Literal = string | number | boolean | null

/** One way for a field to match; a field matches when one of its matchers does. */
export type Matcher =
  | { kind: 'equals'; value: Literal }
  | { kind: 'prefix' | 'suffix' | 'wildcard' | 'equals-ignore-case'; value: string; ignoreCase?: boolean }
  | { kind: 'anything-but'; not: readonly Matcher[] }
  | { kind: 'exists'; value: boolean }
  | { kind: 'numeric'; from: number; to: number; empty: boolean }
  | { kind: 'cidr'; value: string }
  /** An operator that is newer than this list: it may match anything. */
  | { kind: 'other'; name: string }

const isLiteral = (value: unknown): value is Literal => value === null || typeof value !== 'object'

/**
 * Reads one element of a pattern's leaf: a literal, or an object with one operator.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function parseMatcher(element: unknown): Matcher {
  if (isLiteral(element)) return { kind: 'equals', value: element }
  const [operator, ...more] = isObject(element) ? Object.entries(element) : []
  if (!operator || more.length > 0) return { kind: 'other', name: JSON.stringify(element) }
  const [name, argument] = operator
  switch (name) {
    case 'prefix':
    case 'suffix':
      if (isObject(argument) && typeof argument['equals-ignore-case'] === 'string') {
        return { kind: name, value: argument['equals-ignore-case'], ignoreCase: true }
      }
      break
    case 'anything-but':
      return { kind: 'anything-but', not: (Array.isArray(argument) ? argument : [argument]).flatMap(refused) }
    case 'exists':
      if (typeof argument === 'boolean') return { kind: 'exists', value: argument }
      break
    case 'numeric':
      return parseNumeric(argument) ?? { kind: 'other', name }
  }
  const textual = name === 'prefix' || name === 'suffix' || name === 'wildcard' || name === 'equals-ignore-case'
  if (textual && typeof argument === 'string') return { kind: name, value: argument }
  if (name === 'cidr' && typeof argument === 'string') return { kind: name, value: argument }
  return { kind: 'other', name }
}

/** What `anything-but` refuses; its operators may hold a list themselves. */
function refused(element: unknown): readonly Matcher[] {
  const [operator] = isObject(element) ? Object.entries(element) : []
  if (operator && Array.isArray(operator[1])) return operator[1].map((one) => parseMatcher({ [operator[0]]: one }))
  return [parseMatcher(element)]
}

/** `[">", 0, "<=", 5]`: a range; `empty` when no number is in it. */
function parseNumeric(argument: unknown): Matcher | undefined {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2 !== 0) return undefined
  const bounds = { from: -Infinity, fromOpen: false, to: Infinity, toOpen: false }
  for (let i = 0; i < argument.length; i += 2) {
    const [sign, bound] = [argument[i], argument[i + 1]]
    if (typeof bound !== 'number') return undefined
    if (sign === '>' || sign === '>=' || sign === '=') {
      if (bound >= bounds.from) Object.assign(bounds, { from: bound, fromOpen: sign === '>' })
    }
    if (sign === '<' || sign === '<=' || sign === '=') {
      if (bound <= bounds.to) Object.assign(bounds, { to: bound, toOpen: sign === '<' })
    }
    if (typeof sign !== 'string' || !['>', '>=', '=', '<', '<='].includes(sign)) return undefined
  }
  const { from, to, fromOpen, toOpen } = bounds
  return { kind: 'numeric', from, to, empty: from > to || (from === to && (fromOpen || toOpen)) }
}

/** Whether a text value may satisfy the matcher. An operator that is not known may. */
export function accepts(matcher: Matcher, text: string): boolean {
  switch (matcher.kind) {
    case 'equals':
      return matcher.value === text
    case 'equals-ignore-case':
      return matcher.value.toLowerCase() === text.toLowerCase()
    case 'prefix':
      return matcher.ignoreCase
        ? text.toLowerCase().startsWith(matcher.value.toLowerCase())
        : text.startsWith(matcher.value)
    case 'suffix':
      return matcher.ignoreCase
        ? text.toLowerCase().endsWith(matcher.value.toLowerCase())
        : text.endsWith(matcher.value)
    case 'wildcard':
      return matchesWildcard(matcher.value, text)
    case 'anything-but':
      return !matcher.not.some((not) => not.kind !== 'other' && accepts(not, text))
    case 'exists':
      return matcher.value
    case 'numeric':
    case 'cidr':
      return false
    case 'other':
      return true
  }
}

/**
 * Whether text matches a pattern whose only special character is `*`; a backslash before `*` or a backslash makes it
 * plain. Walks both once with one point to return to, so that no pattern can make it slow.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const parts = [...pattern.matchAll(/\\([*\\])|([\s\S])/gu)].map((part) =>
    part[2] === '*' ? null : (part[1] ?? part[2]),
  )
  const letters = [...text]
  let at = 0
  let from = 0
  let star = -1
  let resume = 0
  while (from < letters.length) {
    const part = parts[at]
    if (at < parts.length && part === null) {
      star = at
      at += 1
      resume = from
    } else if (at < parts.length && part === letters[from]) {
      at += 1
      from += 1
    } else if (star >= 0) {
      at = star + 1
      resume += 1
      from = resume
    } else {
      return false
    }
  }
  while (at < parts.length && parts[at] === null) at += 1
  return at === parts.length
}

/** The matcher as it stands in the pattern, short enough to print. */
export function show(matcher: Matcher): string {
  switch (matcher.kind) {
    case 'equals':
      return short(JSON.stringify(matcher.value))
    case 'anything-but':
      return `{"anything-but": ${matcher.not.map(show).join(', ')}}`
    case 'numeric':
      return `{"numeric": ${matcher.from} to ${matcher.to}}`
    case 'other':
      return short(matcher.name)
    default:
      return `{"${matcher.kind}": ${short(JSON.stringify(matcher.value))}}`
  }
}

/** Text of the account may be huge: a finding quotes its beginning. */
const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}...` : text)
