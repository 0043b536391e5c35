import { createWork, spend, type Work } from './errors.js'
import type { EventModel, EventNode, EventValue } from './event.js'
import type { Field, PatternModel } from './model.js'
import { acceptsAbsence, type Test, testOf } from './tests.js'

/** A field, ready to be tried. */
export interface CompiledField {
  readonly field: Field
  readonly test: Test
  /** Whether it may be absent. */
  readonly absence: boolean
}

/** A pattern, ready to be matched against any number of events. */
export interface CompiledModel {
  readonly model: PatternModel
  readonly alternatives: readonly (readonly CompiledField[])[]
  /** Whether a path of it has an empty key. */
  readonly blank: boolean
}

/** What an event has at a field's path. */
export interface Judged {
  readonly compiled: CompiledField
  /** In the order of the elements that they lie in. */
  readonly values: readonly EventValue[]
  readonly met: readonly boolean[]
  readonly anyMet: boolean
  /** No value lies in an element of a list: then the same holds whatever elements are chosen. */
  readonly flat: boolean
}

/** Most fields are never tried: another one before them is not met. */
function whenAsked(make: () => Test): Test {
  const made: { test?: Test } = {}
  return (value, work) => {
    made.test ??= make()
    return made.test(value, work)
  }
}

export function compileModel(model: PatternModel): CompiledModel {
  const compiled = new Map(
    model.fields.map((field): [Field, CompiledField] => [
      field,
      { field, test: whenAsked(() => testOf(field.matchers)), absence: acceptsAbsence(field.matchers) },
    ]),
  )
  const alternatives = model.alternatives.map((fields) => fields.flatMap((field) => compiled.get(field) ?? []))
  return { model, alternatives, blank: model.fields.some(({ place }) => recordsEmptyKey(place)) }
}

/** Java's `split` forgets empty texts at the end, and so does the list of keys that EventBridge looks into. */
function recordsEmptyKey(place: Field['place']): boolean {
  let met = place.parent?.parent === undefined && place.step === ''
  let trailing = true
  for (let at: Field['place'] | undefined = place; at?.parent; at = at.parent) {
    if (at.step !== '') trailing = false
    else if (!trailing) met = true
  }
  return met
}

/** What an event has at each place of a pattern, by the place's number. */
function nodesOf(model: PatternModel, event: EventModel): readonly (EventNode | undefined)[] {
  const nodes: (EventNode | undefined)[] = [event.root]
  // A place stands behind its parent.
  for (const { id, step, parent } of model.places) {
    if (parent) nodes[id] = nodes[parent.id]?.children.get(step)
  }
  return nodes
}

const NOTHING: readonly EventValue[] = []

/** Judges the fields of a pattern one by one, each at most once. */
export function judgeOf(compiled: CompiledModel, event: EventModel, work: Work): (field: CompiledField) => Judged {
  const nodes = nodesOf(compiled.model, event)
  const known = new Map<CompiledField, Judged>()
  return (field) => {
    const before = known.get(field)
    if (before) return before
    const all = nodes[field.field.place.id]?.values ?? NOTHING
    const values = compiled.blank || !all.some(({ blank }) => blank) ? all : all.filter(({ blank }) => !blank)
    spend(work, 1 + values.length)
    const met = values.map((value) => field.test(value, work))
    const judged: Judged = {
      compiled: field,
      values,
      met,
      anyMet: met.includes(true),
      flat: (values.at(-1)?.element ?? 0) === 0,
    }
    known.set(field, judged)
    return judged
  }
}

/** Whether a pattern matches an event. Throws `PatternError` when that would take too long to tell. */
export function matchesModel(compiled: CompiledModel, event: EventModel): boolean {
  const work = createWork()
  const judge = judgeOf(compiled, event, work)
  return compiled.alternatives.some((fields) => {
    const judged: Judged[] = []
    for (const field of fields) {
      const one = judge(field)
      if (!one.anyMet && (!one.compiled.absence || (one.flat && one.values.length > 0))) return false
      if (!one.flat) judged.push(one)
    }
    return judged.length === 0 || search(judged, event, work, false) !== undefined
  })
}

/** The elements of lists that have been chosen, none within another one, in ascending order. */
type Chosen = readonly number[]

/** How far a search came: the elements chosen after one more field. */
export interface Step {
  readonly chosen: Chosen
  /** How many fields were passed over because nothing suitable stands beside what was chosen. */
  readonly missed: number
  /** Whether the last field was met. */
  readonly hit: boolean
  /** The element that the last field chose. */
  readonly element: number | undefined
  readonly before: Step | undefined
}

const START: Step = { chosen: [], missed: 0, hit: true, element: undefined, before: undefined }

/** Whether `inner` lies in `outer` or is the same. */
const within = (event: EventModel, inner: number, outer: number): boolean =>
  outer <= inner && inner <= (event.end[outer] ?? outer)

/**
 * Whether two elements can both be chosen: not when they are, or lie in, different elements of one list. The first list on the way up from `a`
 * that also holds `b` decides, unless an element on the way holds it.
 */
function consistent(event: EventModel, a: number, b: number, work: Work): boolean {
  if (within(event, b, a) || within(event, a, b)) return true
  let list = event.parent[a] ?? -1
  for (let at = a; list >= 0; ) {
    spend(work, 1)
    if (within(event, b, list)) return within(event, b, at)
    at = event.parent[list] ?? -1
    if (within(event, b, at)) return true
    list = event.parent[at] ?? -1
  }
  return true
}

function add(event: EventModel, chosen: Chosen, element: number): Chosen {
  if (element === 0 || chosen.some((one) => within(event, one, element))) return chosen
  const others = chosen.filter((one) => !within(event, element, one))
  return others.length === 0 ? [element] : [...others, element].sort((a, b) => a - b)
}

/** For each list: the last of the fields that has a value in it. */
function lastUses(judged: readonly Judged[], event: EventModel, work: Work): Int32Array {
  spend(work, event.parent.length)
  const last = new Int32Array(event.parent.length).fill(-1)
  for (let index = judged.length - 1; index >= 0; index--) {
    for (const { element } of judged[index]?.values ?? []) {
      // Who has been here set everything above as well.
      for (let at = element; at > 0 && last[at] === -1; at = event.parent[at] ?? 0) last[at] = index
    }
  }
  return last
}

/**
 * Searches for elements of lists within which all fields are met: every field of one list in the same element of it.
 *
 * Goes through the fields in EventBridge's order and keeps the sets of elements that can have been chosen so far. A list in which no
 * further field has a value is forgotten, so that sets which differ only there are one. In an event whose keys are neither
 * repeated nor spelled in two ways a set has one element, and the time grows with the values, not with their combinations.
 * `exists: false` is judged beside what has been chosen until then.
 *
 * With `partly`, fields may be missed, as few as possible: that tells which element comes nearest.
 */
export function search(judged: readonly Judged[], event: EventModel, work: Work, partly: boolean): Step | undefined {
  const last = lastUses(judged, event, work)
  let steps: readonly Step[] = [START]
  for (const [index, field] of judged.entries()) {
    const next = new Map<number | string, Step>()
    const keep = (before: Step, element: number | undefined, hit: boolean): void => {
      // A set costs more than a single element, which nearly every event comes down to.
      spend(work, before.chosen.length > 1 ? 20 * before.chosen.length : 5)
      const full = element === undefined ? before.chosen : add(event, before.chosen, element)
      const chosen = forget(full, event, last, index + 1, work)
      const key = chosen.length === 1 ? (chosen[0] ?? 0) : chosen.join()
      const missed = before.missed + (hit ? 0 : 1)
      const known = next.get(key)
      if (!known || known.missed > missed) next.set(key, { chosen, missed, hit, element, before })
    }
    const positions = positionsOf(field)
    for (const step of steps) {
      const beside = choices(field, positions, step.chosen, event, work)
      for (const element of beside.elements) keep(step, element, true)
      if (field.compiled.absence && !beside.present) keep(step, undefined, true)
      if (partly) keep(step, undefined, false)
    }
    if (next.size === 0) return undefined
    steps = [...next.values()]
  }
  return steps.reduce((best, step) => (step.missed < best.missed ? step : best), steps[0] ?? START)
}

/** The chosen elements without those of lists that no later field has a value in. */
function forget(chosen: Chosen, event: EventModel, last: Int32Array, next: number, work: Work): Chosen {
  if (chosen.every((element) => (last[element] ?? -1) >= next)) return chosen
  const kept = chosen.map((element) => {
    let at = element
    // What lies in a list also lies in all lists around it: the innermost ones are over first.
    while (at > 0 && (last[event.parent[at] ?? 0] ?? -1) < next) {
      spend(work, 1)
      at = event.parent[event.parent[at] ?? 0] ?? 0
    }
    return at
  })
  return kept.reduce<Chosen>((all, element) => add(event, all, element), [])
}

interface Positions {
  readonly elements: readonly number[]
  /** How many values before each one are met. */
  readonly metBefore: readonly number[]
}

function positionsOf({ values, met }: Judged): Positions {
  const metBefore = [0]
  for (const one of met) metBefore.push((metBefore.at(-1) ?? 0) + (one ? 1 : 0))
  return { elements: values.map(({ element }) => element), metBefore }
}

interface Choices {
  /** Elements whose value meets the field; 0 stands for one that leaves the choice as it is. */
  readonly elements: readonly number[]
  /** Whether any value, met or not, stands beside what was chosen. */
  readonly present: boolean
}

/** The index of the first of ascending numbers that is not below the bound. */
function lowerBound(numbers: readonly number[], bound: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < bound) low = middle + 1
    else high = middle
  }
  return low
}

/** What a field can choose beside what has been chosen. */
function choices(field: Judged, positions: Positions, chosen: Chosen, event: EventModel, work: Work): Choices {
  const { elements } = positions
  const found: number[] = []
  const look = (from: number, to: number): boolean => {
    if ((positions.metBefore[to] ?? 0) > (positions.metBefore[from] ?? 0)) {
      spend(work, to - from)
      for (let i = from; i < to; i++) if (field.met[i]) found.push(elements[i] ?? 0)
    }
    return to > from
  }
  const [only] = chosen
  if (only === undefined) return { present: look(0, elements.length), elements: found }
  if (chosen.length > 1) {
    spend(work, 4 * elements.length * chosen.length)
    const beside = elements.map((element) => chosen.every((one) => consistent(event, one, element, work)))
    for (const [i, is] of beside.entries()) if (is && field.met[i]) found.push(elements[i] ?? 0)
    return { present: beside.includes(true), elements: found }
  }
  // Within the element; then, going up, what is in an element around it but not in the list on the way.
  let [from, to] = [lowerBound(elements, only), lowerBound(elements, (event.end[only] ?? only) + 1)]
  let present = look(from, to)
  for (let at = only; at > 0 && (from > 0 || to < elements.length); ) {
    spend(work, 4)
    const list = event.parent[at] ?? 0
    at = event.parent[list] ?? 0
    const [listFrom, listTo] = [lowerBound(elements, list), lowerBound(elements, (event.end[list] ?? list) + 1)]
    from = lowerBound(elements, at)
    to = lowerBound(elements, (event.end[at] ?? at) + 1)
    const own = lowerBound(elements, at + 1)
    // A value of the element itself leaves the choice as it is: one is enough.
    if (own > from) {
      present = true
      if ((positions.metBefore[own] ?? 0) > (positions.metBefore[from] ?? 0)) found.push(0)
    }
    const [before, after] = [look(own, listFrom), look(listTo, to)]
    present = present || before || after
  }
  return { present, elements: found }
}
