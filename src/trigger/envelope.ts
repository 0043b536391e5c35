import { parseWildcard } from '../pattern/text.js'
import { type Alternative, accepts, equalOf, type Field, type Matcher, mayBeAbsent, textOf } from './alternative.js'
import { dead, type Flaw, never, odd } from './flaw.js'
import { nearest } from './knowledge/near.js'
import { OPERATORS } from './operator-names.js'

/**
 * The fields that every event has, whoever sent it, and `replay-name`, which replayed events have. AWS states the list as closed.
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

/** What is wrong with the fields that all events share. Certain: it rests on the structure of events alone. */
export const envelopeFlaws = (alternative: Alternative): readonly Flaw[] => alternative.flatMap(envelopeFlaw)

/** The name of a top-level field that is probably meant (`detailType`); undefined when the name is right or like none. */
export const meantTopLevel = (name: string): string | undefined =>
  TOP_LEVEL.includes(name) ? undefined : meantField(name)

/** Whether events have a field of this name at their top. */
export const isTopLevel = (name: string): boolean => TOP_LEVEL.includes(name)

function envelopeFlaw(field: Field): readonly Flaw[] {
  const [top = '', ...below] = field.path.split('.')
  const inside = field.path.length > top.length
  // What no event has is absent from all of them.
  if (!TOP_LEVEL.includes(top)) return mayBeAbsent(field) ? [] : [unknownField(field, top)]
  if (top === 'detail') return inside || mayBeAbsent(field) ? [] : [detailIsNoValue(field)]
  if (inside) {
    if (mayBeAbsent(field)) return []
    const operator = below.length === 1 ? below[0] : undefined
    const hint = operator !== undefined && OPERATORS.includes(operator) ? `; write {"${operator}": ...} in a list` : ''
    return [
      dead(
        field,
        `looks for fields below "${top}", which is ${top === 'resources' ? 'a list of ARNs' : 'a text'}${hint}`,
      ),
    ]
  }
  if (top === 'resources') return notText(field, (matcher) => isExists(matcher, false))
  return [...notText(field, () => false), ...formFlaws(field, top)]
}

const isExists = (matcher: Matcher, value: boolean): boolean => matcher.kind === 'exists' && matcher.value === value

function unknownField(field: Field, name: string): Flaw {
  const meant = meantField(name)
  const where = 'what the sender adds stands below "detail"'
  return dead(
    field,
    `names "${name.slice(0, 120)}", which no event has at its top: ${meant ? `did you mean "${meant}"?` : where}`,
  )
}

function meantField(name: string): string | undefined {
  return IN_DETAIL.includes(name) ? `detail.${name}` : nearest(name, TOP_LEVEL, 1)
}

const detailIsNoValue = (field: Field): Flaw => dead(field, 'compares "detail" itself, which is always an object')

/** Text fields are always there and never numbers. */
const notText = (field: Field, alsoFine: (matcher: Matcher) => boolean): readonly Flaw[] =>
  never(
    field,
    (matcher) =>
      !alsoFine(matcher) &&
      ((matcher.kind === 'equals' && matcher.value.kind !== 'string') ||
        matcher.kind === 'numeric' ||
        (isExists(matcher, false) && field.path !== 'replay-name') ||
        refusesAllTexts(matcher)),
    (first) =>
      refusesAllTexts(first)
        ? `refuses every value that "${field.path}" can have`
        : `asks "${field.path}" for something that a text which is always there cannot be`,
  )

/** `{"anything-but": {"wildcard": "*"}}` holds for no text. */
export const refusesAllTexts = (matcher: Matcher): boolean =>
  matcher.kind === 'anything-but' && matcher.of === 'wildcard' && matcher.values.includes('*')

/** How the values of a field are always written. */
export interface Form {
  /** All letters that they have. */
  letters: RegExp
  longest: number
  whole: RegExp
  /** The letter with which they end. */
  last?: RegExp
  /** Completes "asks for ...". */
  says: string
  /** AWS states the form as closed. */
  certain: boolean
}

const FORMS: Readonly<Record<string, Form>> = {
  account: {
    letters: /^\d*$/,
    longest: 12,
    whole: /^\d{12}$/,
    says: 'an account that is not twelve digits: matching is exact, "*" is no wildcard',
    certain: true,
  },
  id: {
    letters: /^[0-9a-f-]*$/,
    longest: 36,
    whole: /^[0-9a-f-]+$/,
    says: 'an id that is not written like one',
    certain: false,
  },
  time: {
    letters: /^[0-9tz:.+-]*$/i,
    longest: 30,
    whole: /^\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-][0-9:]+)$/i,
    says: 'a time that is not written as events have it: 2026-01-31T12:00:00Z',
    certain: false,
  },
}

function formFlaws(field: Field, name: string): readonly Flaw[] {
  if (name === 'version') {
    return never(
      field,
      (matcher) => !accepts(matcher, '0'),
      () => 'asks for a version other than "0", which every event has',
    )
  }
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined
  if (!form) return []
  const says = `asks for ${form.says}`
  const unlike = (matcher: Matcher) => isUnlike(form, matcher)
  return form.certain ? never(field, unlike, () => says) : odd(field, (matcher) => (unlike(matcher) ? says : undefined))
}

/** Whether no value of the form meets the matcher, as far as letters and length tell. */
export function isUnlike({ letters, longest, whole, last }: Form, matcher: Matcher): boolean {
  const equal = matcher.kind === 'equals-ignore-case' ? matcher.value.toLowerCase() : equalOf(matcher)
  if (equal !== undefined) return !whole.test(equal)
  const parts = partsOf(matcher)
  if (parts === undefined) return false
  const [all, end] = [parts.join(''), matcher.kind === 'prefix' ? '' : (parts.at(-1) ?? '')]
  return !letters.test(all) || all.length > longest || (last !== undefined && end !== '' && !last.test(end.slice(-1)))
}

/** The letters that a value must have somewhere, when the matcher asks for some. */
function partsOf(matcher: Matcher): readonly string[] | undefined {
  if (matcher.kind === 'wildcard') return parseWildcard(matcher.value)
  if (matcher.kind !== 'prefix' && matcher.kind !== 'suffix') return undefined
  const text = matcher.ignoreCase ? matcher.value.toLowerCase() : matcher.value
  // The engine lets prefix and suffix see the quote at the end of a text.
  return [matcher.kind === 'prefix' ? text.replace(/"$/, '') : text.replace(/^"/, '')]
}

/** Whether the letters of a plain text, a prefix or a suffix have a star that is meant as a wildcard. */
export const starIn = (matcher: Matcher): string | undefined => {
  const text = textOf(matcher)
  return text?.includes('*') ? text : undefined
}
