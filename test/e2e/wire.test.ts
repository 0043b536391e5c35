import { readFileSync, statSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.js'
import { clientsOf, lambdaIntegration, stepFunctionsIntegration } from './support/accounts.js'
import { awsEnv, ebDoctor, installedBin, runProgram } from './support/cli.js'
import { freePort, type Moto, startMoto, venvBin } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

let moto: Moto
let proxy: AwsProxy
beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  await lambdaIntegration(clientsOf(moto.url))
  await stepFunctionsIntegration(clientsOf(moto.url), { rule: 'order-flow', allow: ['states:DescribeExecution'] })
})
beforeEach(() => proxy.behave())
afterAll(async () => {
  await proxy.close()
  await moto.stop()
})

const rule = (name: string, ...more: readonly string[]) => ebDoctor(['rule', name, ...more], { env: awsEnv(proxy.url) })

describe('a fault that passes leaves no trace but the number of retries', () => {
  test('a request that is throttled twice is sent a third time', async () => {
    proxy.behave({
      fault: ({ action }, attempt) => (action === 'lambda:GetPolicy' && attempt <= 2 ? 'throttled' : undefined),
    })
    const { code, stdout } = await rule('order-paid', '--json')
    const report = JSON.parse(stdout) as Report
    expect([code, report.verdict, report.stats.retries]).toEqual([0, 'healthy', 2])
  })

  test('the report for people says how many requests were sent again', async () => {
    proxy.behave({
      fault: ({ action }, attempt) => (action === 'lambda:GetPolicy' && attempt <= 2 ? 'throttled' : undefined),
    })
    expect((await rule('order-paid')).stdout).toContain('2 retries')
  })

  test('a clock that is a day off is corrected by what AWS says the time is', async () => {
    proxy.behave({ fault: (_, attempt) => (attempt === 1 ? 'wrong clock' : undefined) })
    const { code, stdout } = await rule('order-paid', '--json')
    expect([code, (JSON.parse(stdout) as Report).verdict]).toEqual([0, 'healthy'])
  })
})

describe('what prevents a diagnosis is said in one line or one JSON object, with its own exit code', () => {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = awsEnv('')
  const credentials = { AWS_ACCESS_KEY_ID: `${AWS_ACCESS_KEY_ID}`, AWS_SECRET_ACCESS_KEY: `${AWS_SECRET_ACCESS_KEY}` }
  const region = { AWS_REGION: `${AWS_REGION}` }
  const obstacles: readonly {
    obstacle: string
    args: readonly string[]
    env: () => Record<string, string> | Promise<Record<string, string>>
    code: number
    error: string
  }[] = [
    {
      obstacle: 'no credentials',
      args: ['rule', 'order-paid'],
      env: () => ({ ...region, AWS_ENDPOINT_URL: proxy.url }),
      code: 4,
      error: 'no-credentials',
    },
    { obstacle: 'no region', args: ['rule', 'order-paid'], env: () => credentials, code: 4, error: 'no-region' },
    {
      obstacle: 'nobody listens at the endpoint',
      args: ['rule', 'order-paid'],
      env: async () => awsEnv(`http://127.0.0.1:${await freePort()}`),
      code: 4,
      error: 'not-reachable',
    },
    {
      obstacle: 'a flag that does not exist',
      args: ['rule', 'order-paid', '--colour', 'red'],
      env: () => awsEnv(proxy.url),
      code: 2,
      error: 'wrong-usage',
    },
    { obstacle: 'no rule named', args: ['rule'], env: () => awsEnv(proxy.url), code: 2, error: 'wrong-usage' },
    {
      obstacle: 'a snapshot that is not there',
      args: ['rule', '--snapshot', 'nowhere.json'],
      env: () => ({}),
      code: 2,
      error: 'bad-snapshot',
    },
  ]

  test.each(obstacles)('$obstacle: $code', async ({ args, env, code, error }) => {
    const environment = await env()
    const asJson = await ebDoctor([...args, '--output', 'json'], { env: environment })
    expect(asJson.stderr).toBe('')
    expect(JSON.parse(asJson.stdout)).toMatchObject({ schemaVersion: 1, error: { code: error } })
    expect(asJson.code).toBe(code)
    const asText = await ebDoctor(args, { env: environment })
    expect(asText.stdout).toBe('')
    expect(asText.stderr).toMatch(/^eb-doctor: [^\n]+\n$/)
    expect(asText.code).toBe(code)
  })
})

describe('the same diagnosis in every format', () => {
  test.each(['text', 'json', 'markdown'])(
    '%s: the exit code is the same, and the result alone is on stdout',
    async (output) => {
      const { code, stdout, stderr } = await rule('order-flow', '--output', output)
      expect([code, stderr]).toEqual([1, ''])
      expect(stdout).toContain('permission-missing')
    },
  )

  test('a snapshot that was saved gives the same checks, and nobody else may read it', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'eb-doctor-')), 'case.json')
    const live = await rule('order-flow', '--json', '--save-snapshot', file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    proxy.behave()
    const offline = await ebDoctor(['rule', '--snapshot', file, '--json'])
    expect(proxy.seen).toEqual([])
    const checksOf = (text: string) => JSON.stringify((JSON.parse(text) as Report).checks)
    expect(checksOf(offline.stdout)).toBe(checksOf(live.stdout))
    expect(offline.code).toBe(live.code)
    expect(readFileSync(file, 'utf8')).not.toContain('wJalrXUtnFEMI')
  })

  test('a reader that goes away early is no reason for a stack trace', async () => {
    const { stdout, stderr } = await runProgram('bash', ['-c', `'${installedBin()}' rule order-flow | head -n 1`], {
      env: awsEnv(proxy.url),
    })
    expect(stdout.split('\n').length).toBe(2)
    expect(stderr).toBe('')
  })
})

describe('interrupting leaves nothing behind', () => {
  test.each(['sts:GetCallerIdentity', 'events:DescribeRule', 'lambda:GetPolicy'])(
    'while AWS is asked for %s and does not answer: 130',
    async (action) => {
      let asked = () => {}
      const begun = new Promise<void>((resolve) => {
        asked = resolve
      })
      proxy.behave({
        fault: (operation) => (operation.action === action ? 'hangs' : undefined),
        onRequest: (operation) => operation.action === action && asked(),
      })
      const { code, stdout, stderr } = await ebDoctor(['rule', 'order-paid', '--json'], {
        env: awsEnv(proxy.url),
        onStart: (child) => void begun.then(() => child.kill('SIGINT')),
      })
      expect([code, stdout, stderr]).toEqual([130, '', ''])
    },
  )

  test('on a terminal the progress line is gone and the cursor is there', async () => {
    proxy.behave({ fault: ({ action }) => (action === 'lambda:GetPolicy' ? 'hangs' : undefined) })
    const script = fileURLToPath(new URL('./support/on_terminal.py', import.meta.url))
    const { stdout } = await runProgram(join(venvBin, 'python'), [script, '3', installedBin(), 'rule', 'order-paid'], {
      env: { ...awsEnv(proxy.url), TERM: 'xterm-256color' },
    })
    const ended = JSON.parse(stdout) as { shown: string; code: number | null; seconds: number }
    expect(ended.code).toBe(130)
    expect(ended.seconds).toBeLessThan(6)
    expect(ended.shown, 'a progress line was drawn').toContain('checks done')
    const last = ended.shown.slice(ended.shown.lastIndexOf('\r\u001b[2K') + 5)
    expect(last.replaceAll('^C', '').trim(), 'and wiped').toBe('')
    expect(ended.shown, 'the cursor was never hidden').not.toContain('\u001b[?25l')
  })
})
