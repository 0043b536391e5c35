import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { asYaml } from '../../../src/fixing/formats/yaml.js'
import { awkward, json, SEED } from './values.js'

/** As PyYAML and CloudFormation read it, and as newer parsers do. */
const VERSIONS = ['1.1', '1.2'] as const

describe.each(VERSIONS)('YAML, read as version %s,', (version) => {
  const read = (text: string): unknown => parse(text, { version, maxAliasCount: 0 })

  test('gives every awkward text back, as a key and as a value', () => {
    expect(read(asYaml(awkward))).toEqual(awkward)
  })

  test('gives any value back', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(read(asYaml(value))).toEqual(value)
      }),
      SEED,
    )
  })
})

test('YAML holds no character that cannot be seen', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(asYaml(value)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u)
    }),
    SEED,
  )
})
