import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { action, expanded } from '../support/action.js'
import { REGION } from './support/accounts.js'
import { awsEnv, runProgram } from './support/cli.js'
import { emulatedAws } from './support/emulated.js'
import { breakKept, onCallAccount } from './support/on-call.js'
import { type Registry, startRegistry } from './support/registry.js'

const aws = emulatedAws()
let registry: Registry
beforeAll(async () => {
  registry = await startRegistry('eb-doctor', action.inputs['version']?.default ?? '', inject('tarball'))
})
afterAll(() => registry.close())

type Outputs = Record<string, string>

/** A job's folder, in which the steps of several uses of the action run one after the other. */
function job() {
  const folder = mkdtempSync(join(tmpdir(), 'eb-doctor-job-'))
  for (const name of ['temp', 'work', 'home']) mkdirSync(join(folder, name))
  return folder
}

/** Runs the action as a runner does: its steps in bash, each with files for its outputs and its summary, up to the first that fails. */
async function run(folder: string, given: Readonly<Record<string, string>>) {
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''])
  const inputs = { ...Object.fromEntries(defaults), ...given } as Record<string, string>
  const outputs: Record<string, Outputs> = {}
  let [code, log, summary]: [number | null, string, string] = [0, '', '']
  for (const step of action.runs.steps) {
    const files = { GITHUB_OUTPUT: join(folder, `${step.id}.out`), GITHUB_STEP_SUMMARY: join(folder, `${step.id}.md`) }
    for (const file of Object.values(files)) writeFileSync(file, '')
    const own = Object.entries(step.env).map(([name, value]) => [name, expanded(value, inputs, outputs)])
    const script = join(folder, `${step.id}.sh`)
    writeFileSync(script, step.run)
    const ran = await runProgram('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      cwd: join(folder, 'work'),
      env: {
        ...awsEnv(aws.proxy.url),
        HOME: join(folder, 'home'),
        RUNNER_TEMP: join(folder, 'temp'),
        npm_config_registry: registry.url,
        ...files,
        ...Object.fromEntries(own),
      },
      limit: 110_000,
    })
    code = ran.code
    log += ran.stdout + ran.stderr
    summary += readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')
    const lines = readFileSync(files.GITHUB_OUTPUT, 'utf8').trimEnd().split('\n').filter(Boolean)
    outputs[step.id] = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    if (code !== 0) break
  }
  const results = Object.entries(action.outputs).map(([name, { value }]) => [name, expanded(value, inputs, outputs)])
  return { code, log, summary, outputs: Object.fromEntries(results) as Outputs }
}

describe('the GitHub Action', () => {
  test('after a deployment fails for what the deployment broke, and not for what was broken before', async () => {
    await onCallAccount(aws.moto.url)
    const folder = job()
    const before = await run(folder, { regions: REGION, 'fail-on': 'never' })
    expect([before.code, before.outputs['verdict'], before.outputs['exit-code']], before.log).toEqual([
      0,
      'broken',
      '1',
    ])
    expect(before.summary).toMatch(/^# EventBridge rules: broken\n/)
    expect(before.outputs['new']).toBe('')

    const same = await run(folder, { regions: REGION, baseline: before.outputs['json'] ?? '' })
    expect([same.code, same.outputs['verdict'], same.outputs['new']], same.log).toEqual([0, 'broken', '0'])

    await breakKept(aws.moto.url)
    // The folder of an artifact is as good as the file.
    const after = await run(folder, { regions: REGION, baseline: before.outputs['folder'] ?? '' })
    expect([after.code, after.outputs['verdict'], after.outputs['new']], after.log).toEqual([1, 'broken', '1'])
    expect(after.summary).toContain('1 new')
    for (const name of ['json', 'markdown', 'html', 'junit'])
      expect(existsSync(after.outputs[name] ?? ''), name).toBe(true)
    expect(after.outputs['folder']).not.toBe(before.outputs['folder'])
  }, 300_000)

  test('fails for an error without a baseline, and says so when nothing was scanned', async () => {
    await onCallAccount(aws.moto.url)
    const folder = job()
    const plain = await run(folder, { regions: REGION, buses: 'orders' })
    expect([plain.code, plain.outputs['verdict']], plain.log).toEqual([1, 'broken'])
    const missing = await run(folder, { regions: REGION, baseline: 'not-there.json' })
    expect([missing.code, missing.outputs['verdict'], missing.outputs['json']], missing.log).toEqual([
      2,
      'not-scanned',
      '',
    ])
    expect(missing.summary).toContain('exit code 2')
  })

  test('no input becomes code, a flag, or a command to the runner', async () => {
    await onCallAccount(aws.moto.url)
    const hostile = [
      '$(touch owned)',
      '`touch owned`',
      '"; touch owned; "',
      "' && touch owned '",
      '--profile=x',
      '*',
      '$IFS',
      '::error::owned',
    ]
    const folder = job()
    for (const [name, values] of [
      ['version', hostile],
      ['regions', ['$(touch owned) --profile=x * `touch owned`']],
      ['baseline', ['$(touch owned)']],
      ['fail-on', ['"; touch owned; "']],
    ] as const) {
      for (const value of values) {
        const ran = await run(folder, { regions: REGION, [name]: value })
        expect(ran.code, `${name}: ${value}\n${ran.log}`).not.toBe(0)
      }
    }
    const buses = await run(folder, { regions: REGION, buses: 'orders,--profile=x\n$(touch owned)' })
    expect(buses.code, buses.log).toBe(2)
    expect(buses.log).toContain('"--profile=x" is not a valid event bus name')
    const extra = await run(folder, { regions: REGION, 'extra-args': hostile.join('\n') })
    expect(extra.code, extra.log).toBe(2)
    // A workflow command at the start of a line is one to the runner, unless it stands between the two that switch them off.
    const commands = `${extra.log}${buses.log}`.match(/^::(?!stop-commands::|[0-9a-f-]{36}::).*$/gm) ?? []
    expect(commands).toEqual([])
    expect(readdirSync(join(folder, 'work'))).toEqual([])
  }, 300_000)

  test('takes more arguments, one a line, with blanks in them', async () => {
    await onCallAccount(aws.moto.url)
    const ran = await run(job(), { regions: REGION, 'extra-args': '--check\nrule\n--output\nshort\n' })
    expect([ran.code, ran.outputs['verdict']], ran.log).toEqual([3, 'inconclusive'])
  })
})
