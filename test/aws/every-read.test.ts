import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { READ_NAMES, READS, type ReadName } from '../../src/aws/account.js'
import { connect } from '../../src/aws/live/connect.js'
import type { Read, ReadMethod } from '../../src/aws/read.js'
import { emptyAnswer, type Fault } from '../e2e/support/faults.js'
import { type AwsProxy, startProxy } from '../e2e/support/proxy.js'
import { REGION } from '../support/home.js'

let proxy: AwsProxy
let folder: string
beforeAll(async () => {
  proxy = await startProxy('http://127.0.0.1:1')
  // The organization is read with a profile of its own.
  folder = mkdtempSync(join(tmpdir(), 'eb-doctor-'))
  const file = join(folder, 'credentials')
  writeFileSync(file, '[management]\naws_access_key_id = AKIAMANAGEMENT\naws_secret_access_key = test\n')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST').stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file).stubEnv('AWS_CONFIG_FILE', join(folder, 'none'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
  await proxy.close()
})

/** Asks every read its question at once; the time of those that hang is cut short. */
async function askAll(milliseconds: number): Promise<readonly (readonly [ReadName, Read<unknown>])[]> {
  const signal = AbortSignal.timeout(milliseconds)
  const { account } = await connect(
    { endpointUrl: proxy.url, signal: () => signal, version: '0', region: REGION, organizationProfile: 'management' },
    {},
  )
  // Whose account it is, the proxy does not say: nothing is then taken for another account's.
  const ask = (name: ReadName) => (account[name] as ReadMethod)(...READS[name].example.args)
  return Promise.all(READ_NAMES.map(async (name) => [name, await ask(name)] as const))
}

/** How a failure is called. Each fault has one right name, whatever the service and its protocol. */
const KINDS: { readonly [Name in Exclude<Fault, 'access denied' | 'endless pages'>]: readonly string[] } = {
  throttled: ['throttled'],
  'server error': ['service'],
  'empty body': ['malformed'],
  'not parseable': ['malformed'],
  'cut short': ['network', 'malformed'],
  hangs: ['timeout'],
  reset: ['network'],
  'expired token': ['credentials'],
  'wrong clock': ['credentials'],
}

describe('whatever goes wrong with a look, its answer is denied or failed: never "here it is", never "there is none"', () => {
  test('access denied: the answer names an action that the read declares', async () => {
    proxy.behave({ fault: () => 'access denied' })
    const wrong = (await askAll(20_000)).filter(
      ([name, read]) => read.state !== 'denied' || !READS[name].actions.includes(read.action),
    )
    expect(wrong).toEqual([])
  }, 60_000)

  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    '%s',
    async (fault) => {
      proxy.behave({ fault: () => fault, answer: emptyAnswer })
      const answers = await askAll(fault === 'hangs' ? 1500 : 30_000)
      const wrong = answers.flatMap(([name, read]) =>
        read.state === 'failed' && KINDS[fault].includes(read.error.kind) && !/\n|^\s+at /.test(read.error.message)
          ? []
          : [`${name}: ${JSON.stringify(read)}`],
      )
      expect(wrong).toEqual([])
    },
    60_000,
  )

  test('an answer that lacks what it should hold is no answer, but where AWS itself leaves out what there is none of', async () => {
    proxy.behave({ answer: emptyAnswer })
    const answered = (await askAll(20_000)).filter(([, read]) => read.state !== 'failed')
    expect(Object.fromEntries(answered)).toEqual({
      bucketNotifications: { state: 'found', value: { eventBridge: false } },
      deadLetters: { state: 'found', value: [] },
      queueMoves: { state: 'found', value: [] },
      lambdaConcurrency: { state: 'found', value: null },
      tags: { state: 'found', value: {} },
    })
  })

  test('what is called is declared: every request is an action of the read that made it', async () => {
    proxy.behave({ answer: emptyAnswer })
    await askAll(20_000)
    const declared = new Set<string>(Object.values(READS).flatMap(({ actions }) => actions))
    expect(proxy.actions().filter((action) => !declared.has(action))).toEqual([])
    // Made with --peek-dead-letters alone: it changes the receive counts.
    expect([...new Set(proxy.writes())]).toEqual(['sqs:ReceiveMessage'])
  })
})
