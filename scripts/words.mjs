// Every word of the sources, which redaction keeps (src/diagnosis/redaction/vocabulary.ts). The file is not committed, since
// whoever adds a name would change it, and two branches would always be in conflict over it: the build writes it, and so does
// vitest before every run.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const src = new URL('../src/', import.meta.url)
const file = new URL('diagnosis/redaction/words.ts', src)

/** The words of a source file, comments aside. */
export const wordsOf = (text) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').match(/[A-Za-z][A-Za-z0-9]*/g) ?? []

/** Writes the words of all sources, where they have changed. The tables of events and calls are read by redaction itself. */
export function writeWords() {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('knowledge/data') && !name.endsWith('redaction/words.ts'),
  )
  const words = new Set(files.flatMap((name) => wordsOf(readFileSync(new URL(name, src), 'utf8'))))
  const text = `// Made by scripts/words.mjs from the sources. Do not edit.

/** Every word of the sources, comments aside. */
export const WORDS =
  '${[...words].sort().join(' ')}'
`
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
}
