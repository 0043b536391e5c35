import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

/** A file of the bundle with all that it imports before it runs: their text, by path. What is imported later is not among them. */
function loadedBy(file: string, texts = new Map<string, string>()): Map<string, string> {
  if (texts.has(file)) return texts
  const text = readFileSync(file, 'utf8')
  texts.set(file, text)
  for (const [, name = ''] of text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g))
    loadedBy(join(dirname(file), name), texts)
  return texts
}

const textOf = (files: Map<string, string>): string => [...files.values()].join('\n')
const start = loadedBy(join(dist, 'start.js'))
const rule = loadedBy(join(dist, 'commands/rule.js'), new Map(start))

describe('what is loaded before a command runs', () => {
  test('is of oclif its parser, without the search for plugins and without help', () => {
    expect(textOf(rule)).toContain('only be specified once')
    expect(textOf(rule)).not.toContain('flexibleTaxonomy')
    // The commands of oclif's own, such as autocomplete, load all of it: the words are the right ones.
    expect(textOf(loadedBy(join(dist, 'commands/autocomplete/index.js')))).toContain('flexibleTaxonomy')
  })

  test('are no tables of colours, which only help is drawn with', () => {
    expect(textOf(rule)).not.toContain('rebeccapurple')
    const chunks = readdirSync(join(dist, 'chunks')).map((file) => readFileSync(join(dist, 'chunks', file), 'utf8'))
    expect(chunks.some((text) => text.includes('rebeccapurple'))).toBe(true)
  })

  test('is no client of AWS, and nothing that diagnoses', () => {
    expect([...rule.keys()].filter((file) => /\/(client|sdk)-/.test(file))).toEqual([])
    expect(textOf(rule)).not.toContain('role-not-trusted')
  })
})

describe('what is loaded before AWS is asked', () => {
  const chunks = readdirSync(join(dist, 'chunks'))
  const read = (file: string) => readFileSync(join(dist, 'chunks', file), 'utf8')

  test('is a client with what reads through it, and nothing that diagnoses', () => {
    expect(chunks.some((file) => read(file).includes('role-not-trusted'))).toBe(true)
    const clients = chunks.filter((file) => file.startsWith('client-'))
    expect(clients.length).toBeGreaterThan(20)
    const diagnosing = clients.filter((file) =>
      textOf(loadedBy(join(dist, 'chunks', file))).includes('role-not-trusted'),
    )
    expect(diagnosing).toEqual([])
    const [events = ''] = clients.filter((file) => file.startsWith('client-eventbridge'))
    expect(read(events)).toContain('the answer has no list of targets')
  })
})
