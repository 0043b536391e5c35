import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import Explain from '../../src/commands/explain.js'
import { renderPage } from '../../src/report/page.js'

/** Runs the command in this process: what it printed, and the exit code it set. */
async function explain(...argv: string[]): Promise<{ out: string; err: string; exitCode: unknown }> {
  const config = await Config.load(fileURLToPath(new URL('../..', import.meta.url)))
  const written = { out: '', err: '' }
  const keep = (stream: 'out' | 'err') => (text: string | Uint8Array) => {
    written[stream] += String(text)
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'))
  vi.spyOn(process.stderr, 'write').mockImplementation(keep('err'))
  process.exitCode = undefined
  await Explain.run(argv, config)
  const { exitCode } = process
  vi.restoreAllMocks()
  process.exitCode = undefined
  return { ...written, exitCode }
}

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

describe('eb-doctor explain', () => {
  test('prints the page of a code, offline', async () => {
    const { out, exitCode } = await explain('role-not-trusted')
    expect(out).toMatch(/^role-not-trusted\n/)
    expect(out).toContain('scheduler.amazonaws.com')
    expect(out).not.toContain('```')
    expect(exitCode).toBeUndefined()
  })

  test('without a code lists every code, below its check, with severity and one line', async () => {
    const { out } = await explain()
    for (const check of CHECKS) {
      for (const code of check.findings) expect(out).toContain(`\n  ${code} (`)
    }
    expect(out).toContain('role-trust\n  role-not-found (error)\n    The target names a role that does not exist.\n')
  })

  test('an unknown code is wrong usage: one line with near matches, exit code 2', async () => {
    const { out, err, exitCode } = await explain('role-not-trustd')
    expect(out).toBe('')
    expect(err).toContain('Did you mean role-not-trusted')
    expect(err.trimEnd()).not.toContain('\n')
    expect(exitCode).toBe(2)
  })

  test('the id of a check is no code, and the hint names the codes of the check', async () => {
    const { err, exitCode } = await explain('role-trust')
    expect(err).toContain('role-not-found, role-not-trusted')
    expect(exitCode).toBe(2)
  })

  test('as JSON, errors included', async () => {
    const page = JSON.parse((await explain('role-chain', '--json')).out)
    expect(page).toMatchObject({ code: 'role-chain', severity: 'error', check: 'cross-account' })
    const failure = JSON.parse((await explain('nonsense', '--json')).out)
    expect(failure).toMatchObject({ schemaVersion: 1, error: { code: 'wrong-usage' } })
  })
})

describe('a page in the terminal', () => {
  test('wraps paragraphs and list items, and leaves code as it is', () => {
    const page =
      '# code\n\none two\nthree four\n\n- item that is long\n  and goes on\n- next\n\n```sh\naws   x --long-flag value\n```\n'
    expect(renderPage(page, { width: 14, color: false })).toBe(
      'code\n\none two three\nfour\n\n- item that is\n  long and\n  goes on\n- next\n\n    aws   x --long-flag value\n',
    )
  })
})

describe('a page in the terminal, part by part', () => {
  const at = { width: 30, color: false }

  test('numbered and nested items keep their marks, and their further lines stand below their text', () => {
    const page = '1. first step that is longer than the line\n2. second\n   - below it, also longer than the line\n'
    expect(renderPage(page, at)).toBe(
      '1. first step that is longer\n   than the line\n2. second\n   - below it, also longer\n     than the line\n',
    )
  })

  test('tables become columns that fit', () => {
    const page = '| code | what it means |\n| --- | --- |\n| 0 | all is well as far as it was seen |\n| 1 | a \\| b |\n'
    expect(renderPage(page, at)).toBe(
      'code  what it means\n----  ------------------------\n0     all is well as far as it\n      was seen\n1     a | b\n',
    )
  })

  test('links become the command or the address that they lead to, and what only a browser shows is left out', () => {
    const page =
      '<!-- made -->\nSee [one](../findings/role-chain.md), [two](after-it.md),\n[three](https://a.example/) and **four**.\n'
    expect(renderPage(page, { ...at, width: 200 })).toBe(
      'See one (eb-doctor explain role-chain), two (eb-doctor runbook after-it), three (https://a.example/) and four.\n',
    )
  })
})
