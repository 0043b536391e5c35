import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compile,
  compileEvent,
  describeHint,
  explain,
  type FieldExplanation,
  type Matcher,
  PatternError,
} from '../../src/pattern/index.js'

const json = JSON.stringify

const explained = (pattern: unknown, event: unknown) => explain(json(pattern), json(event))

/** The outcome of each field by its path, of those that are needed. */
const outcomesOf = (pattern: unknown, event: unknown) =>
  Object.fromEntries(
    explained(pattern, event)
      .fields.filter(({ optional }) => !optional)
      .map(({ path, outcome }) => [path, outcome]),
  )

const only = (pattern: unknown, event: unknown): FieldExplanation => {
  const [field, ...more] = explained(pattern, event).fields
  if (!field || more.length > 0) throw new Error('not one field')
  return field
}

describe('why a field is in the way', () => {
  test('it is not there, or an empty list or object', () => {
    expect(only({ detail: { state: ['paid'] } }, { detail: {} })).toMatchObject({ outcome: 'absent', found: null })
    expect(only({ detail: { state: ['paid'] } }, { detail: { state: [] } })).toMatchObject({
      outcome: 'absent',
      found: '[]',
    })
  })

  test('it has another value', () => {
    expect(only({ source: ['aws.s3', { prefix: 'my.' }] }, { source: 'aws.ec2' })).toMatchObject({
      path: 'source',
      wanted: '["aws.s3",{"prefix":"my."}]',
      found: '"aws.ec2"',
      outcome: 'other-value',
    })
  })

  test('it has a value of another type', () => {
    expect(only({ total: [{ numeric: ['>', 5] }] }, { total: '10' })).toMatchObject({ outcome: 'other-type' })
    expect(only({ total: [5] }, { total: true })).toMatchObject({ outcome: 'other-type', found: 'true' })
  })

  test('it is an object, and operators look at plain values only', () => {
    expect(only({ detail: [{ exists: true }] }, { detail: { a: 1 } })).toMatchObject({
      outcome: 'not-a-leaf',
      found: '{"a":...}',
    })
  })

  test('it is there and must not be', () => {
    expect(only({ error: [{ exists: false }] }, { error: null })).toMatchObject({ outcome: 'present', found: 'null' })
  })

  test('it is met in one element of a list, and the others in another one', () => {
    const event = { items: [{ sku: 'a', count: 1, size: 3 }, { sku: 'b', count: 2, size: 4 }, { size: 5 }] }
    expect(outcomesOf({ items: { sku: ['b'], count: [1], size: [3] } }, event)).toEqual({
      'items.sku': 'other-element',
      'items.count': 'met',
      'items.size': 'met',
    })
  })

  test('of lists within lists the element that comes nearest is shown', () => {
    const event = {
      orders: [
        { id: 1, lines: [{ n: 1, s: 'x' }] },
        { id: 2, lines: [{ n: 2, s: 'y' }] },
      ],
    }
    const { fields } = explained({ orders: { id: [2], lines: { n: [2], s: ['x'] } } }, event)
    expect(fields.map(({ path, outcome, found }) => [path, outcome, found])).toEqual([
      ['orders.id', 'met', '2'],
      ['orders.lines.n', 'met', '2'],
      ['orders.lines.s', 'other-element', '"y"'],
    ])
  })

  test('of the branches of $or the nearest one counts, the fields of the others are optional', () => {
    const pattern = {
      $or: [
        { a: [1], b: [2] },
        { a: [2], c: [3] },
      ],
    }
    expect(explained(pattern, { a: 2, c: 4 }).fields.map(({ path, optional }) => [path, optional])).toEqual([
      ['a', true],
      ['b', true],
      ['a', false],
      ['c', false],
    ])
  })

  test('a field whose path is named again further down is not listed: it counts for nothing', () => {
    const { fields } = explain('{"a":[1],"a":[2]}', '{"a":2}')
    expect(fields.map(({ wanted }) => wanted)).toEqual(['[2]'])
    expect(compile('{"a":[1],"a":[2]}').model.replaced.map(({ path }) => path)).toEqual(['a'])
  })
})

describe('a hint points out', () => {
  const hint = (pattern: unknown, event: unknown) => only(pattern, event).hints.map(describeHint)

  test.each([
    ['upper and lower case', { a: ['Paid'] }, { a: 'paid' }, '"paid" differs from "Paid" in upper and lower case.'],
    [
      'case behind a prefix',
      { a: [{ prefix: 'My.' }] },
      { a: 'my.app' },
      '"my.app" differs from {"prefix":"My."} in upper and lower case.',
    ],
    ['a number as text', { a: [5] }, { a: '5' }, '"5" has another type than 5 asks for.'],
    [
      'text in a range',
      { a: [{ numeric: ['<', 9] }] },
      { a: '5' },
      '"5" has another type than {"numeric":["<",9]} asks for.',
    ],
    ['spaces', { a: ['paid'] }, { a: 'paid ' }, '"paid " differs from "paid" in spaces.'],
    [
      'a path elsewhere',
      { state: ['on'] },
      { detail: { state: 'on' } },
      'The event has detail.state: "on", which would match.',
    ],
    [
      'a path in another case',
      { detail: { State: ['on'] } },
      { detail: { state: 'off' } },
      'The event has detail.state: the name differs in upper and lower case.',
    ],
    [
      'a detail that is text',
      { detail: { a: [1] } },
      { detail: '{"a":1}' },
      "The event's detail is text, not an object: no pattern can look into it.",
    ],
    [
      'a name of PutEvents',
      { DetailType: ['x'] },
      { 'detail-type': 'x' },
      'DetailType is what PutEvents calls the field. In the event and in a pattern it is detail-type.',
    ],
  ])('%s', (_, pattern, event, said) => {
    expect(hint(pattern, event)).toContain(said)
  })

  test('nothing when nothing is near', () => {
    expect(hint({ a: ['paid'] }, { a: 'shipped' })).toEqual([])
    expect(hint({ state: ['on'] }, { detail: { status: 'on' } })).toEqual([])
  })
})

describe('text that cannot be read', () => {
  test.each([
    ['{"a":1}', '{}', 'pattern', '"a" must be an object or an array'],
    ['{"a":[1]', '{}', 'pattern', /^Unexpected end-of-input: expected close marker for Object [^\n]*$/],
    ['{"a":[1]}', '[]', 'event', 'Event must be a JSON object'],
    ['{"a":[1]}', '{"a":01}', 'event', 'Invalid numeric value: Leading zeroes not allowed'],
  ])('%s and %s: one error of one kind with one line', (pattern, event, kind, message) => {
    const thrown = (() => {
      try {
        return explain(pattern, event)
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toBeInstanceOf(PatternError)
    expect(thrown).toMatchObject({
      kind,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
  })
})

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A value that meets one of the matchers; undefined means that the field must be absent. */
function meeting(matcher: Matcher): Json | undefined {
  switch (matcher.kind) {
    case 'equals':
      return matcher.value.kind === 'string' ? matcher.value.text : (JSON.parse(matcher.value.text) as Json)
    case 'address':
      return JSON.parse(matcher.says) as Json
    case 'wildcard':
      return matcher.value.replaceAll(/\\([*\\])|\*/g, '$1')
    case 'cidr':
      return (
        matcher.range.low
          .match(/../g)
          ?.map((pair) => Number.parseInt(pair, 16))
          .join('.') ?? ''
      )
    case 'numeric':
      return Number.isFinite(matcher.to) ? (matcher.toOpen ? matcher.to - 1 : matcher.to) : matcher.from + 1
    case 'exists':
      return matcher.value ? 'x' : undefined
    case 'anything-but':
      return null
    default:
      return matcher.value
  }
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The event with another value at a path: in every element of a list on the way. */
function change(event: Json | undefined, [step, ...rest]: readonly string[], value: Json | undefined): Json {
  if (Array.isArray(event) && event.some((one) => isObject(one) || Array.isArray(one))) {
    return event.map((one: Json) => (typeof one === 'object' ? change(one, [step ?? '', ...rest], value) : one))
  }
  const object = isObject(event) ? event : {}
  const { [step ?? '']: before, ...others } = object
  if (rest.length > 0) return { ...others, [step ?? '']: change(before, rest, value) }
  return value === undefined ? others : { ...others, [step ?? '']: value }
}

describe('changing the event as the explanation says', () => {
  const word = fc.constantFrom('a', 'b', 'A', 'ab', 'abc', '1', '10.0.0.1')
  const number = fc.integer({ min: -3, max: 3 })
  const scalar = fc.oneof(word, number, fc.boolean(), fc.constant(null))
  const operator = fc.oneof(
    fc.record({ prefix: word }),
    fc.record({ suffix: fc.record({ 'equals-ignore-case': word }) }),
    fc.record({ wildcard: fc.constantFrom('a*', '*b', 'a*c*', '\\*a') }),
    fc.record({ 'equals-ignore-case': word }),
    fc.record({ exists: fc.boolean() }),
    fc.record({ 'anything-but': fc.oneof(word, number, fc.array(word, { minLength: 1, maxLength: 2 })) }),
    fc.record({ numeric: fc.tuple(fc.constantFrom('<', '<=', '=', '>', '>='), number) }),
    fc.record({ cidr: fc.constantFrom('10.0.0.0/24', '10.0.0.7/30') }),
  )
  // Names of leaves and of objects differ, so that no path of a pattern goes on below another one.
  const leaves = { x: fc.array(fc.oneof(scalar, operator), { minLength: 1, maxLength: 2 }) }
  const level = fc.record({ ...leaves, y: leaves.x, z: leaves.x }, { requiredKeys: ['x'] })
  const pattern = fc.record(
    {
      x: leaves.x,
      p: level,
      q: fc.record({ y: leaves.x, r: level }, { requiredKeys: ['r'] }),
      $or: fc.tuple(level, level),
    },
    { requiredKeys: ['x'] },
  )
  const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }))
  const inner = fc.record({ x: value, y: value, z: value }, { requiredKeys: [] })
  const nested = fc.oneof(inner, fc.array(inner, { maxLength: 3 }), scalar)
  const middle = fc.record({ y: value, r: nested }, { requiredKeys: [] })
  const event = fc.record(
    { x: value, y: value, z: value, p: nested, q: fc.oneof(middle, fc.array(middle, { maxLength: 3 })) },
    { requiredKeys: [] },
  )

  test('makes the pattern match', () => {
    const property = fc.property(pattern, event, (wanted, made) => {
      const compiled = compile(json(wanted))
      const { fields } = compiled.explain(json(made))
      const changed = fields
        .filter(({ optional, outcome }) => !optional && outcome !== 'met')
        .reduce<Json>((so, { path, wanted: list }) => {
          const [matcher] =
            compiled.model.fields.find((field) => field.path === path && says(field.matchers) === list)?.matchers ?? []
          return matcher ? change(so, path.split('.'), meeting(matcher)) : so
        }, made as Json)
      expect(compiled.matches(compileEvent(json(changed))), json({ wanted, made, changed })).toBe(true)
    })
    fc.assert(property, { seed: 12, numRuns: 1000 })
  })

  const says = (matchers: readonly Matcher[]): string => `[${matchers.map((matcher) => matcher.says).join(',')}]`
})
