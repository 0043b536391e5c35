import { readdirSync, readFileSync } from 'node:fs'
import { exactOptional, type GenericSchema, nullable, number, parse, picklist, string } from 'valibot'
import { describe, expect, test } from 'vitest'
import { READ_NAMES, READS } from '../../src/aws/account.js'
import { flawOf } from '../../src/aws/reads/flaw.js'
import { list, map, object } from '../../src/aws/reads/form.js'
import { exampleOf } from '../support/examples.js'

/** Every path to a value that is neither an object nor a list. */
function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]))
}

/** The value with another kind of JSON value at a path. */
function changedAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return { instead: value }
  const copy = structuredClone(value) as Record<string, unknown>
  copy[key] = changedAt(copy[key], rest)
  return copy
}

describe('every read', () => {
  test.each(READ_NAMES)(
    '%s: its example has the form that it declares, and no member that it does not declare',
    (read) => {
      const { args, example } = READS[read]
      const form: GenericSchema = READS[read].answer()
      const value = exampleOf(read)
      expect(flawOf(form, value)).toBeUndefined()
      expect(parse(form, value)).toEqual(value)
      expect(example.args.map((arg, i) => args[i] && flawOf(args[i], arg))).toEqual(args.map(() => undefined))
    },
  )

  test('has a test that asks it with a stub in place of AWS', () => {
    const folder = new URL('live/', import.meta.url)
    const tests = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
    const asked = new Set(tests.flatMap((text) => text.match(/\b\w+(?=\()/g) ?? []))
    expect(READ_NAMES.filter((read) => !asked.has(read))).toEqual([])
  })

  test.each(READ_NAMES)('%s: a value of another kind, anywhere in its example, is refused with its path', (read) => {
    const value = exampleOf(read)
    for (const path of leaves(value)) {
      expect(flawOf(READS[read].answer(), changedAt(value, path))).toMatch(
        path.length > 0 ? new RegExp(`^${path.join('\\.')} is `) : /^the whole is /,
      )
    }
  })
})

describe('the form of an answer', () => {
  const form = object({
    name: string(),
    note: exactOptional(string()),
    size: nullable(number()),
    kind: picklist(['a', 'b']),
    parts: list(object({ id: string() })),
    tags: map(string()),
  })
  const good = { name: 'x', size: null, kind: 'a', parts: [{ id: '1' }], tags: {} }

  test('takes members that it does not know', () => {
    expect(flawOf(form, { ...good, later: { anything: [1] }, parts: [{ id: '1', later: 2 }] })).toBeUndefined()
  })

  test.each([
    ['name is a number, not a string', { ...good, name: 7 }],
    ['name is absent', { ...good, name: undefined }],
    ['note is null, not a string', { ...good, note: null }],
    ['size is a string, not a number', { ...good, size: '7' }],
    ['kind is none of ("a" | "b")', { ...good, kind: 'c' }],
    ['parts is an object, not a list', { ...good, parts: {} }],
    ['parts.1.id is a boolean, not a string', { ...good, parts: [{ id: '1' }, { id: true }] }],
    ['parts.0 is a list, not an object', { ...good, parts: [[]] }],
    ['tags is a list, not an object', { ...good, tags: ['a'] }],
    ['tags.team is a number, not a string', { ...good, tags: { team: 7 } }],
    ['the whole is a list, not an object', [good]],
    ['the whole is null, not an object', null],
    ['the whole is a string, not an object', 'x'],
  ])('says: %s', (flaw, value) => {
    expect(flawOf(form, value)).toBe(flaw)
  })

  test.each(['constructor', '__proto__', 'prototype', 'toString'])('looks at a member that is called %s', (key) => {
    const tags = JSON.parse(`{"${key}": 7}`)
    expect(flawOf(form, { ...good, tags })).toBe(`tags.${key} is a number, not a string`)
    expect(flawOf(form, { ...good, tags: JSON.parse(`{"${key}": "x"}`) })).toBeUndefined()
  })

  test('repeats a hostile name in part, on one line, and no value', () => {
    const flaw = flawOf(form, { ...good, tags: { [`a\n\u001b[31m${'b'.repeat(5000)}`]: { secret: 'x' } } })
    expect(flaw).toMatch(/^tags\.a \ufffd\[31mb{50,60} is an object, not a string$/)
  })
})
