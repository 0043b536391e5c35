import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const published = JSON.parse(readFileSync(new URL('../../report.schema.json', import.meta.url), 'utf8')) as object

/** The schema with every object closed: a member that the schema does not name is then an error. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const open = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const isObject = open['type'] === 'object' && 'properties' in open && !('additionalProperties' in open)
  return isObject ? { ...open, additionalProperties: false } : open
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
const outside = ajv.compile(published)
const inside = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(closed(published) as object)

/** What the published schema says against a document; empty when it fits. */
export const complaints = (document: unknown): string[] =>
  outside(document) ? [] : (outside.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)

/** The same, and each member that the schema does not name. For our own output only: readers must allow new members. */
export const strictComplaints = (document: unknown): string[] =>
  inside(document)
    ? []
    : (inside.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
