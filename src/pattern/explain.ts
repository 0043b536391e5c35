import { createWork, type Work } from './errors.js'
import type { EventModel, EventNode, EventValue } from './event.js'
import { nodeAt } from './event.js'
import { type CompiledField, type CompiledModel, type Judged, judgeOf, type Step, search } from './match.js'
import type { Field } from './model.js'
import { type Hint, placeHints, short, showValue, valueHints } from './near.js'

export const outcomes = [
  /** A value meets the field, or its absence does. */
  'met',
  /** The event has nothing there: no such path, or an empty list or object. */
  'absent',
  /** There is a value of a fitting type, and it is another one. */
  'other-value',
  /** There are only values of other types. */
  'other-type',
  /** There is an object; operators look at plain values only. */
  'not-a-leaf',
  /** The field must be absent, and it is there. */
  'present',
  /** It is met, but not in the element of a list in which the other fields are. */
  'other-element',
] as const

export type Outcome = (typeof outcomes)[number]

/** How one field of a pattern fares. */
export interface FieldExplanation {
  /** The keys joined with dots. */
  path: string
  /** The field's list in the pattern, as compact JSON; what is long is cut. */
  wanted: string
  /**
   * What the event has there, as compact JSON; `null` when nothing. With lists of objects: what the element has that comes nearest,
   * if it has anything.
   */
  found: string | null
  outcome: Outcome
  /**
   * The field belongs to a branch of `$or` that is not the one that matches or comes nearest: it need not be met. A pattern
   * matches exactly when every field that is not optional is met.
   */
  optional: boolean
  hints: readonly Hint[]
}

export interface Explanation {
  matches: boolean
  /** One entry a field, in the order of the pattern's text, without those that a later one of the same path replaces. */
  fields: readonly FieldExplanation[]
}

/** Values of a field that are shown: a list in an event may have thousands, and the first ones show what they are. */
const MOST_SHOWN = 20

interface Attempt {
  readonly fields: readonly CompiledField[]
  readonly missed: number
  /** Of fields whose values lie in lists: what the search for elements says. */
  readonly steps: ReadonlyMap<CompiledField, Step>
  readonly chosen: readonly number[]
}

/** Why a pattern matches an event, or does not. Throws `PatternError` when that would take too long to tell. */
export function explainModel(compiled: CompiledModel, event: EventModel): Explanation {
  const work = createWork()
  const judge = judgeOf(compiled, event, work)
  const attempts = compiled.alternatives.map((fields) => attemptOf(fields, judge, event, work))
  const best = attempts.reduce((least, attempt) => (attempt.missed < least.missed ? attempt : least))
  const all = new Map(compiled.alternatives.flat().map((one): [Field, CompiledField] => [one.field, one]))
  const needed = new Set(best.fields.map(({ field }) => field))
  return {
    matches: best.missed === 0,
    fields: compiled.model.fields.flatMap((field) => {
      const one = all.get(field)
      return one ? [explainField(judge(one), best, !needed.has(field), event)] : []
    }),
  }
}

/** Tries one alternative: as few fields as possible are missed. */
function attemptOf(
  fields: readonly CompiledField[],
  judge: (field: CompiledField) => Judged,
  event: EventModel,
  work: Work,
): Attempt {
  const judged = fields.map(judge)
  const [flat, inLists] = [judged.filter((one) => one.flat), judged.filter((one) => !one.flat)]
  const missed = flat.filter((one) => !metAlone(one)).length
  const last = inLists.length === 0 ? undefined : search(inLists, event, work, true)
  const way: Step[] = []
  for (let step = last; step?.before; step = step.before) way.unshift(step)
  return {
    fields,
    missed: missed + (last?.missed ?? 0),
    steps: new Map(inLists.flatMap(({ compiled }, index) => (way[index] ? [[compiled, way[index]] as const] : []))),
    chosen: way.flatMap(({ element }) => (element ? [element] : [])),
  }
}

const metAlone = ({ compiled, anyMet, values }: Judged): boolean => anyMet || (compiled.absence && values.length === 0)

function explainField(judged: Judged, attempt: Attempt, optional: boolean, event: EventModel): FieldExplanation {
  const { compiled, values } = judged
  const { field } = compiled
  const node = nodeAt(event, field.path)
  const step = attempt.steps.get(compiled)
  const near = nearest(values, attempt.chosen, event)
  const met = step ? step.hit : metAlone(judged)
  const shown = met && step ? metValues(judged, step) : near.length > 0 ? near : values
  const outcome = met ? 'met' : outcomeOf(judged, near, node)
  return {
    path: field.path,
    wanted: short(
      `[${field.matchers
        .slice(0, MOST_SHOWN)
        .map(({ says }) => says)
        .join(',')}]`,
    ),
    found: show(shown, node),
    outcome,
    optional,
    hints: met ? [] : hintsFor(judged, shown, outcome, event),
  }
}

/** What met the field: nothing when its absence did. */
const metValues = ({ values, met }: Judged, step: Step): readonly EventValue[] =>
  values.filter(
    ({ element }, index) =>
      step.element !== undefined && met[index] && (step.element === 0 || element === step.element),
  )

/** The values within the chosen elements, or what holds them. */
function nearest(values: readonly EventValue[], chosen: readonly number[], event: EventModel): readonly EventValue[] {
  const innermost = chosen.at(-1)
  if (innermost === undefined) return values
  const within = (inner: number, outer: number): boolean => outer <= inner && inner <= (event.end[outer] ?? outer)
  return values.filter(({ element }) => chosen.some((one) => within(element, one)) || element === 0)
}

function outcomeOf(judged: Judged, near: readonly EventValue[], node: EventNode | undefined): Outcome {
  const { compiled, values, anyMet } = judged
  if (values.length === 0) return node && node.children.size > 0 ? 'not-a-leaf' : 'absent'
  if (compiled.field.matchers.every((matcher) => matcher.kind === 'exists' && !matcher.value)) return 'present'
  if (anyMet) return 'other-element'
  const kinds = new Set(compiled.field.matchers.flatMap(kindsOf))
  const seen = near.length > 0 ? near : values
  return seen.some(({ kind }) => kinds.has(kind)) ? 'other-value' : 'other-type'
}

/** The types of value that can meet a matcher. */
function kindsOf(matcher: Field['matchers'][number]): readonly EventValue['kind'][] {
  switch (matcher.kind) {
    case 'equals':
      return [matcher.value.kind]
    case 'numeric':
      return ['number']
    case 'anything-but':
      return ['string', 'number', 'boolean', 'null']
    case 'exists':
      return matcher.value ? ['string', 'number', 'boolean', 'null'] : []
    default:
      return ['string']
  }
}

function hintsFor(judged: Judged, shown: readonly EventValue[], outcome: Outcome, event: EventModel): readonly Hint[] {
  switch (outcome) {
    case 'other-value':
    case 'other-type':
      return valueHints(judged.compiled.field, shown)
    case 'absent':
    case 'not-a-leaf':
      return placeHints(judged.compiled, event)
    default:
      return []
  }
}

function show(values: readonly EventValue[], node: EventNode | undefined): string | null {
  const [first] = values
  if (first && values.length === 1) return showValue(first)
  if (first) {
    const more = values.length > MOST_SHOWN ? ',...' : ''
    return short(`[${values.slice(0, MOST_SHOWN).map(showValue).join(',')}${more}]`)
  }
  if (!node) return null
  if (node.children.size > 0) {
    const keys = [...node.children.keys()].slice(0, MOST_SHOWN).map((key) => `${JSON.stringify(key)}:...`)
    return short(`{${keys.join(',')}}`)
  }
  return node.object ? '{}' : node.list ? '[]' : null
}
