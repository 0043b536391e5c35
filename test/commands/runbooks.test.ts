import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RUNBOOKS } from '../../src/report/runbook.js'
import { RUNS, runbookText } from '../support/runbooks.js'

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eb-doctor-runbooks-'))
  mkdirSync(join(folder, 'bin'))
  symlinkSync(bin, join(folder, 'bin/eb-doctor'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a line in a shell, as somebody without AWS credentials who has eb-doctor on the path. */
function shell(line: string, env: Record<string, string> = {}) {
  const PATH = `${join(folder, 'bin')}:${process.env['PATH']}`
  return spawnSync('bash', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env },
  })
}

/** A runbook may have no command that works without AWS. */
const OFFLINE = Object.entries(RUNS)
  .map(([name, runs]) => [name, runs.filter((run) => run.offline)] as const)
  .filter(([, runs]) => runs.length > 0)

describe.each(OFFLINE)('the runbook %s, without AWS', (_, offline) => {
  test.each(offline)('$command', ({ command, with: put = {}, exit, says }) => {
    const line = Object.entries(put).reduce((text, [word, value]) => text.replaceAll(word, value), command)
    const { status, stdout, stderr } = shell(line)
    const [, file] = /> (\S+)$/.exec(line) ?? []
    const printed = file ? readFileSync(join(folder, file), 'utf8') : stdout
    expect([status, stderr]).toEqual([exit, ''])
    for (const what of says) {
      if (typeof what === 'string') expect(printed).toContain(what)
      else expect(printed).toMatch(what)
    }
  })
})

describe('eb-doctor runbook', () => {
  test('without a name lists every runbook, each with one line', () => {
    const { status, stdout, stderr } = shell('eb-doctor runbook')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').filter((line) => /^\S+$/.test(line))).toEqual([...RUNBOOKS])
    expect(stdout).toContain('\n    An event did not arrive: '.slice(1))
  })

  test('prints a page for a terminal, at its width', () => {
    const { stdout } = shell('eb-doctor runbook event-did-not-arrive', { COLUMNS: '60' })
    expect(stdout).toMatch(/^An event did not arrive\n\n/)
    expect(stdout).toContain('(eb-doctor runbook before-aws-support)'.slice(0, 10))
    expect(stdout).not.toMatch(/```|^#|^\| /m)
  })

  test('--output markdown is the source, to the byte', () => {
    const out = execFileSync(bin, ['runbook', 'before-aws-support', '--output', 'markdown'], { encoding: 'utf8' })
    expect(out).toBe(runbookText('before-aws-support'))
  })

  test('--json has the title, when to take it, its steps and the page; without a name of all', () => {
    const one = JSON.parse(shell('eb-doctor runbook something-changed --json').stdout)
    expect(one).toMatchObject({ name: 'something-changed', title: 'Something changed last night' })
    expect(one.steps).toContain('2. What was changed, and when?')
    expect(one.page).toBe(runbookText('something-changed'))
    const all = JSON.parse(shell('eb-doctor runbook --json').stdout)
    expect(all.map(({ name }: { name: string }) => name)).toEqual([...RUNBOOKS])
  })

  test('a name that is nearly right is answered with the one that was meant, any other with the list', () => {
    const close = shell('eb-doctor runbook something-chnged')
    expect([close.status, close.stdout]).toEqual([2, ''])
    expect(close.stderr).toBe('eb-doctor: There is no runbook "something-chnged". Did you mean something-changed?\n')
    const far = shell('eb-doctor runbook zzz')
    expect(far.stderr).toContain(`There are ${RUNBOOKS.join(', ')}.`)
    expect(far.stderr.trimEnd()).not.toContain('\n')
    expect(JSON.parse(shell('eb-doctor runbook zzz --json').stdout)).toMatchObject({ error: { code: 'wrong-usage' } })
  })
})
