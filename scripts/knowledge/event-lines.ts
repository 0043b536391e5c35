import type { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'

type SpecDatabase = ReturnType<typeof loadAwsServiceSpecSync>

/**
 * A shape as it stands in the table: a letter for a value (`s` text, `n` number, `i` integer, `b` boolean, `*` open), an
 * object by name of field (an optional one ends in `?`; the name `*` stands for any), a list with one shape, or a
 * choice: a list that begins with `|`.
 */
export type Shape = string | readonly Shape[] | { readonly [field: string]: Shape }

type Definition = ReturnType<SpecDatabase['get']>
type Property = { type: SpecType; required?: boolean }
type SpecType =
  | { type: 'string' | 'number' | 'integer' | 'boolean' | 'json' }
  | { type: 'ref'; reference: { $ref: string } }
  | { type: 'array' | 'map'; element: SpecType }
  | { type: 'union'; types: readonly SpecType[] }

const LETTERS = { string: 's', number: 'n', integer: 'i', boolean: 'b', json: '*' } as const

/**
 * The events of AWS's schema registry as lines, one a source: its name, a blank, and JSON with the shape of `detail` by
 * detail-type. In: the database of `@aws-cdk/aws-service-spec`. Throws on a type that it does not know.
 */
export function eventLines(db: SpecDatabase): string {
  const bySource = new Map<string, Record<string, Shape>>()
  for (const event of db.all('event')) {
    const shapes = bySource.get(event.source) ?? {}
    const shape = shapeOf(db, { type: 'ref', reference: event.rootProperty })
    const known = shapes[event.detailType]
    bySource.set(event.source, {
      ...shapes,
      // The registry has a few events twice, under two names.
      [event.detailType]: known === undefined ? shape : merged(known, shape),
    })
  }
  return [...bySource]
    .map(([source, shapes]) => `${source} ${JSON.stringify(sorted(shapes))}`)
    .sort(inOrder)
    .join('\n')
}

function shapeOf(db: SpecDatabase, type: SpecType): Shape {
  switch (type.type) {
    case 'ref': {
      const { properties } = db.get('eventTypeDefinition', type.reference.$ref) as Definition & {
        properties: Record<string, Property>
      }
      return sorted(
        Object.fromEntries(
          Object.entries(properties).map(([name, property]) => {
            if (name === '*' || name.endsWith('?')) throw new Error(`a field has the name "${name}"`)
            return [property.required ? name : `${name}?`, shapeOf(db, property.type)]
          }),
        ),
      )
    }
    case 'array':
      return [shapeOf(db, type.element)]
    case 'map':
      return { '*': shapeOf(db, type.element) }
    case 'union':
      return ['|', ...type.types.map((one) => shapeOf(db, one))]
    default: {
      const letter = LETTERS[type.type]
      if (!letter) throw new Error(`unknown type ${JSON.stringify(type)}`)
      return letter
    }
  }
}

/** Both shapes of one event: a field that one of them lacks is optional. */
function merged(one: Shape, other: Shape): Shape {
  if (JSON.stringify(one) === JSON.stringify(other)) return one
  if (!isObject(one) || !isObject(other)) return ['|', one, other]
  const bare = (shape: object) => Object.keys(shape).map((name) => name.replace(/\?$/, ''))
  const names = [...new Set([...bare(one), ...bare(other)])]
  return sorted(
    Object.fromEntries(
      names.map((name): [string, Shape] => {
        const [left, right] = [field(one, name), field(other, name)]
        const always = Object.hasOwn(one, name) && Object.hasOwn(other, name)
        const shape = left !== undefined && right !== undefined ? merged(left, right) : (left ?? right ?? '*')
        return [always ? name : `${name}?`, shape]
      }),
    ),
  )
}

const field = (shape: { readonly [field: string]: Shape }, name: string): Shape | undefined =>
  shape[name] ?? shape[`${name}?`]

const isObject = (shape: Shape): shape is { readonly [field: string]: Shape } =>
  typeof shape === 'object' && !Array.isArray(shape)

const inOrder = (one: string, other: string): number => (one < other ? -1 : 1)

const sorted = <T>(object: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(object).sort(([one], [other]) => inOrder(one, other)))
