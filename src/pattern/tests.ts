import { type AddressRange, addressDigits, inRange } from './address.js'
import type { Work } from './errors.js'
import { spend } from './errors.js'
import type { Literal, Matcher } from './model.js'
import { comparable } from './number.js'
import {
  anyPrefixTest,
  anySuffixTest,
  ignoreCaseTest,
  prefixIgnoreCaseTest,
  suffixIgnoreCaseTest,
  wellFormed,
  wildcardTest,
} from './text.js'

/** Whether a value that is there meets one matcher of a field; `exists: false` is never met by a value. */
export type Test = (value: Literal, work: Work) => boolean

type Of<Kind extends Matcher['kind']> = Extract<Matcher, { kind: Kind }>
type AnythingBut = Of<'anything-but'>

const never: Test = () => false

const NONE: readonly Matcher[] = []

const onText =
  (test: (text: string, work: Work) => boolean): Test =>
  (value, work) => {
    if (value.kind !== 'string') return false
    spend(work, 1)
    return test(wellFormed(value.text), work)
  }

const onNumber =
  (test: (value: number) => boolean): Test =>
  (value) => {
    if (value.kind !== 'number') return false
    const number = comparable(value.text)
    return number !== undefined && test(number)
  }

/**
 * The digits of an address. A curiosity of EventBridge: where nothing else in the field's list compares numbers, it takes the digits of a
 * number for those of an address, and 123456789012 lies in 18.52.86.120/32.
 */
const onAddress =
  (range: AddressRange, numeric: boolean): Test =>
  ({ kind, text }) => {
    if (kind === 'string') {
      const digits = addressDigits(text)
      return digits !== undefined && inRange(digits, range)
    }
    if (kind !== 'number' || (numeric && comparable(text) !== undefined)) return false
    return inRange(/^[0-9A-F]*/.exec(text)?.[0] ?? '', range)
  }

/** Whether EventBridge compares numbers for the sake of this matcher. */
const isNumeric = (matcher: Matcher): boolean =>
  matcher.kind === 'numeric' ||
  (matcher.kind === 'equals' && matcher.value.kind === 'number' && comparable(matcher.value.text) !== undefined) ||
  (matcher.kind === 'anything-but' && matcher.of === 'number')

// A closing and an opening quote are part of what prefix and suffix see.
const closed = (text: string): string => `${text}"`
const opened = (text: string): string => `"${text}`

function textTest(operator: 'prefix' | 'suffix' | 'wildcard' | 'equals-ignore-case', values: readonly string[]): Test {
  switch (operator) {
    case 'prefix': {
      const test = anyPrefixTest(values.map(wellFormed))
      return onText((text) => test(closed(text)))
    }
    case 'suffix': {
      const test = anySuffixTest(values.map(wellFormed))
      return onText((text) => test(opened(text)))
    }
    case 'wildcard':
      return any(values.map(wildcardTest).map(onText))
    case 'equals-ignore-case':
      return any(values.map(ignoreCaseTest).map(onText))
  }
}

/** `anything-but` refuses what it names; every other value is welcome, whatever its type. */
function anythingButTest(matcher: AnythingBut): Test {
  if (matcher.of === 'number') {
    const numbers = new Set(matcher.values)
    const named = onNumber((value) => numbers.has(value))
    return (value, work) => !named(value, work)
  }
  if (matcher.of === 'text') {
    const texts = new Set(matcher.values)
    return (value) => value.kind !== 'string' || !texts.has(value.text)
  }
  const named = textTest(matcher.of, matcher.values)
  return (value, work) => !named(value, work)
}

function any(tests: readonly Test[]): Test {
  if (tests.length === 0) return never
  const [first] = tests
  if (tests.length === 1 && first) return first
  return (value, work) => {
    spend(work, tests.length)
    return tests.some((test) => test(value, work))
  }
}

/** Plain values of one field, in sets: as fast for a thousand as for one. */
function equalsTests(matchers: readonly Of<'equals'>[]): readonly Test[] {
  const texts = (kind: Literal['kind']): ReadonlySet<string> =>
    new Set(matchers.flatMap(({ value }) => (value.kind === kind ? [value.text] : [])))
  const [strings, written, words] = [texts('string'), texts('number'), new Set([...texts('boolean'), ...texts('null')])]
  const numbers = new Set([...written].flatMap((text) => comparable(text) ?? []))
  return [
    ...(strings.size > 0 ? [((value) => value.kind === 'string' && strings.has(value.text)) satisfies Test] : []),
    ...(words.size > 0
      ? [((value) => (value.kind === 'boolean' || value.kind === 'null') && words.has(value.text)) satisfies Test]
      : []),
    // A number that no double holds equals the same text only.
    ...(written.size > 0 ? [onNumber((value) => numbers.has(value))] : []),
    ...(written.size > 0 ? [((value) => value.kind === 'number' && written.has(value.text)) satisfies Test] : []),
  ]
}

/** A test for all matchers of a field: whether a value meets one of them. Text operators of a kind are tried together. */
export function testOf(matchers: readonly Matcher[]): Test {
  const [only] = matchers
  // The usual field: one plain text.
  if (matchers.length === 1 && only?.kind === 'equals' && only.value.kind === 'string') {
    const wanted = only.value.text
    return ({ kind, text }) => kind === 'string' && text === wanted
  }
  const groups = new Map<Matcher['kind'], Matcher[]>()
  for (const matcher of matchers) {
    const group = groups.get(matcher.kind)
    if (group) group.push(matcher)
    else groups.set(matcher.kind, [matcher])
  }
  const of = <Kind extends Matcher['kind']>(kind: Kind) => (groups.get(kind) ?? NONE) as readonly Of<Kind>[]
  const texts = (operator: 'prefix' | 'suffix'): readonly Test[] => {
    const plain = of(operator).filter(({ ignoreCase }) => !ignoreCase)
    return plain.length === 0
      ? []
      : [
          textTest(
            operator,
            plain.map(({ value }) => value),
          ),
        ]
  }
  const ignoringCase = (operator: 'prefix' | 'suffix'): readonly string[] =>
    of(operator).flatMap(({ value, ignoreCase }) => (ignoreCase ? [value] : []))
  const numeric = matchers.some(isNumeric)
  const exact = new Set(of('exactly').map(({ value }) => value))
  return any([
    ...(groups.has('equals') ? equalsTests(of('equals')) : []),
    ...(exact.size > 0 ? [((value) => value.kind === 'string' && exact.has(value.text)) satisfies Test] : []),
    ...(of('exists').some(({ value }) => value) ? [() => true] : []),
    ...texts('prefix'),
    ...texts('suffix'),
    ...of('address').map(({ digits }) => onAddress({ low: digits, high: digits }, numeric)),
    ...of('cidr').map(({ range }) => onAddress(range, numeric)),
    ...of('numeric').map(({ from, fromOpen, to, toOpen }) =>
      onNumber((value) => (fromOpen ? value > from : value >= from) && (toOpen ? value < to : value <= to)),
    ),
    ...ignoringCase('prefix')
      .map(prefixIgnoreCaseTest)
      .map((test) => onText((text) => test(closed(text)))),
    ...ignoringCase('suffix')
      .map(suffixIgnoreCaseTest)
      .map((test) => onText((text) => test(opened(text)))),
    ...of('equals-ignore-case').map(({ value }) => onText(ignoreCaseTest(value))),
    ...of('wildcard').map(({ value }) => onText(wildcardTest(value))),
    ...of('anything-but').map(anythingButTest),
  ])
}

/** Whether a field may be met by being absent. */
export const acceptsAbsence = (matchers: readonly Matcher[]): boolean =>
  matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value)
