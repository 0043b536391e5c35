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

test('a number with an exponent has a point: without one YAML 1.1 takes it for a text', () => {
  expect(asYaml([1e21, -1e-7, 1.5e300, 10])).toBe('- 1.0e+21\n- -1.0e-7\n- 1.5e+300\n- 10\n')
})
