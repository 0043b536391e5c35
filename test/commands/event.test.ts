import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, runProgram } from '../e2e/support/cli.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const eb = (args: readonly string[], input = '', env: Record<string, string> = {}): Promise<Ran> =>
  runProgram(process.execPath, [join(root, 'bin/run.js'), 'event', ...args], { input, env })

const EVENT = JSON.stringify({ source: 'shop.orders', 'detail-type': 'OrderPaid', detail: { status: 'PAID' } })
const ENTRY = JSON.stringify({ Source: 'shop.orders', DetailType: 'OrderPaid', Detail: '{"status":"PAID"}' })

let folder = ''
const file = (name: string): string => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eb-doctor-event-'))
  await writeFile(file('paid.json'), '{"source":["shop.orders"],"detail":{"status":["PAID"]}}')
  await writeFile(file('lower.json'), '{"source":["shop.orders"],"detail":{"status":["paid"]}}')
  await writeFile(file('broken.json'), '{"source":"shop.orders"}')
  await writeFile(file('event.json'), EVENT)
})
afterAll(() => rm(folder, { recursive: true }))

describe('an event and a pattern in a file, without AWS', () => {
  test.each([
    ['an event', EVENT],
    ['an entry', ENTRY],
    ['a dead letter', JSON.stringify({ Messages: [{ Body: EVENT }] })],
    ['several', `${EVENT}\n${ENTRY}`],
  ])('%s from a pipe that matches ends with 0', async (_, input) => {
    const ran = await eb(['--pattern', file('paid.json')], input)
    expect([ran.code, ran.stderr]).toEqual([0, ''])
    expect(ran.stdout).toContain('✓ MATCH')
  })

  test('one of several that does not match ends with 1', async () => {
    const { code, stdout } = await eb(
      ['--pattern', file('paid.json'), '-', '--json'],
      `${EVENT}\n${EVENT.replace('PAID', 'paid')}`,
    )
    expect(code).toBe(1)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ schemaVersion: 1, kind: 'event' })
    expect(report.events.map(({ rules }: { rules: { matches: boolean }[] }) => rules[0]?.matches)).toEqual([
      true,
      false,
    ])
  })

  test('the field in the way is marked in the event, in every format the same code', async () => {
    const text = await eb([file('event.json'), '--pattern', file('lower.json')])
    expect([text.code, text.stdout]).toEqual([1, expect.stringMatching(/✗ +"status": "PAID" +◀ wanted \["paid"\]/)])
    const markdown = await eb([file('event.json'), '--pattern', file('lower.json'), '--output', 'markdown'])
    expect([markdown.code, markdown.stdout]).toEqual([1, expect.stringContaining('# Event ')])
  })
})

describe('what is wrong is one line, and JSON for whoever asks for it', () => {
  const refusals: Record<string, [args: string[], input: string, code: string, exit: number]> = {
    'no event': [['--pattern', 'paid.json'], '', 'bad-event', 2],
    'text that is no JSON': [['--pattern', 'paid.json'], '{"source": \u001b[31m', 'bad-event', 2],
    'JSON that is no event': [['--pattern', 'paid.json'], '{"a":1}', 'bad-event', 2],
    'a file that is not there': [['nope.json', '--pattern', 'paid.json'], '', 'wrong-usage', 2],
    'a pattern that is not there': [['--pattern', 'nope.json'], EVENT, 'wrong-usage', 2],
    'a pattern that EventBridge refuses': [['--pattern', 'broken.json'], EVENT, 'bad-pattern', 2],
    'a pattern and a rule': [['--pattern', 'paid.json', '--rule', 'x'], EVENT, 'wrong-usage', 2],
    'a rule that is none': [['--rule', 'a b', '--region', 'eu-west-1'], EVENT, 'wrong-usage', 2],
    'a bad event, before anybody is asked for credentials': [[], '{}', 'bad-event', 2],
    'no credentials': [['--region', 'eu-west-1'], EVENT, 'no-credentials', 4],
  }
  test.each(Object.entries(refusals))('%s', async (_, [args, input, code, exit]) => {
    const named = args.map((arg) => (arg.endsWith('.json') ? file(arg) : arg))
    const json = await eb([...named, '--json'], input)
    expect([json.code, json.stderr, JSON.parse(json.stdout).error.code]).toEqual([exit, '', code])
    const text = await eb(named, input)
    expect([text.code, text.stdout]).toEqual([exit, ''])
    expect(text.stderr).toMatch(/^eb-doctor: \P{Cc}+\n$/u)
  })
})
