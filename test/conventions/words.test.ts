import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { wordsOf } from '../../scripts/words.mjs'
import { WORDS } from '../../src/diagnosis/redaction/words.js'

const src = new URL('../../src/', import.meta.url)

describe('the words that redaction keeps', () => {
  test('are those of every source, written before the tests run', () => {
    const known = new Set(WORDS.split(' '))
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.includes('knowledge/data'),
    )
    const words = files.flatMap((file) => wordsOf(readFileSync(new URL(file, src), 'utf8')))
    expect([...new Set(words)].filter((word) => !known.has(word))).toEqual([])
  })

  test('do not include what only comments say, which may be names of an account', () => {
    const text = "/** Of orders. */\nconst a = 'events'\n  // For billing.\nconst url = 'https://b'"
    expect(wordsOf(text)).toEqual(['const', 'a', 'events', 'const', 'url', 'https', 'b'])
  })
})
