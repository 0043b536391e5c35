import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WORDS } from '../../src/diagnosis/redaction/words.js'
import { awsEnv, ebDoctor, type Ran } from './support/cli.js'
import { emulatedAws } from './support/emulated.js'
import { FIXABLE, type Fixable, fixClients, stateOf } from './support/fixable.js'
import { MANY_WRITES, manyWrites } from './support/many-writes.js'

const aws = emulatedAws()

const OUTPUTS = ['text', 'json', 'markdown'] as const
const FORMATS = [['cloudformation'], ['cloudformation', '--yaml'], ['terraform'], ['sdk'], ['cli']] as const

/** Rules of which each has other names: of a function and a bus, of a queue and a key, of roles that are made and shared. */
const RULES: readonly Pick<Fixable, 'name' | 'rule' | 'bus' | 'flags' | 'make'>[] = [
  ...FIXABLE.filter(({ name }) =>
    [
      'a target without the role that it needs',
      'a function whose statement names the rule of another bus',
      'a role that may not run the task nor pass its roles',
      // Its name is a word that AWS has too.
      'a disabled rule',
    ].includes(name),
  ),
  { name: 'many', rule: MANY_WRITES[0], flags: MANY_WRITES.slice(1), make: manyWrites },
]

/** The account's id, and every name in an ARN of what is shown without --redact. */
function namesIn(stdout: string, { rule, bus }: Pick<Fixable, 'rule' | 'bus'>): string[] {
  const inArns = [...stdout.matchAll(/arn:aws:[a-z]*:[a-z0-9-]*:\d*:([\w/:.-]+)/g)].flatMap(([, resource = '']) =>
    (resource.split(/[/:]/).at(-1) ?? '').replace(/\.$/, ''),
  )
  const ofAws = ['root', 'default', '']
  return [...new Set([rule, bus ?? '', '123456789012', ...inArns])].filter(
    (name) => !ofAws.includes(name) && !/^\d$/.test(name),
  )
}

/** A name that is also a word of eb-doctor's own sentences (task) tells something only where a name stands. */
const OWN_WORDS = new Set(WORDS.split(' '))
const leakOf = (name: string): string =>
  OWN_WORDS.has(name) ? `(?<=[/:])${name}(?![\\w-])` : `(?<![A-Za-z0-9])${escaped(name)}(?![A-Za-z0-9])`
const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

test.each(RULES)(
  '--redact shows nothing of the account, and changes and restores what it would without it: $name',
  { timeout: 400_000 },
  async (one) => {
    const state = mkdtempSync(join(tmpdir(), 'eb-doctor-redact-'))
    const clients = fixClients(aws.moto.url)
    const run = (...args: readonly string[]): Promise<Ran> =>
      ebDoctor(args, { env: { ...awsEnv(aws.proxy.url), XDG_STATE_HOME: state } })
    const args = ['fix', one.rule, ...(one.bus ? ['--bus', one.bus] : []), ...(one.flags ?? [])]
    await one.make(clients)
    const before = await stateOf(clients)
    const open = await run(...args, '--dry-run', '--json')
    const names = namesIn(open.stdout, one)
    expect(names.length).toBeGreaterThan(1)
    const leaks = new RegExp(names.map(leakOf).join('|'))
    const leaked: string[] = []
    const tell = (what: string, ran: Ran): Ran => {
      // The command that was typed, and the folder of the journal, are the user's own.
      const [found] = leaks.exec((ran.stdout + ran.stderr).replaceAll(state, '')) ?? []
      if (found !== undefined) leaked.push(`${what}: ${found}`)
      return ran
    }

    for (const output of OUTPUTS) {
      const dry = tell(`dry run, ${output}`, await run(...args, '--dry-run', '--redact', '--output', output))
      expect(dry.code).toBe(open.code)
    }
    for (const format of FORMATS) {
      const ran = tell(
        `--format ${format.join(' ')}`,
        await run(...args, '--dry-run', '--redact', '--format', ...format),
      )
      expect(ran.code).toBe(open.code)
      const plain = await run(...args, '--dry-run', '--format', ...format)
      // The same lines, under other names.
      expect(ran.stdout.split('\n').length).toBe(plain.stdout.split('\n').length)
    }
    // How a change is made and undone is shown alike for every rule: one of them shows it in every format.
    for (const output of one.name === 'many' ? OUTPUTS : (['text'] as const)) {
      const made = tell(`--yes, ${output}`, await run(...args, '--yes', '--redact', '--output', output))
      expect(made.code, made.stdout + made.stderr).toBe(0)
      const [journal = ''] = readdirSync(join(state, 'eb-doctor'))
        .filter((file) => file.endsWith('.jsonl'))
        .sort()
        .reverse()
      const file = join(state, 'eb-doctor', journal)
      const shown = await run('fix', '--undo', file, '--dry-run', '--redact', '--output', output)
      tell(`undo, dry run, ${output}`, shown)
      const undone = tell(`undo, ${output}`, await run('fix', '--undo', file, '--yes', '--redact', '--output', output))
      expect([shown.code, undone.code], undone.stdout + undone.stderr).toEqual([0, 1])
      expect(await stateOf(clients)).toEqual(before)
    }
    expect(leaked).toEqual([])
  },
)
