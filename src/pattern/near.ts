import { createWork } from './errors.js'
import { type EventModel, type EventNode, type EventValue, nodeAt } from './event.js'
import type { CompiledField } from './match.js'
import type { Field, Matcher } from './model.js'
import { ignoreCaseTest, prefixIgnoreCaseTest, suffixIgnoreCaseTest } from './text.js'

/** What nearly met a field. Each has `found` as compact JSON, and a path where it is not the field's own. */
export type Hint =
  /** The value, or a key of the path, differs in upper and lower case only. */
  | { code: 'case'; wanted: string; found: string; path?: string }
  /** The same text, as a value of another type (`"5"` and `5`). */
  | { code: 'type'; wanted: string; found: string }
  /** The value differs in spaces only. */
  | { code: 'spaces'; wanted: string; found: string }
  /** The event has a field of that name at another path; `fits` when its value would meet the field. */
  | { code: 'elsewhere'; path: string; found: string; fits: boolean }
  /** The event's `detail` is text that holds JSON: nothing within it can be matched. */
  | { code: 'detail-is-text'; found: string }
  /** The pattern uses a name of PutEvents (`DetailType`), which the event has under another one (`detail-type`). */
  | { code: 'put-events-name'; wanted: string; path: string }

/** What PutEvents calls the fields of an event. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
const PUT_EVENTS_NAMES: Readonly<Record<string, string>> = {
  ...{ Source: 'source', DetailType: 'detail-type', Detail: 'detail', Resources: 'resources', Time: 'time' },
}

/** The most places of an event that are looked through for a field of the same name: some milliseconds. */
const MOST_PLACES = 20_000
/** Hints for one field: more of them hide the one that is right. */
const MOST_HINTS = 3
/** Characters of a value that are shown: two lines of a report. */
const MOST_LETTERS = 200
/** Values on either side that are compared for a hint: each with each is ten thousand, some milliseconds. */
const MOST_COMPARED = 100

/** JSON for people: what is long is cut. */
export const short = (text: string): string =>
  text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 3)}...` : text

export const showValue = ({ kind, text }: EventValue): string => short(kind === 'string' ? JSON.stringify(text) : text)

const withoutSpaces = (text: string): string => text.replace(/[\s\u00a0\u200b\ufeff]+/g, '')

/** Hints about the values that a field has, for one that none of them meets. */
export const valueHints = (field: Field, values: readonly EventValue[]): readonly Hint[] =>
  values
    .slice(0, MOST_COMPARED)
    .flatMap((value) => field.matchers.slice(0, MOST_COMPARED).flatMap((matcher) => valueHint(matcher, value) ?? []))
    .slice(0, MOST_HINTS)

function valueHint(matcher: Matcher, value: EventValue): Hint | undefined {
  const [wanted, found] = [short(matcher.says), showValue(value)]
  const text = value.text
  if (matcher.kind === 'equals' && matcher.value.kind !== value.kind) {
    return matcher.value.text === text ? { code: 'type', wanted, found } : undefined
  }
  if (matcher.kind === 'numeric') {
    const number = value.kind === 'string' && text.trim() !== '' ? Number(text) : Number.NaN
    const fits =
      (matcher.fromOpen ? number > matcher.from : number >= matcher.from) &&
      (matcher.toOpen ? number < matcher.to : number <= matcher.to)
    return fits ? { code: 'type', wanted, found } : undefined
  }
  if (value.kind !== 'string') return undefined
  const literal =
    matcher.kind === 'equals' ? matcher.value.text : matcher.kind === 'exactly' ? matcher.value : undefined
  if (literal !== undefined) {
    if (literal.toLowerCase() === text.toLowerCase()) return { code: 'case', wanted, found }
    return literal !== '' && withoutSpaces(literal) === withoutSpaces(text)
      ? { code: 'spaces', wanted, found }
      : undefined
  }
  if (matcher.kind !== 'prefix' && matcher.kind !== 'suffix') return undefined
  const ignoring = matcher.kind === 'prefix' ? prefixIgnoreCaseTest : suffixIgnoreCaseTest
  if (!matcher.ignoreCase && ignoring(matcher.value)(text)) return { code: 'case', wanted, found }
  const trimmed = text.trim()
  const fits = matcher.kind === 'prefix' ? trimmed.startsWith(matcher.value) : trimmed.endsWith(matcher.value)
  return trimmed !== text && fits ? { code: 'spaces', wanted, found } : undefined
}

/** Hints about where else the event has what a field misses. */
export function placeHints({ field, test }: CompiledField, event: EventModel): readonly Hint[] {
  const steps = field.path.split('.')
  const [first = '', last = ''] = [steps[0], steps.at(-1)]
  const ours = PUT_EVENTS_NAMES[first]
  if (ours !== undefined && !event.root.children.has(first)) {
    return [{ code: 'put-events-name', wanted: first, path: [ours, ...steps.slice(1)].join('.') }]
  }
  const detail = nodeAt(event, 'detail')?.values.find(({ kind, text }) => kind === 'string' && /^\s*[{[]/.test(text))
  if (first === 'detail' && steps.length > 1 && detail) return [{ code: 'detail-is-text', found: showValue(detail) }]
  const sameName = ignoreCaseTest(last)
  const work = createWork()
  const hints = leavesOf(event).flatMap(({ path, step, node }): readonly Hint[] => {
    if (path === field.path || !sameName(step)) return []
    const value = node.values.find((one) => test(one, work)) ?? node.values[0]
    if (!value) return []
    const found = showValue(value)
    if (path.toLowerCase() === field.path.toLowerCase()) return [{ code: 'case', wanted: field.path, found, path }]
    return step === last ? [{ code: 'elsewhere', path, found, fits: test(value, work) }] : []
  })
  const rank = (hint: Hint): number => (hint.code === 'case' ? 0 : hint.code === 'elsewhere' && hint.fits ? 1 : 2)
  return hints.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_HINTS)
}

interface Leaf {
  path: string
  step: string
  node: EventNode
}

/** The event's fields that have a value, the nearest to the top first. */
function leavesOf(event: EventModel): readonly Leaf[] {
  const found: Leaf[] = []
  const queue: Leaf[] = [{ path: '', step: '', node: event.root }]
  for (const { path, node } of queue) {
    for (const [step, child] of node.children) {
      if (queue.length > MOST_PLACES) return found
      const leaf = { path: node === event.root ? step : `${path}.${step}`, step, node: child }
      queue.push(leaf)
      if (child.values.length > 0) found.push(leaf)
    }
  }
  return found
}

/** A hint as a sentence. */
export function describeHint(hint: Hint): string {
  switch (hint.code) {
    case 'case':
      return hint.path === undefined
        ? `${hint.found} differs from ${hint.wanted} in upper and lower case.`
        : `The event has ${hint.path}: the name differs in upper and lower case.`
    case 'type':
      return `${hint.found} has another type than ${hint.wanted} asks for.`
    case 'spaces':
      return `${hint.found} differs from ${hint.wanted} in spaces.`
    case 'elsewhere':
      return `The event has ${hint.path}: ${hint.found}${hint.fits ? ', which would match' : ''}.`
    case 'detail-is-text':
      return "The event's detail is text, not an object: no pattern can look into it."
    case 'put-events-name':
      return `${hint.wanted} is what PutEvents calls the field. In the event and in a pattern it is ${hint.path}.`
  }
}
