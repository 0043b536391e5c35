import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renderJson, renderJsonError } from '../../src/report/json.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { healthy, sample } from './sample.js'

/** Compares with a file that a person can open. `UPDATE_GOLDEN=1 npx vitest run test/report` writes them anew. */
function golden(name: string, text: string): void {
  const file = new URL(`golden/${name}`, import.meta.url)
  if (process.env['UPDATE_GOLDEN']) {
    mkdirSync(dirname(file.pathname), { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}

describe('a report with every status', () => {
  for (const width of [80, 160]) {
    test(`in a terminal of ${width} columns`, () => {
      golden(`every-status.${width}.txt`, renderTerminal(sample, { width, color: false }))
    })
    test(`in a terminal of ${width} columns, with colour`, () => {
      golden(`every-status.${width}.ansi`, renderTerminal(sample, { width, color: true }))
    })
  }
  test('in a ticket', () => golden('every-status.md', renderMarkdown(sample)))
  test('for a program', () => golden('every-status.json', renderJson(sample)))
})

describe('a healthy rule', () => {
  test('in a terminal of 80 columns', () => {
    golden('healthy.80.txt', renderTerminal(healthy, { width: 80, color: false }))
  })
  test('in a ticket', () => golden('healthy.md', renderMarkdown(healthy)))
})

test('a rule with a rate, whose next times nobody can tell, in a terminal of 80 columns', () => {
  const { eventPattern: _, ...rule } = healthy.rule
  const schedule = { expression: 'rate(5 minutes)', next: [] }
  golden('rate.80.txt', renderTerminal({ ...healthy, rule: { ...rule, schedule } }, { width: 80, color: false }))
})

test('an error for a program', () => {
  golden(
    'error.json',
    renderJsonError({
      code: 'no-credentials',
      message: 'Could not load credentials from any providers.',
      hint: 'Sign in, or name a profile with --profile.',
    }),
  )
})
