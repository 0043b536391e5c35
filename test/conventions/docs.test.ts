import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { leastPolicy, readsOf } from '../../src/permissions.js'
import { headOf, paged, read, root } from './pages.js'

/** The parts of the documents that are made from the code. `UPDATE_DOCS=1 npx vitest run test/conventions` writes them. */
const parts: readonly { file: string; name: string; make: () => string }[] = [
  { file: 'README.md', name: 'checks', make: checksTable },
  { file: 'README.md', name: 'permissions', make: permissions },
]

for (const { file, name, make } of parts) {
  test(`${file}: the part "${name}" says what the code says`, () => {
    const begin = `<!-- ${name}: made from the code, see CONTRIBUTING.md -->\n`
    const end = `\n<!-- end of ${name} -->`
    const text = read(file)
    const from = text.indexOf(begin) + begin.length
    const to = text.indexOf(end)
    expect(from).toBeGreaterThan(begin.length)
    expect(to).toBeGreaterThan(from)
    const made = make()
    if (process.env['UPDATE_DOCS']) writeFileSync(new URL(file, root), text.slice(0, from) + made + text.slice(to))
    expect(read(file)).toContain(`${begin}${made}${end}`)
  })
}

/** One line a check: what is true when all is well, and what is found otherwise. */
function checksTable(): string {
  const rows = CHECKS.map(({ id, title, scope, findings }) => {
    const codes = findings.map((code) => {
      const mark = paged.includes(code) && headOf(code)?.severity === 'warning' ? ' (W)' : ''
      return `[${code}](docs/findings/${code}.md)${mark}`
    })
    return `| \`${id}\` | ${scope === 'rule' ? 'rule' : 'target'} | ${title} | ${codes.join(', ')} |`
  })
  return ['| check | once a | when all is well | findings |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function permissions(): string {
  return ['```json', JSON.stringify(leastPolicy('rule', readsOf(CHECKS)), null, 2), '```'].join('\n')
}
