import { nearest } from './near.js'

/**
 * The shape of a `detail`: a letter for a value (`s` text, `n` number, `i` integer, `b` true or false, `*` open), an object
 * by name of field (an optional one ends in `?`; the name `*` stands for any), a list with one shape, or a choice: a list
 * that begins with `|`.
 */
export type Shape = string | readonly Shape[] | { readonly [field: string]: Shape }

export type ValueType = 'text' | 'number' | 'integer' | 'true or false'

/** What a schema says of a field. A list counts as its elements, as it does for EventBridge. */
export type FieldFact =
  /** `always`: the schema marks the field, and all above it, as required. */
  | { state: 'value'; type: ValueType; list: boolean; always: boolean }
  /** An object, which no plain value equals and of which `exists` says nothing. `fields`: the names that it has. */
  | { state: 'object'; fields: readonly string[]; list: boolean; always: boolean }
  /** The schema leaves open what stands here. */
  | { state: 'open' }
  /**
   * The schema lists the fields of the object above, and this is not among them. The event may have it all the same:
   * services add fields before the schema does, so that this alone is no ground for a warning. `meant` is one: the path
   * of a listed field that the name is close to.
   */
  | { state: 'unlisted'; meant?: string }

interface Found {
  shape: Shape
  list: boolean
  always: boolean
}

const TYPES: Readonly<Record<string, ValueType>> = { s: 'text', n: 'number', i: 'integer', b: 'true or false' }

/**
 * What a shape says of a field.
 * In: the shape of `detail`, and the path below it (`['service', 'count']`, also `['service.count']`).
 */
export function factAt(shape: Shape, path: readonly string[]): FieldFact {
  const found = walk([{ shape, list: false, always: true }], path.join('.'))
  if (found.length === 0) return unlisted(shape, path.join('.').split('.'))
  const facts = found.map(factOf)
  const [first, ...others] = facts
  if (!first || facts.some((fact) => fact.state === 'open')) return { state: 'open' }
  if (others.length === 0) return first
  const objects = facts.flatMap((fact) => (fact.state === 'object' ? [fact] : []))
  if (objects.length === facts.length) {
    const fields = [...new Set(objects.flatMap((fact) => fact.fields))]
    return {
      state: 'object',
      fields,
      list: objects.some((fact) => fact.list),
      always: objects.every((fact) => fact.always),
    }
  }
  const types = new Set(facts.map((fact) => (fact.state === 'value' ? fact.type : fact.state)))
  return types.size === 1 ? first : { state: 'open' }
}

/** The paths of all values, objects left out: `detail.service.count`. Fields that are open end theirs. */
export const leavesOf = (shape: Shape, path = 'detail'): readonly string[] => [
  ...new Set(
    choices({ shape, list: false, always: true }).flatMap(({ shape: one }) =>
      isObject(one) && !Object.hasOwn(one, '*')
        ? Object.entries(one).flatMap(([name, inner]) => leavesOf(inner, `${path}.${bare(name)}`))
        : [path],
    ),
  ),
]

/** Everything that may stand at a path: a choice has several. A name may hold dots: EventBridge joins names with them. */
function walk(from: readonly Found[], path: string): readonly Found[] {
  const here = from.flatMap(choices)
  if (path === '') return here
  return here.flatMap((found): readonly Found[] => {
    if (found.shape === '*') return [found]
    if (!isObject(found.shape)) return []
    return Object.entries(found.shape).flatMap(([written, shape]) => {
      const name = bare(written)
      const rest = name === '*' ? path.split('.').slice(1).join('.') : restAfter(path, name)
      if (rest === undefined) return []
      return walk([{ shape, list: found.list, always: found.always && name === written && name !== '*' }], rest)
    })
  })
}

function restAfter(path: string, name: string): string | undefined {
  if (path === name) return ''
  return path.startsWith(`${name}.`) ? path.slice(name.length + 1) : undefined
}

/** What a list holds and what a choice offers, taken apart. */
function choices(found: Found): readonly Found[] {
  if (!isList(found.shape)) return [found]
  const [first, ...others] = found.shape
  if (first === '|') return others.flatMap((shape) => choices({ ...found, shape }))
  // A list may be empty: nothing in it is there always.
  return choices({ shape: first ?? '*', list: true, always: false })
}

function factOf({ shape, list, always }: Found): FieldFact {
  if (isObject(shape)) {
    const fields = Object.keys(shape).map(bare)
    return fields.includes('*') ? { state: 'open' } : { state: 'object', fields, list, always }
  }
  const type = typeof shape === 'string' ? TYPES[shape] : undefined
  return type ? { state: 'value', type, list, always } : { state: 'open' }
}

/** The listed field that was probably meant: a near name in the same object, else the only one of that name elsewhere. */
function unlisted(shape: Shape, path: readonly string[]): FieldFact {
  const leaves = leavesOf(shape, '').map((leaf) => leaf.slice(1))
  const depth = path.findIndex(
    (_, i) => walk([{ shape, list: false, always: true }], path.slice(0, i + 1).join('.')).length === 0,
  )
  const [above, name = '', below] = [path.slice(0, depth), path[depth], path.slice(depth + 1)]
  const parent = above.length === 0 ? factAt(shape, []) : factAt(shape, above)
  const sibling = parent.state === 'object' ? nearest(name, parent.fields) : undefined
  if (sibling !== undefined) return { state: 'unlisted', meant: ['detail', ...above, sibling, ...below].join('.') }
  const last = path.at(-1) ?? ''
  const elsewhere = leaves.filter((leaf) => sameName(leaf.split('.').at(-1) ?? '', last))
  const [only] = elsewhere
  return elsewhere.length === 1 && only ? { state: 'unlisted', meant: `detail.${only}` } : { state: 'unlisted' }
}

const sameName = (one: string, other: string): boolean => one === other || nearest(one, [other]) === other

const isList = (shape: Shape): shape is readonly Shape[] => Array.isArray(shape)
const isObject = (shape: Shape): shape is { readonly [field: string]: Shape } =>
  typeof shape === 'object' && !Array.isArray(shape)
const bare = (name: string): string => name.replace(/\?$/, '')
