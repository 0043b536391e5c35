import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonencode, renderHcl } from '../../../src/fixing/formats/hcl.js'
import type { Json } from '../../../src/text/json.js'
import { blocksOf, localValue } from './read-hcl.js'
import { awkward, json, SEED } from './values.js'

const written = (value: Json): string => renderHcl([{ type: 'locals', labels: [], body: { attributes: { value } } }])

describe('HCL', () => {
  test('gives every awkward text back, as a key and as a value', () => {
    expect(localValue(written(awkward))).toEqual(awkward)
  })

  test('gives any value back', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(localValue(written(value))).toEqual(value)
      }),
      SEED,
    )
  })

  test('gives a document back that is written with jsonencode', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = renderHcl([
          { type: 'a', labels: ['b', 'c'], body: { attributes: { document: jsonencode(value) } } },
        ])
        expect(blocksOf(text)).toEqual({ a: { b: { c: [{ document: value }] } } })
      }),
      { ...SEED, numRuns: 100 },
    )
  })

  test('takes a block apart from the text of a comment, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (comment) => {
        const block = { type: 'a', labels: ['b'], body: { attributes: { x: 1 } }, comments: [comment, `\n x = 2`] }
        expect(blocksOf(renderHcl([block], [comment]))).toEqual({ a: { b: [{ x: 1 }] } })
      }),
      SEED,
    )
  })

  test('lays attributes out in columns, and blocks apart', () => {
    const text = renderHcl(
      [
        {
          type: 'resource',
          labels: ['t', 'n'],
          comments: ['One.', 'Two.'],
          body: {
            attributes: { a: 1, long_name: 'x', gone: undefined, list: [{ b: 1 }], c: true },
            blocks: [{ type: 'inner', labels: [], body: { attributes: {} } }],
          },
        },
      ],
      ['Of the file.'],
    )
    expect(text).toBe(`# Of the file.

# One.
# Two.
resource "t" "n" {
  a         = 1
  long_name = "x"
  list = [
    {
      b = 1
    },
  ]
  c = true

  inner {}
}
`)
  })
})
