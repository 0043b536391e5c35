import type { Flaw } from './flaw.js'
import type { Matcher } from './matcher.js'
import { type Alternative, type Field, quote } from './pattern.js'

/**
 * The fields that every event has, whoever sent it, and `replay-name`, which replayed events have.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
const TEXT_FIELDS = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'replay-name']
const TOP_LEVEL = [...TEXT_FIELDS, 'resources', 'detail']

/** What people write at the top although it stands in the detail of CloudTrail's events. */
const IN_DETAIL = [
  'eventName',
  'eventSource',
  'requestParameters',
  'responseElements',
  'userIdentity',
  'errorCode',
  'readOnly',
]

/** What is wrong with the fields that all events share. */
export function envelopeFlaws(alternative: Alternative): readonly Flaw[] {
  return alternative.flatMap((field) => {
    const [top = '', ...below] = field.path
    if (!TOP_LEVEL.includes(top)) return unknownField(field, top)
    if (top === 'detail') return below.length === 0 ? [detailIsNoValue(field)] : emptyRange(field)
    if (below.length > 0) {
      return [
        dead(field, `looks for fields below "${top}", which is ${top === 'resources' ? 'a list of ARNs' : 'a text'}`),
      ]
    }
    if (top === 'resources') return notText(field, (matcher) => isExists(matcher, false))
    return [...notText(field, () => false), ...(VALUES[top]?.(field) ?? [])]
  })
}

const dead = (field: Field, says: string, matchers?: readonly Matcher[]): Flaw => ({
  kind: 'dead',
  says,
  because: quote(field, matchers),
})

const suspicious = (field: Field, says: string, matchers: readonly Matcher[]): Flaw => ({
  kind: 'suspicious',
  says,
  because: quote(field, matchers),
})

/** One value of several that cannot match makes the pattern suspicious; all of them make it dead. */
function rule(
  field: Field,
  never: (matcher: Matcher) => boolean,
  says: string,
  atLeast: Flaw['kind'] = 'dead',
): readonly Flaw[] {
  const hit = field.matchers.filter(never)
  if (hit.length === 0) return []
  if (atLeast === 'suspicious' || hit.length < field.matchers.length) return [suspicious(field, says, hit)]
  return [dead(field, says, hit)]
}

const isExists = (matcher: Matcher, value: boolean): boolean => matcher.kind === 'exists' && matcher.value === value

function unknownField(field: Field, name: string): readonly Flaw[] {
  // A field that no event has is indeed absent.
  if (field.matchers.some((matcher) => isExists(matcher, false))) return []
  const meant = meantField(name)
  const where = 'what the sender adds stands below "detail"'
  return [
    dead(
      field,
      `names "${name.slice(0, 120)}", which no event has at its top: ${meant ? `did you mean "${meant}"?` : where}`,
    ),
  ]
}

function meantField(name: string): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '')
  if (IN_DETAIL.includes(name)) return `detail.${name}`
  return (
    TOP_LEVEL.find((known) => plain(known) === plain(name)) ??
    TOP_LEVEL.find((known) => near(plain(known), plain(name)))
  )
}

/** Whether two words differ by at most one letter more, less or other, or two neighbours changed. */
function near(one: string, other: string): boolean {
  if (one.length < 4 || Math.abs(one.length - other.length) > 1) return false
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  const at = [...long].findIndex((letter, i) => letter !== short[i])
  if (at < 0) return true
  const swapped = short.slice(0, at) + (short[at + 1] ?? '') + (short[at] ?? '') + short.slice(at + 2)
  return short.slice(at) === long.slice(at + 1) || short.slice(at + 1) === long.slice(at + 1) || swapped === long
}

const detailIsNoValue = (field: Field): Flaw => dead(field, 'compares "detail" itself, which is always an object')

const emptyRange = (field: Field): readonly Flaw[] =>
  rule(
    field,
    (matcher) => matcher.kind === 'numeric' && matcher.empty,
    `asks "${field.path.join('.')}" for a number in an empty range`,
  )

/** Text fields are always there and never numbers. */
const notText = (field: Field, alsoFine: (matcher: Matcher) => boolean): readonly Flaw[] =>
  rule(
    field,
    (matcher) =>
      !alsoFine(matcher) &&
      ((matcher.kind === 'equals' && typeof matcher.value !== 'string') ||
        matcher.kind === 'numeric' ||
        matcher.kind === 'cidr' ||
        (isExists(matcher, false) && field.path[0] !== 'replay-name')),
    `asks "${field.path[0]}" for something that a text which is always there cannot be`,
  )

const equal = (matcher: Matcher): string | undefined =>
  matcher.kind === 'equals' && typeof matcher.value === 'string' ? matcher.value : undefined

/** Whether a literal text does not have the form that the field always has. */
const unlike = (form: RegExp) => (matcher: Matcher) => {
  const text = equal(matcher)
  return text !== undefined && !form.test(text)
}

const VALUES: Readonly<Record<string, (field: Field) => readonly Flaw[]>> = {
  version: (field) => rule(field, unlike(/^0$/), 'asks for a version other than "0", which every event has'),
  account: (field) =>
    rule(
      field,
      unlike(/^\d{12}$/),
      'names an account that is not twelve digits: matching is exact, "*" is no wildcard',
    ),
  region: (field) => [
    ...rule(
      field,
      (matcher) => equal(matcher)?.includes('*') ?? false,
      'names a region with "*", which is no wildcard in a plain value',
    ),
    ...rule(
      field,
      (matcher) => unlike(/^[a-z]{2,}(-[a-z]+)+-\d+$/)(matcher) && !equal(matcher)?.includes('*'),
      'names a region that is not written like one',
      'suspicious',
    ),
  ],
}
