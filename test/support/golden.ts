import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from 'vitest'

/** Compares with a file that a person can open. `UPDATE_GOLDEN=1` writes it anew. */
export function golden(file: URL, text: string): void {
  if (process.env['UPDATE_GOLDEN']) {
    mkdirSync(dirname(file.pathname), { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}
