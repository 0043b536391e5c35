import { type AddressRange, addressDigits, parseCidr } from './address.js'
import { type Reader, readJson, type Token } from './json.js'
import { comparable } from './number.js'
import { parseWildcard, wildcardComplexity } from './text.js'

/**
 * The model of an event pattern: what matching, explaining and static checks stand on.
 *
 * A pattern is a list of alternatives, one unless it has `$or`; it matches when one of them does. An alternative is a list
 * of fields, all of which must be met, each path once: where a pattern names a path twice, the last one has replaced the
 * others (they are in `replaced`). A field holds matchers, one of which must be met.
 *
 * For a static check: `readPattern(text)` gives the model or EventBridge's refusal and never throws. Ask `fieldAt` for what an
 * alternative says of a path (undefined: nothing, so any value passes), and `tests.ts` for whether a matcher accepts a
 * value. `matcher.text` is what the pattern says, for evidence; the list of kinds is closed, since the engine refuses every
 * other operator. A path is its keys joined with dots, because EventBridge does not tell `{"a.b": ...}` from `{"a": {"b": ...}}`.
 */
export interface PatternModel {
  readonly alternatives: readonly [Alternative, ...Alternative[]]
  /** Every field that is in at least one alternative, in the order of the pattern's text. */
  readonly fields: readonly Field[]
  /** Fields that count for nothing, because their path is named again further down. */
  readonly replaced: readonly Field[]
  /** The place of all places; `places` lists them all, each behind its parent. */
  readonly places: readonly Place[]
  /** The greatest complexity of a wildcard in it (see `wildcardComplexity`). */
  readonly complexity: number
}

/** Fields in the order in which EventBridge looks at them: that of their paths. */
export type Alternative = readonly Field[]

export interface Field {
  readonly path: string
  readonly place: Place
  readonly matchers: readonly Matcher[]
}

/** A step of a path in the tree of all paths that the pattern names. The root is the only one without a parent. */
export interface Place {
  readonly id: number
  readonly step: string
  readonly path: string
  readonly parent: Place | undefined
  readonly children: Map<string, Place>
}

/** A plain value: matching is exact, by type and by character. `text` is the number as it is written. */
export type Literal = { kind: 'string' | 'number' | 'boolean' | 'null'; text: string }

export type TextOperator = 'prefix' | 'suffix' | 'wildcard' | 'equals-ignore-case'

/** One way for a field to be met. `says` is how the pattern has it, as compact JSON. */
export type Matcher = { readonly says: string } & (
  | { kind: 'equals'; value: Literal }
  /** A plain text that is an IP address: compared as an address. */
  | { kind: 'address'; digits: string }
  | { kind: 'exactly'; value: string }
  | { kind: 'prefix' | 'suffix'; value: string; ignoreCase: boolean }
  | { kind: 'wildcard' | 'equals-ignore-case'; value: string }
  | { kind: 'cidr'; range: AddressRange }
  | { kind: 'numeric'; from: number; fromOpen: boolean; to: number; toOpen: boolean }
  | { kind: 'exists'; value: boolean }
  | { kind: 'anything-but'; of: 'text' | TextOperator; values: readonly string[] }
  | { kind: 'anything-but'; of: 'number'; values: readonly number[] }
)

/** What `readPattern` answers. */
export type ReadPattern =
  | { state: 'read'; model: PatternModel }
  /** `reason` is what EventBridge says behind `Event pattern is not valid. Reason: `, its first line. */
  | { state: 'invalid'; reason: string }
  /** More combinations of `$or` than EventBridge allows (1,000), or more text than can be kept. */
  | { state: 'too-complex'; reason: string }

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html */
const MOST_ALTERNATIVES = 1000
/** Fields over all alternatives; each of them costs memory. */
const MOST_FIELDS = 2_000_000

/** Of all paths together. Deep nesting makes them long: 1 MB of text can make gigabytes of them. */
const MOST_PATH_LETTERS = 10_000_000

class TooComplex extends Error {}

/**
 * Names that make `$or` a field like any other: RESERVED_FIELD_NAMES_IN_OR_RELATIONSHIP of EventBridge's engine.
 * https://github.com/aws/event-ruler/blob/main/src/main/software/amazon/event/ruler/Constants.java
 */
const RESERVED_IN_OR = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after'],
  ...['date-before', 'date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range'],
])

/**
 * Reads a pattern, JSON text, token by token as EventBridge does, so that of two faults it names the same one. Never throws.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function readPattern(text: string): ReadPattern {
  try {
    return { state: 'read', model: modelOf(readJson(text)) }
  } catch (thrown) {
    if (thrown instanceof TooComplex) return { state: 'too-complex', reason: thrown.message }
    if (thrown instanceof SyntaxError) return { state: 'invalid', reason: thrown.message.split('\n')[0] ?? '' }
    throw thrown
  }
}

/** What an alternative says of a path (`detail.state`); undefined when it says nothing. */
export const fieldAt = (alternative: Alternative, path: string): Field | undefined =>
  alternative.find((field) => field.path === path)

function fail(reason: string): never {
  throw new SyntaxError(reason)
}

/** The alternatives so far. Objects within one another work on the same ones; each branch of an `$or` on its own. */
interface Branches {
  list: Map<Place, Field>[]
}

interface ObjectFrame {
  kind: 'object'
  branches: Branches
  place: Place
  /** Whether the keys above, joined with dots, give an empty text: then no dot comes before the next one. */
  bare: boolean
  insideOr: boolean
  begun: boolean
}

interface OrFrame {
  kind: 'or'
  branches: Branches
  before: readonly Map<Place, Field>[]
  done: Branches[]
  within: ObjectFrame
}

interface Building {
  places: Place[]
  fields: Field[]
  replaced: Set<Field>
  complexity: number
  copied: number
}

function modelOf(reader: Reader): PatternModel {
  const root: Place = { id: 0, step: '', path: '', parent: undefined, children: new Map() }
  const building: Building = { places: [root], fields: [], replaced: new Set(), complexity: 0, copied: 0 }
  if (reader.next() !== '{') fail('Filter is not an object')
  const all: Branches = { list: [] }
  const stack: (ObjectFrame | OrFrame)[] = [
    { kind: 'object', branches: all, place: root, bare: true, insideOr: false, begun: false },
  ]
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const inner = frame.kind === 'object' ? member(frame, reader, building) : branch(frame, reader, building)
    if (inner) stack.push(inner)
    else stack.pop()
  }
  // A path's characters are put together when it is compared; until then it costs nothing.
  if (building.fields.reduce((sum, { path }) => sum + path.length, 0) > MOST_PATH_LETTERS) {
    throw new TooComplex('the paths of the pattern are too long')
  }
  const sorted = all.list.map((fields) => [...fields.values()].sort((a, b) => (a.path < b.path ? -1 : 1)))
  const used = new Set(sorted.flat())
  const [first = [], ...others] = sorted
  return {
    alternatives: [first, ...others],
    fields: building.fields.filter((field) => used.has(field)),
    replaced: building.fields.filter((field) => building.replaced.has(field) && !used.has(field)),
    places: building.places,
    complexity: building.complexity,
  }
}

/** Reads one member of an object. Gives the frame that it opens, the same frame when it opens none, none at the end. */
function member(frame: ObjectFrame, reader: Reader, building: Building): ObjectFrame | OrFrame | undefined {
  for (;;) {
    if (reader.next() === '}') {
      if (!frame.begun) fail('Empty objects are not allowed')
      return undefined
    }
    frame.begun = true
    const step = reader.text()
    if (step === '$or') {
      if (reader.next() !== '[') fail('It must be an Array followed with $or.')
      const before = frame.branches.list
      frame.branches.list = []
      return { kind: 'or', branches: frame.branches, before, done: [], within: frame }
    }
    if (frame.insideOr && RESERVED_IN_OR.has(step)) {
      fail(`${step} is Ruler reserved fieldName which cannot be used inside $or.`)
    }
    const token = reader.next()
    if (token === '{') {
      const bare = frame.place.parent === undefined && step === ''
      return { ...frame, place: placeOf(frame.place, step, building), bare, begun: false }
    }
    if (token !== '[') fail(`"${step}" must be an object or an array`)
    write(frame, step, matchersOf(reader, building), building)
  }
}

/** Reads the next branch of an `$or`. */
function branch(frame: OrFrame, reader: Reader, building: Building): ObjectFrame | undefined {
  const token = reader.next()
  if (token === ']') {
    if (frame.done.length < 2) fail('There must have at least 2 Objects in $or relationship.')
    frame.branches.list = frame.done.flatMap(({ list }) => list)
    return undefined
  }
  if (token !== '{') fail('Only JSON object is allowed in array of $or relationship.')
  const kept = frame.done.reduce((sum, { list }) => sum + list.length, frame.before.length)
  if (kept > MOST_ALTERNATIVES) throw new TooComplex(`more than ${MOST_ALTERNATIVES} combinations of $or`)
  building.copied += frame.before.reduce((sum, { size }) => sum + size, 1)
  if (building.copied > MOST_FIELDS) throw new TooComplex('too many fields in the combinations of $or')
  const own: Branches = { list: frame.before.length > 0 ? frame.before.map((fields) => new Map(fields)) : [new Map()] }
  frame.done.push(own)
  return { ...frame.within, branches: own, insideOr: true, begun: false }
}

function placeOf(parent: Place, key: string, building: Building): Place {
  return key.split('.').reduce((above, step) => {
    const known = above.children.get(step)
    if (known) return known
    const path = above.parent ? `${above.path}.${step}` : step
    const place: Place = { id: building.places.length, step, path, parent: above, children: new Map() }
    above.children.set(step, place)
    building.places.push(place)
    return place
  }, parent)
}

function write(frame: ObjectFrame, step: string, matchers: readonly Matcher[], building: Building): void {
  const above = frame.bare ? (building.places[0] ?? frame.place) : frame.place
  const place = placeOf(above, step, building)
  const field: Field = { path: place.path, place, matchers }
  building.fields.push(field)
  if (frame.branches.list.length === 0) frame.branches.list.push(new Map())
  for (const fields of frame.branches.list) {
    const before = fields.get(place)
    if (before) building.replaced.add(before)
    fields.set(place, field)
  }
}

const isNumber = (token: Token): boolean => token === 'number'

/** Reads what stands in a field's list, up to its end. */
function matchersOf(reader: Reader, building: Building): readonly Matcher[] {
  const matchers: Matcher[] = []
  for (let token = reader.next(); token !== ']'; token = reader.next()) {
    switch (token) {
      case '{':
        matchers.push(operatorOf(reader, building))
        break
      case 'string': {
        const text = reader.text()
        const digits = addressDigits(text)
        const says = JSON.stringify(text)
        matchers.push(
          digits === undefined
            ? { kind: 'equals', value: { kind: 'string', text }, says }
            : { kind: 'address', digits, says },
        )
        break
      }
      case 'number':
      case 'null':
      case 'true':
      case 'false': {
        const [text, kind] = [reader.text(), token === 'true' || token === 'false' ? 'boolean' : token] as const
        matchers.push({ kind: 'equals', value: { kind, text }, says: text })
        break
      }
      default:
        fail('Match value must be String, number, true, false, or null')
    }
  }
  if (matchers.length === 0) fail('Empty arrays are not allowed')
  return matchers
}

const json = (value: unknown): string => JSON.stringify(value)

/** Reads an operator, from behind its opening brace to its closing one. */
function operatorOf(reader: Reader, building: Building): Matcher {
  if (reader.next() !== 'name') fail('Match expression name not found')
  const name = reader.text()
  const says = (argument: string): string => `{${json(name)}:${argument}}`
  const text = (word: string): string => {
    if (reader.next() !== 'string') fail(`${word} match pattern must be a string`)
    return reader.text()
  }
  const end = (): void => {
    if (reader.next() !== '}') fail('Only one key allowed in match expression')
  }
  switch (name) {
    case 'exactly': {
      const value = text('exact')
      end()
      return { kind: 'exactly', value, says: says(json(value)) }
    }
    case 'prefix':
    case 'suffix': {
      const token = reader.next()
      const ignoreCase = token === '{'
      if (ignoreCase) {
        const word = name === 'prefix' ? 'Prefix' : 'Suffix'
        if (reader.next() !== 'name') fail(`${word} expression name not found`)
        if (reader.text() !== 'equals-ignore-case') fail(`Unsupported ${name} pattern: ${reader.text()}`)
        if (reader.next() !== 'string') fail('equals-ignore-case match pattern must be a string')
      } else if (token !== 'string') {
        fail(`${name} match pattern must be a string`)
      }
      const value = reader.text()
      if (ignoreCase) end()
      end()
      return {
        kind: name,
        value,
        ignoreCase,
        says: says(ignoreCase ? json({ 'equals-ignore-case': value }) : json(value)),
      }
    }
    case 'equals-ignore-case': {
      const value = text(name)
      end()
      return { kind: name, value, says: says(json(value)) }
    }
    case 'wildcard': {
      const value = wildcard(text(name), building)
      end()
      return { kind: name, value, says: says(json(value)) }
    }
    case 'cidr': {
      const value = text('prefix')
      const range = parseCidr(value)
      end()
      return { kind: 'cidr', range, says: says(json(value)) }
    }
    case 'exists': {
      const token = reader.next()
      if (token !== 'true' && token !== 'false') fail('exists match pattern must be either true or false.')
      end()
      return { kind: 'exists', value: token === 'true', says: says(token) }
    }
    case 'numeric':
      return numericOf(reader)
    case 'anything-but':
      return anythingButOf(reader, building)
  }
  return fail(`Unrecognized match type ${name}`)
}

function wildcard(value: string, building: Building): string {
  parseWildcard(value)
  building.complexity = Math.max(building.complexity, wildcardComplexity(value))
  return value
}

const tooMany = (): never => fail('Too many elements in numeric expression')

function number(text: string): number {
  const exponent = /[eE]([+-]?\d+)$/.exec(text)?.[1] ?? '0'
  if (Math.abs(Number(exponent)) > 2_147_483_647) fail('value exceeds limits')
  return comparable(text) ?? fail(`Cannot compare number : ${text}`)
}

/** Reads `[">", 0, "<=", 5]`. */
function numericOf(reader: Reader): Matcher {
  if (reader.next() !== '[') fail('Value of numeric must be an array.')
  const operator = reader.next()
  if (operator !== 'string') fail(`Invalid member in numeric match: ${shown(reader, operator)}`)
  const sign = reader.text()
  const token = reader.next()
  if (!['=', '>=', '>', '<=', '<'].includes(sign)) fail(`Unrecognized numeric range operator: ${sign}`)
  if (!isNumber(token)) fail(`Value of ${sign === '=' ? 'equals' : sign} must be numeric`)
  const first = reader.text()
  const after = reader.next()
  if (after !== ']' && (sign === '=' || sign.startsWith('<'))) tooMany()
  const second = after === ']' ? undefined : upperBound(reader, after)
  const [bound, top] = [number(first), second && number(second.text)]
  const range = { from: -Infinity, fromOpen: false, to: Infinity, toOpen: false }
  if (sign === '=' || sign.startsWith('>')) Object.assign(range, { from: bound, fromOpen: sign === '>' })
  if (sign === '=' || sign.startsWith('<')) Object.assign(range, { to: bound, toOpen: sign === '<' })
  if (second && top !== undefined) Object.assign(range, { to: top, toOpen: second.sign === '<' })
  if (second && range.from >= range.to) fail('Bottom must be less than top')
  if (reader.next() !== '}') tooMany()
  const more = second ? `,${json(second.sign)},${second.text}` : ''
  return { kind: 'numeric', ...range, says: `{"numeric":[${json(sign)},${first}${more}]}` }
}

function upperBound(reader: Reader, token: Token): { sign: string; text: string } {
  if (token !== 'string') fail(`Bad value in numeric range: ${shown(reader, token)}`)
  const sign = reader.text()
  if (sign !== '<' && sign !== '<=') fail(`Bad numeric range operator: ${sign}`)
  if (!isNumber(reader.next())) fail(`Value of ${sign} must be numeric`)
  const text = reader.text()
  if (reader.next() !== ']') fail('Too many terms in numeric range expression')
  return { sign, text }
}

/** The text of a token that should have been another one. */
const shown = (reader: Reader, token: Token): string => ('{[}]'.includes(token) ? token : reader.text())

const TEXT_OPERATORS: ReadonlySet<string> = new Set<TextOperator>([
  'prefix',
  'suffix',
  'wildcard',
  'equals-ignore-case',
])
const isTextOperator = (name: string): name is TextOperator => TEXT_OPERATORS.has(name)

function anythingButOf(reader: Reader, building: Building): Matcher {
  const token = reader.next()
  if (token !== '{') {
    const matcher = anythingButValues(reader, token)
    if (reader.next() !== '}') tooMany()
    return matcher
  }
  if (reader.next() !== 'name') fail('Anything-But expression name not found')
  const of = reader.text()
  if (!isTextOperator(of)) return fail(`Unsupported anything-but pattern: ${of}`)
  const first = reader.next()
  if (first !== '[' && first !== 'string' && !isNumber(first)) fail(NO_ANYTHING_BUT)
  const values: string[] = []
  for (let next = first === '[' ? reader.next() : first; next !== ']'; next = reader.next()) {
    if (next !== 'string') fail(notText(of))
    const text = reader.text()
    if (text === '' && (of === 'prefix' || of === 'suffix')) fail('Null prefix/suffix not allowed')
    values.push(text)
    if (first !== '[') break
  }
  if (of === 'wildcard') for (const value of values) wildcard(value, building)
  if (reader.next() !== '}') tooMany()
  if (reader.next() !== '}') tooMany()
  const says = json({ 'anything-but': { [of]: first === '[' ? values : values[0] } })
  return { kind: 'anything-but', of, values, says }
}

const NO_ANYTHING_BUT = 'Value of anything-but must be an array or single string/number value.'

const notText = (of: TextOperator): string =>
  of === 'equals-ignore-case'
    ? 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.'
    : of === 'wildcard'
      ? 'wildcard match pattern must be a string'
      : 'prefix/suffix match pattern must be a string'

function anythingButValues(reader: Reader, first: Token): Matcher {
  if (first !== '[' && first !== 'string' && !isNumber(first)) fail(NO_ANYTHING_BUT)
  const texts: string[] = []
  const numbers: string[] = []
  for (let token = first === '[' ? reader.next() : first; token !== ']'; token = reader.next()) {
    if (token === 'string') texts.push(reader.text())
    else if (isNumber(token)) {
      number(reader.text())
      numbers.push(reader.text())
    } else fail('Inside anything but list, start|null|boolean is not supported.')
    if (first !== '[') break
  }
  if (texts.length > 0 === numbers.length > 0) {
    fail('Inside anything but list, either all values are number or string, mixed type is not supported')
  }
  const said = [...texts.map(json), ...numbers].join(',')
  const says = `{"anything-but":${first === '[' ? `[${said}]` : said}}`
  return numbers.length > 0
    ? { kind: 'anything-but', of: 'number', values: numbers.map(number), says }
    : { kind: 'anything-but', of: 'text', values: texts, says }
}
