import { CLOUDTRAIL_DETAIL_TYPES } from '../known-events.js'
import { isFromCloudTrail, recordField } from './cloudtrail-record.js'
import { EVENTS } from './data/events.js'
import { pairs } from './lines.js'
import { nearest } from './near.js'
import { type FieldFact, factAt, leavesOf, type Shape } from './shape.js'

// The events of AWS's schema registry. See index.ts: what they lack may exist all the same.

/** The JSON of each source, read when it is asked for. */
const TEXTS = pairs(EVENTS)
const read = new Map<string, ReadonlyMap<string, Shape>>()

function shapesOf(source: string): ReadonlyMap<string, Shape> | undefined {
  const text = TEXTS.get(source)
  if (text === undefined) return undefined
  const shapes = read.get(source) ?? new Map(Object.entries(JSON.parse(text) as Record<string, Shape>))
  read.set(source, shapes)
  return shapes
}

/** Every source that the registry has: `aws.ec2`. */
export const sources = (): readonly string[] => [...TEXTS.keys()]

/** The detail-types that the registry has of a source, `AWS API Call via CloudTrail` among them; undefined: none. */
export const detailTypesOf = (source: string): readonly string[] | undefined => {
  const shapes = shapesOf(source)
  return shapes && [...shapes.keys()]
}

/** The sources of which the registry has a detail-type; undefined: none. */
export function sendersOf(detailType: string): readonly string[] | undefined {
  const found = sources().filter((source) => shapesOf(source)?.has(detailType))
  return found.length > 0 ? found : undefined
}

/** Whether the registry has the event. `false` does not say that there is none. */
export const hasEventType = (source: string, detailType: string): boolean => shapesOf(source)?.has(detailType) ?? false

/**
 * The detail-type that a text probably means: of the source when one is given, otherwise of any; CloudTrail's may come with
 * every source. Undefined when the text is known itself, or close to nothing that is.
 */
export function nearestDetailType(text: string, source?: string): string | undefined {
  const known = source === undefined ? sources().flatMap((one) => detailTypesOf(one) ?? []) : detailTypesOf(source)
  return nearest(text, [...(known ?? []), ...CLOUDTRAIL_DETAIL_TYPES])
}

/** The paths of all values of an event, from `detail` on; undefined when the registry has no such event. */
export function fieldsOf(source: string, detailType: string): readonly string[] | undefined {
  const shape = shapesOf(source)?.get(detailType)
  return shape === undefined ? undefined : leavesOf(shape)
}

/**
 * What is known of a field of an event. Events of CloudTrail have the fields of its record, whatever their source: the
 * registry knows them from a few calls only. Undefined when nothing is known of the event, or the path is not below `detail`.
 * In: the path from `detail` on, as a pattern has it.
 */
export function fieldOf(source: string, detailType: string, path: readonly string[]): FieldFact | undefined {
  return isFromCloudTrail(detailType) ? recordField(path) : registryField(source, detailType, path)
}

/** What the registry alone says of a field: for events of CloudTrail use `fieldOf`. */
export function registryField(source: string, detailType: string, path: readonly string[]): FieldFact | undefined {
  const shape = shapesOf(source)?.get(detailType)
  const [top, ...below] = path.join('.').split('.')
  return shape === undefined || top !== 'detail' ? undefined : factAt(shape, below)
}
