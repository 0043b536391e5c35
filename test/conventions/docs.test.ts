import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOMS } from '../../scripts/rooms.mjs'
import { measuredTable, scalingTables } from '../../scripts/scaling.js'
import { CHECKS } from '../../src/checks/index.js'
import { leastPolicy, readsOf } from '../../src/diagnosis/permissions.js'
import { WRITE_ACTIONS } from '../../src/fixing/write-actions.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { markdownFence } from '../../src/text/sanitize.js'
import { diagnoseDemo } from './demo.js'
import { headOf, paged, read, root } from './pages.js'
import { runbookParts } from './runbook-parts.js'
import { walkThrough } from './walk-through.js'

/** The parts of the documents that are made from the code. `UPDATE_DOCS=1 npx vitest run test/conventions` writes them. */
const parts: readonly { file: string; name: string; make: () => string | Promise<string> }[] = [
  { file: 'README.md', name: 'excerpt', make: excerpt },
  { file: 'README.md', name: 'checks', make: checksTable },
  { file: 'README.md', name: 'permissions', make: permissions },
  { file: 'CONTRIBUTING.md', name: 'rooms', make: roomsTable },
  { file: 'docs/scaling.md', name: 'measured', make: measuredTable },
  { file: 'docs/scaling.md', name: 'table', make: scalingTables },
  { file: 'docs/my-event-does-not-match.md', name: 'walk-through', make: walkThrough },
  ...runbookParts.map(({ page, name, make }) => ({ file: `docs/runbooks/${page}.md`, name, make })),
]

for (const { file, name, make } of parts) {
  test(`${file}: the part "${name}" says what the code says`, async () => {
    const begin = `<!-- ${name}: made from the code, see CONTRIBUTING.md -->\n`
    const end = `\n<!-- end of ${name} -->`
    const text = read(file)
    const from = text.indexOf(begin) + begin.length
    const to = text.indexOf(end)
    expect(from).toBeGreaterThan(begin.length)
    expect(to).toBeGreaterThanOrEqual(from)
    const made = await make()
    if (process.env['UPDATE_DOCS']) writeFileSync(new URL(file, root), text.slice(0, from) + made + text.slice(to))
    expect(read(file)).toContain(`${begin}${made}${end}`)
  })
}

/** What a terminal shows of a recorded rule, up to the end of the first error, and its last lines. */
async function excerpt(): Promise<string> {
  const report = await diagnoseDemo('lambda-other-rule')
  const lines = renderTerminal(report, { width: 100, color: false }).trimEnd().split('\n')
  const cut = lines.findIndex((line) => line.trimStart().startsWith('More:')) + 1
  return markdownFence('text', [
    '$ eb-doctor demo lambda-other-rule',
    '',
    ...lines.slice(0, cut),
    '  ...',
    ...lines.slice(-3),
  ]).join('\n')
}

/** One line a check: what is true when all is well, and what is found otherwise. */
function checksTable(): string {
  const rows = CHECKS.map(({ id, title, scope, findings }) => {
    const codes = findings.map((code) => {
      const severity = paged.includes(code) ? headOf(code)?.severity : undefined
      const mark = { error: '', warning: ' (W)', 'error or warning': ' (E/W)' }[severity ?? 'error']
      return `[${code}](docs/findings/${code}.md)${mark}`
    })
    return `| \`${id}\` | ${scope === 'rule' ? 'rule' : 'target'} | ${title} | ${codes.join(', ')} |`
  })
  return ['| check | once a | when all is well | findings |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** The rooms of src from the top down, as the check of the imports has them. */
function roomsTable(): string {
  const rooms = ROOMS.filter(([room]) => existsSync(new URL(`src/${room}/`, root)))
  return [
    '| folder | what is in it |',
    '| --- | --- |',
    ...rooms.map(([room, what]) => `| \`src/${room}\` | ${what} |`),
  ].join('\n')
}

function permissions(): string {
  return ['```json', JSON.stringify(leastPolicy('rule', readsOf(CHECKS), WRITE_ACTIONS), null, 2), '```'].join('\n')
}

test('docs/decisions/README.md lists every decision', () => {
  const pages = readdirSync(new URL('docs/decisions/', root)).filter((name) => name !== 'README.md')
  const listed = [...read('docs/decisions/README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, name]) => name)
  expect(listed.sort()).toEqual(pages.sort())
})

test('links between the documents lead somewhere', () => {
  for (const file of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/adding-a-check.md', 'docs/exit-codes.md']) {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => to)
    for (const to of links) expect(existsSync(new URL(to, new URL(file, root))), `${file}: ${to}`).toBe(true)
  }
})
