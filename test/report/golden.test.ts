import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../src/cli/exit-codes.js'
import { renderJson, renderJsonError } from '../../src/report/json.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { demos, diagnoseDemo } from '../conventions/demo.js'
import { healthy } from './sample.js'

/** Compares with a file that a person can open. `UPDATE_GOLDEN=1 npx vitest run test/report` writes them anew. */
function golden(name: string, text: string): void {
  const file = new URL(`golden/${name}`, import.meta.url)
  if (process.env['UPDATE_GOLDEN']) {
    mkdirSync(dirname(file.pathname), { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}

describe.each(demos)('the recorded rule %s', (name) => {
  test('in a terminal of 100 columns, with its exit code', async () => {
    const report = await diagnoseDemo(name)
    const text = renderTerminal(report, { width: 100, color: false })
    golden(`demo/${name}.txt`, `${text}exit code ${exitCodeOf(report.verdict, 'error')}\n`)
  })
  test('in a ticket', async () => golden(`demo/${name}.md`, renderMarkdown(await diagnoseDemo(name))))
})

describe.each([80, 160])('a recorded rule in a terminal of %s columns', (width) => {
  test('with colour', async () => {
    golden(
      `lambda-other-rule.${width}.ansi`,
      renderTerminal(await diagnoseDemo('lambda-other-rule'), { width, color: true }),
    )
  })
})

test('a recorded rule for a program', async () => {
  golden('lambda-other-rule.json', renderJson(await diagnoseDemo('lambda-other-rule')))
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
