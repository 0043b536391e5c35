import { describe, expect, test } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { declared, headOf, paged, read } from './pages.js'

describe('checks and codes', () => {
  test('every code that a check declares has its page, and every page its code', () => {
    expect(paged).toEqual(declared.map(({ code }) => code).sort())
  })

  test('the ids of checks are unique, and a code belongs to one check', () => {
    // One question may be asked of the rule and of each target: of its event bus's key, and of the target's.
    const ids = CHECKS.map((check) => `${check.id} ${check.scope}`)
    expect(ids).toEqual([...new Set(ids)])
    const codes = declared.map(({ code }) => code)
    expect(codes).toEqual([...new Set(codes)])
  })

  test('ids and codes are kebab-case: they are typed on command lines and are part of addresses', () => {
    for (const name of [...CHECKS.map((check) => check.id), ...declared.map(({ code }) => code)]) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    }
  })

  test('a title is a statement without a period: it stands before a colon or a symbol', () => {
    for (const { title } of CHECKS) expect(title).toMatch(/^[A-Z].*[^.]$/)
  })
})

describe('pages of findings', () => {
  for (const { code, check } of declared.filter(({ code }) => paged.includes(code))) {
    test(`${code}: head, the five parts, three ways to fix it, AWS's page and the runbook`, () => {
      const page = read(`docs/findings/${code}.md`)
      expect(page.startsWith(`# ${code}\n\n`)).toBe(true)
      expect(headOf(code)?.check).toBe(check)
      for (const part of [/^## Why events (are|may be) lost$/m, /^## When eb-doctor says this$/m, /^## The fix$/m]) {
        expect(page).toMatch(part)
      }
      for (const way of ['```sh', 'CloudFormation', 'Terraform']) expect(page).toContain(way)
      expect(page).toMatch(/\bnot say (this|it|so)\b|deliberately|does not/)
      expect(page.endsWith('\nRunbook: [An event did not arrive](../runbooks/event-did-not-arrive.md)\n')).toBe(true)
      expect(page.match(/https:\/\/docs\.aws\.amazon\.com\/\S+/g)?.length ?? 0).toBeGreaterThanOrEqual(1)
    })
  }
})
