import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderPage } from '../../src/report/page.js'
import { listRunbooks, RUNBOOKS, runbookOf } from '../../src/report/runbook.js'
import { columns } from '../../src/text/wrap.js'
import { blocksOf, commandsOf, RUNS, runbooks, runbookText } from '../support/runbooks.js'
import { declared, read, root } from './pages.js'

const codes = declared.map(({ code }) => code)
/** Names in the pages that look like codes and are the reader's own. */
const EXAMPLES = ['order-paid', 'extra-args', 'eb-doctor-rule']

test('the command lists every runbook of docs/runbooks, and no other', () => {
  expect([...RUNBOOKS].sort()).toEqual(runbooks)
})

test('the runbooks ship with the package', () => {
  expect(JSON.parse(read('package.json')).files).toContain('docs/runbooks')
})

test('the list says of each runbook when to take it, in one sentence', () => {
  const all = RUNBOOKS.map((name) => runbookOf(name, runbookText(name)))
  for (const { name, title, summary } of all) {
    expect(title, name).toMatch(/^[A-Z][^.]*$/)
    expect(summary, name).toMatch(/^[^\n]+\.$/)
    expect(listRunbooks(all, 200)).toContain(`${name}\n    ${title}: ${summary}\n`)
  }
})

describe.each(runbooks)('the runbook %s', (name) => {
  const page = runbookText(name)

  test('says how to begin, when to stop and how to undo', () => {
    const { steps } = runbookOf(name, page)
    expect(steps[0]).toBe('Before you start')
    expect(steps.slice(-2)).toEqual(['When to stop and escalate', 'How to undo'])
    const numbers = steps.flatMap((step) => /^(\d+)\. /.exec(step)?.[1] ?? [])
    expect(numbers).toEqual(numbers.map((_, i) => String(i + 1)))
    expect(numbers.length).toBeGreaterThan(1)
  })

  test('has no command that no test runs, and none is run that is not on it', () => {
    const run = (RUNS[name] ?? []).map(({ command }) => command)
    expect([...new Set(run)].sort()).toEqual(commandsOf(page).sort())
  })

  test('shows commands in shell blocks alone, so that they are found', () => {
    for (const { language, text } of blocksOf(page)) {
      expect(['sh', 'yaml', 'json', 'text']).toContain(language)
      if (language !== 'sh') expect(text).not.toMatch(/^\$ |^\s*eb-doctor /m)
    }
  })

  test('names only findings that there are, and links that lead somewhere', () => {
    const named = [...page.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code = '']) => code)
    expect(named.filter((code) => ![...codes, ...EXAMPLES, ...RUNBOOKS].includes(code))).toEqual([])
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, to = '']) => to)
    for (const to of links) expect(existsSync(new URL(to, new URL(`docs/runbooks/${name}.md`, root))), to).toBe(true)
  })

  test.each([60, 80, 120])('keeps to a terminal of %d columns, but for what must not be broken', (width) => {
    const printed = renderPage(page, { width, color: false }).split('\n')
    const wide = printed.filter((line) => columns(line) > width && !line.startsWith('    '))
    // A word that is longer than its column stands out; no line of several words does.
    expect(wide.filter((line) => line.trim().includes(' ') && !/\S{20}/.test(line))).toEqual([])
    expect(printed.join('\n')).not.toMatch(/^\|/m)
    expect(printed.join('\n')).not.toMatch(/<!--|\]\(|\*\*/)
  })
})
