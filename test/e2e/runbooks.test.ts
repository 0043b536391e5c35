import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { RUNS, type Run } from '../support/runbooks.js'
import { REGION } from './support/accounts.js'
import { awsEnv, installedBin, runProgram } from './support/cli.js'
import { emulatedAws } from './support/emulated.js'
import { venvBin } from './support/moto.js'
import { BUS, breakKept, LAST_NIGHT, onCallAccount, onCallFiles } from './support/on-call.js'

const aws = emulatedAws()
const terminal = fileURLToPath(new URL('./support/terminal.py', import.meta.url))

/** A folder to follow a page in, with the tool on its path. */
function workplace(): { folder: string; env: Record<string, string> } {
  const folder = mkdtempSync(join(tmpdir(), 'eb-doctor-runbook-'))
  onCallFiles(folder)
  mkdirSync(join(folder, 'bin'))
  symlinkSync(installedBin(), join(folder, 'bin/eb-doctor'))
  symlinkSync(fileURLToPath(new URL('../../deploy', import.meta.url)), join(folder, 'deploy'))
  const env = {
    PATH: `${join(folder, 'bin')}:${venvBin}:${process.env['PATH']}`,
    // The AWS CLI reads this name only.
    AWS_DEFAULT_REGION: REGION,
    XDG_STATE_HOME: join(folder, 'state'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  }
  return { folder, env }
}

/** The newest journal; what is not there yet is left as it is on the page. */
function journalIn(folder: string): string {
  const state = join(folder, 'state/eb-doctor')
  const names = existsSync(state) ? readdirSync(state).filter((name) => name.endsWith('.jsonl')) : []
  const newest = names.sort().at(-1)
  return newest ? join(state, newest) : 'JOURNAL'
}

/** A command of a page with what its reader puts in. */
function typed({ command, with: put = {} }: Run, folder: string): string {
  const words = { RULE: 'order-paid', BUS, REGION, JOURNAL: journalIn(folder), PROFILE: 'other', ...put }
  return Object.entries(words).reduce((text, [word, value]) => text.replaceAll(word, value), command)
}

describe.each(Object.entries(RUNS))('the runbook %s', (_, runs) => {
  const live = runs.filter((run) => !run.offline)

  test('is followed from the first command to the last, with the outcomes that it names', async () => {
    await onCallAccount(aws.moto.url)
    const { folder, env } = workplace()
    for (const run of live) {
      const { denied = [], deployed, keys, exit, says } = run
      if (deployed) await breakKept(aws.moto.url)
      aws.proxy.behave({
        events: LAST_NIGHT,
        fault: ({ action }) => (denied.includes(action) ? 'access denied' : undefined),
      })
      const line = typed(run, folder)
      const shell = ['bash', '-c', line]
      const [program = '', ...args] = keys === undefined ? shell : ['python3', terminal, keys, '--', ...shell]
      const ran = await runProgram(program, args, { cwd: folder, env: { ...awsEnv(aws.proxy.url), ...env } })
      const [, file] = /> (\S+)$/.exec(line) ?? []
      const printed = file ? readFileSync(join(folder, file), 'utf8') : ran.stdout || ran.stderr
      expect.soft(ran.code, `${line}\n${ran.stdout.slice(0, 600)}${ran.stderr}`).toBe(exit)
      for (const what of says) {
        if (typeof what === 'string') expect.soft(printed, line).toContain(what)
        else expect.soft(printed, line).toMatch(what)
      }
    }
  }, 300_000)
})
