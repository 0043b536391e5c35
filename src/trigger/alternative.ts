import { createWork } from '../pattern/errors.js'
import { type Alternative, type Field, fieldAt, type Matcher } from '../pattern/model.js'
import { acceptsAbsence, testOf } from '../pattern/tests.js'

export { type Alternative, type Field, fieldAt, type Matcher } from '../pattern/model.js'

/** The text that a value must equal; undefined for an operator and for a number, a boolean or null. */
export function equalOf(matcher: Matcher): string | undefined {
  if (matcher.kind === 'exactly') return matcher.value
  // Of an address the model keeps the digits; the pattern has it as text.
  if (matcher.kind === 'address') return JSON.parse(matcher.says) as string
  return matcher.kind === 'equals' && matcher.value.kind === 'string' ? matcher.value.text : undefined
}

/** The text that a matcher compares letter by letter: the whole, the beginning or the end of a value. */
export const textOf = (matcher: Matcher): string | undefined =>
  matcher.kind === 'prefix' || matcher.kind === 'suffix' ? matcher.value : equalOf(matcher)

/** Whether a text satisfies the matcher, by the rules of EventBridge's engine. */
export const accepts = (matcher: Matcher, text: string): boolean =>
  testOf([matcher])({ kind: 'string', text }, createWork())

/** Whether a field is met when the event has no plain value at its path. */
export const mayBeAbsent = (field: Field): boolean => acceptsAbsence(field.matchers)

/** The values that a field can have, when the pattern lists them one by one; undefined when it leaves more open. */
export function literalsAt(alternative: Alternative, path: string): readonly string[] | undefined {
  const field = fieldAt(alternative, path)
  if (!field) return undefined
  const values = field.matchers.flatMap((matcher) => equalOf(matcher) ?? [])
  return values.length === field.matchers.length ? values : undefined
}

/** Whether the alternative lets a field have this value; a field that it does not name may have any. */
export function allows(alternative: Alternative, path: string, value: string): boolean {
  const field = fieldAt(alternative, path)
  return !field || field.matchers.some((matcher) => accepts(matcher, value))
}

/** Where a condition stands and what it says, for a finding's evidence. */
export function quote(field: Field, matchers: readonly Matcher[] = field.matchers): string {
  const [one, ...more] = matchers
  const said =
    one && more.length === 0
      ? short(one.says)
      : `[${matchers
          .slice(0, 8)
          .map(({ says }) => short(says))
          .join(', ')}]`
  return `event pattern: ${short(field.path)} = ${said}`
}

/** Text of the account may be huge: a finding quotes its beginning. */
export const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}...` : text)
