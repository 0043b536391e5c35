import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compact, type JsonNode, readJson, readJsonValues } from '../../src/text/json-text.js'

const value = (text: string): JsonNode => {
  const read = readJson(text)
  if (!read.ok) throw new Error(read.fault.reason)
  return read.value
}
const fault = (text: string) => {
  const read = readJson(text)
  return read.ok ? undefined : read.fault
}
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('JSON as it is written', () => {
  test('keeps the text of numbers', () => {
    expect(compact(value(' { "a" : [ 1.0 , 1e3, -0, 12345678901234567890 ] } '))).toBe(
      '{"a":[1.0,1e3,-0,12345678901234567890]}',
    )
  })

  test('takes the last of equal keys', () => expect(compact(value('{"a":1,"b":2,"a":3}'))).toBe('{"a":3,"b":2}'))

  test('has keys that every object of the program has', () => {
    expect(compact(value('{"__proto__":1,"constructor":{}}'))).toBe('{"__proto__":1,"constructor":{}}')
  })

  test('says on which line what is missing', () => {
    expect(fault('{\n "a": 1\n "b": 2}')).toEqual({
      line: 3,
      reason: '"," or "}" was expected, and "\\"b\\": 2}" came',
    })
    expect(fault('{"a": "b\n"}')?.reason).toContain('ends in quotes on its line')
    expect(fault('')).toEqual({ line: 1, reason: 'there is no JSON value' })
    expect(fault('{}\n{}')).toEqual({ line: 2, reason: 'something follows the JSON value' })
  })

  test('reads values one after the other, with where each begins and ends', () => {
    const text = '{"a":1}\n\n{\n"b":[]}  3'
    const read = readJsonValues(text)
    expect(read.ok && read.value.map(({ line, start, end }) => [line, text.slice(start, end)])).toEqual([
      [1, '{"a":1}'],
      [3, '{\n"b":[]}'],
      [4, '3'],
    ])
  })

  test('ends with a word, not with a crash, however deep and long the text is', () => {
    expect(fault('['.repeat(1_000_000))?.reason).toContain('more than 1000')
    expect(value(JSON.stringify('"\\\n'.repeat(500_000))).kind).toBe('text')
    expect(fault(`"${'\\"'.repeat(1_000_000)}`)?.reason).toContain('ends in quotes')
  })

  test('is what JSON.parse takes, and means the same', () => {
    const broken = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('"', ',', '{', ']', '\\', '0', '.', '-', ' ', 'e', '\n'),
    )
    fc.assert(
      fc.property(broken, ([json, at, character]) => {
        const place = at % (json.length + 1)
        for (const text of [json, json.slice(0, place) + character + json.slice(place)]) {
          const read = readJson(text)
          expect(read.ok).toBe(isJson(text))
          if (read.ok) expect(JSON.parse(compact(read.value))).toEqual(JSON.parse(text))
        }
      }),
      { numRuns: 500 },
    )
  })
})
