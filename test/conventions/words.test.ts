import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const src = new URL('../../src/', import.meta.url)
const made = new URL('diagnosis/redaction/words.ts', src)

/** The code of a source file without its comments. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

test('the words that redaction keeps are those of the sources; UPDATE_DOCS=1 writes them', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('knowledge/data') && !file.includes('redaction/words'),
  )
  const words = new Set(
    files.flatMap((file) => codeOf(readFileSync(new URL(file, src), 'utf8')).match(/[A-Za-z][A-Za-z0-9]*/g) ?? []),
  )
  const text = `// Made by the test of this file from the sources. Do not edit.

/** Every word of the sources, comments aside. */
export const WORDS =
  '${[...words].sort().join(' ')}'
`
  if (process.env['UPDATE_DOCS']) writeFileSync(made, text)
  const known = new Set(readFileSync(made, 'utf8').match(/[A-Za-z][A-Za-z0-9]*/g))
  expect([...words].filter((word) => !known.has(word))).toEqual([])
})
