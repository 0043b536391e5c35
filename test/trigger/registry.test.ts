import { describe, expect, test } from 'vitest'
import { readPattern } from '../../src/pattern/model.js'
import { arnFieldOf } from '../../src/trigger/knowledge/event-facts.js'
import { detailTypesOf, fieldsOf, registryField, sources } from '../../src/trigger/knowledge/event-types.js'
import { lint } from '../../src/trigger/lint.js'

const nested = (path: string, leaf: unknown): unknown =>
  path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), leaf)

/** Every event of AWS's schema registry with every field that has a type. */
const leaves = sources().flatMap((source) =>
  (detailTypesOf(source) ?? []).flatMap((detailType) =>
    (fieldsOf(source, detailType) ?? []).flatMap((path) => {
      const fact = registryField(source, detailType, path.split('.'))
      return fact?.state === 'value' ? [{ source, detailType, path, type: fact.type }] : []
    }),
  ),
)

type Leaf = (typeof leaves)[number]

/** Values as the event may have them. */
function valuesOf({ source, detailType, path, type }: Leaf): readonly unknown[] {
  if (type === 'true or false') return [true, { exists: true }]
  if (type !== 'text') return [5, { numeric: ['>', 0] }, { exists: true }]
  const arn = arnFieldOf(source, detailType, path.split('.'))
  return [arn ? arn.form : 'x', { prefix: 'a' }, { 'anything-but': ['y'] }, { exists: true }]
}

async function flawsOf({ source, detailType, path }: Leaf, values: readonly unknown[]) {
  const read = readPattern(
    JSON.stringify({ source: [source], 'detail-type': [detailType], ...(nested(path, values) as object) }),
  )
  if (read.state !== 'read') throw new Error(read.reason)
  const { dead, suspicious } = await lint(read.model)
  return [...dead, ...suspicious].map(({ says }) => `${source} ${detailType} ${path}: ${says}`)
}

describe('patterns for the events that AWS publishes', () => {
  test('a pattern for any field of any event is in order (false positive)', async () => {
    const flaws: string[] = []
    for (const leaf of leaves) flaws.push(...(await flawsOf(leaf, valuesOf(leaf))))
    expect(new Set(leaves.map(({ source, detailType }) => `${source} ${detailType}`)).size).toBeGreaterThan(370)
    expect(leaves.length).toBeGreaterThan(5000)
    expect(flaws).toEqual([])
  }, 60_000)

  test('a text for a number, and a number for a text, is named in nearly all of them', async () => {
    const typed = leaves.filter(({ detailType }) => !detailType.endsWith('via CloudTrail'))
    const named = await Promise.all(typed.map((leaf) => flawsOf(leaf, [leaf.type === 'text' ? 5 : 'x'])))
    expect(named.filter((flaws) => flaws.length > 0).length / typed.length).toBeGreaterThan(0.95)
  }, 60_000)
})
