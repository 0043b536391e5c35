import { readFileSync } from 'node:fs'
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

  test('is no client of AWS, and nothing that diagnoses as long as it is not known what is wanted', () => {
    expect([...rule.keys()].filter((file) => /\/(client|sdk)-/.test(file))).toEqual([])
    expect(textOf(rule)).toContain('role-not-trusted')
    expect(textOf(start)).not.toContain('role-not-trusted')
  })
})
