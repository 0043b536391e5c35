import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readStrictly } from '../report/html/markup.js'
import { clientsOf, lambdaIntegration } from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import { emulatedAws } from './support/emulated.js'

const aws = emulatedAws()

beforeEach(async () => {
  await lambdaIntegration(clientsOf(aws.moto.url), { permitRule: 'order-payed' })
})

test('a rule is printed as one page, with the exit code of every format', async () => {
  const ran = await ebDoctor(['rule', 'order-paid', '--output', 'html'], { env: awsEnv(aws.proxy.url) })
  expect([ran.code, ran.stderr]).toEqual([1, ''])
  expect(readStrictly(ran.stdout).text).toContain('First broken hop:')
})

test('a scan is written to a file that only its owner reads, with the whole report of each rule', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'eb-doctor-html-')), 'scan.html')
  const ran = await ebDoctor(['scan', '--output', 'short', '--report', `html=${file}`], { env: awsEnv(aws.proxy.url) })
  expect([ran.code, ran.stdout.split('\n').length]).toEqual([1, 2])
  const { text } = readStrictly(await readFile(file, 'utf8'))
  expect(text).toContain('does not deliver to its target settle.')
  expect(text).toContain('aws lambda add-permission')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})
