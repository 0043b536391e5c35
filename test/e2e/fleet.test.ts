import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ScanReport } from '../../src/scan/report.js'
import { actionsOf, definitionWith } from '../support/templates.js'
import { ACCOUNT } from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import { errorAnswer } from './support/faults.js'
import { type Invoke, theFunction } from './support/function.js'
import { freePort, type Moto, startMoto } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'
import { ACCOUNTS, credentialsOf, MEMBER, makeTwoAccounts, REGIONS } from './support/two-accounts.js'

const BUCKET = 'eb-doctor-results'
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:newly-broken`
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:eb-doctor-scan`

let moto: Moto
let proxy: AwsProxy
let folder: string
let invoke: Invoke
let s3: S3Client
let sqs: SQSClient
beforeAll(async () => {
  // The interpreter of state machines calls the function and the bucket by way of the proxy.
  const port = await freePort()
  proxy = await startProxy(`http://127.0.0.1:${port}`)
  moto = await startMoto({ port, seenAt: Number(new URL(proxy.url).port) })
  folder = mkdtempSync(join(tmpdir(), 'eb-doctor-'))
  await makeTwoAccounts(moto.url)
  const config = {
    endpoint: moto.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAHUB', secretAccessKey: 'hub' },
  }
  s3 = new S3Client({ ...config, forcePathStyle: true })
  sqs = new SQSClient(config)
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const sns = new SNSClient(config)
  await sns.send(new CreateTopicCommand({ Name: 'newly-broken' }))
  await sqs.send(new CreateQueueCommand({ QueueName: 'told' }))
  const Endpoint = `arn:aws:sqs:us-east-1:${ACCOUNT}:told`
  await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint }))
  invoke = await theFunction(proxy.url, {
    EB_DOCTOR_BUCKET: BUCKET,
    EB_DOCTOR_TOPIC: TOPIC,
    EB_DOCTOR_ACCOUNTS: ACCOUNTS.join(','),
    EB_DOCTOR_REGIONS: REGIONS.join(','),
    EB_DOCTOR_ROLE: MEMBER,
  })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await proxy.close()
  await moto.stop()
  rmSync(folder, { recursive: true })
})

const textOf = async (Key: string): Promise<string> =>
  (await (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString()) ?? ''

const keys = async (Prefix: string): Promise<string[]> =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }))).Contents ?? []).map(({ Key }) => Key ?? '')

/** What the topic was told. */
async function told(): Promise<{ Subject: string; Message: string }[]> {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${moto.url}/${ACCOUNT}/told`,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
    }),
  )
  return (Messages ?? []).map(({ Body }) => JSON.parse(Body ?? '{}'))
}

interface Planned {
  run: string
  items: string
  places: number
}

/** A whole run, as the state machine makes it. */
async function run(started: string) {
  const plan = (await invoke({ plan: { started } })) as Planned
  const items = JSON.parse(await textOf(plan.items)) as unknown[]
  const results = []
  for (const item of items) results.push(await invoke(item))
  return { plan, items, results, merged: await invoke({ merge: { run: plan.run } }) }
}

/** Text of a scan without what two scans at different times differ in. */
const timeless = (text: string): string =>
  text
    .replace(/"(generatedAt|from|to|time)": ?"[^"]+"/g, '"$1":"-"')
    .replace(/"(calls|retries|milliseconds)": ?\d+(\.\d+)?/g, '"$1":0')

/** A run's parts as files, in another order than that of the places. */
async function partFiles(name: string): Promise<string[]> {
  mkdirSync(join(folder, name), { recursive: true })
  const parts = (await keys(`scans/${name}/`)).filter((key) => key.endsWith('.ndjson'))
  const files: string[] = []
  for (const key of parts) {
    const file = join(folder, name, key.split('/').slice(-2).join('-'))
    writeFileSync(file, await textOf(key))
    files.push(file)
  }
  return files.reverse()
}

const scanArgs = () => {
  writeFileSync(join(folder, 'accounts.txt'), ACCOUNTS.join('\n'))
  const regions = REGIONS.flatMap((region) => ['--region', region])
  return ['scan', '--accounts', join(folder, 'accounts.txt'), '--assume-role', MEMBER, ...regions]
}

const RUN = '2026-11-25T06-00-00.000Z'

describe('two accounts and two Regions', () => {
  test('a run plans four places, scans each into a part, and writes one summary', async () => {
    proxy.behave()
    const { plan, results, merged } = await run('2026-11-25T06:00:00Z')
    expect(plan).toMatchObject({ run: RUN, places: 4, accounts: 2, notActive: [] })
    expect(results).toHaveLength(4)
    for (const one of results) {
      expect(one).toMatchObject({ verdict: 'broken', totals: { healthy: 1, broken: 3 }, ended: 'complete', unseen: [] })
    }
    expect(merged).toMatchObject({
      ...{ run: RUN, verdict: 'broken', places: 4, unseen: 0, comparedWith: null, new: 0, told: false },
      totals: { healthy: 4, broken: 12 },
    })
    expect(await keys(`scans/${RUN}/`)).toEqual([
      ...ACCOUNTS.flatMap((account) => REGIONS.map((region) => `scans/${RUN}/${account}/${region}.ndjson`)),
      ...['items.json', 'plan.json', 'summary.html', 'summary.json', 'summary.md'].map(
        (name) => `scans/${RUN}/${name}`,
      ),
    ])
  })

  test('every call is one that a role of the templates allows, and nothing is written but results and what the topic is told', () => {
    const hub = actionsOf('hub.yaml', 'HubRole')
    const member = actionsOf('member.yaml', 'MemberRole')
    const called = proxy.actions()
    expect(called.length).toBeGreaterThan(8)
    // Who one is may be asked without a permission.
    const free = ['sts:GetCallerIdentity']
    expect(called.filter((action) => ![...hub, ...member, ...free].includes(action))).toEqual([])
    expect([...new Set(proxy.writes())]).toEqual(['s3:PutObject'])
    expect(member.filter((action) => hub.includes(action))).toEqual([])
  })

  test('the page of a run is the one that the merged parts give on one machine, with the whole report of each rule', async () => {
    const Key = `scans/${RUN}/summary.html`
    expect((await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key }))).ContentType).toBe('text/html; charset=utf-8')
    const merged = await ebDoctor(['scan', '--merge', ...(await partFiles(RUN)), '--output', 'html'], {})
    expect(merged.stdout.match(/<details class="rule">/g)).toHaveLength(16)
    expect(await textOf(Key)).toBe(merged.stdout)
  })

  test('the parts, merged, are the scan on one machine to the byte, but for times and statistics', async () => {
    const files = await partFiles(RUN)
    expect(files).toHaveLength(4)
    proxy.behave()
    const merged = await ebDoctor(['scan', '--merge', ...files, '--output', 'json'], {})
    expect(proxy.seen).toEqual([])
    const whole = await ebDoctor([...scanArgs(), '--output', 'json'], { env: awsEnv(proxy.url) })
    expect([merged.stderr, merged.code]).toEqual(['', 1])
    expect(timeless(merged.stdout)).toBe(timeless(whole.stdout))
    expect(timeless(merged.stdout)).toBe(timeless(await textOf(`scans/${RUN}/summary.json`)))
    // One role that rules of both Regions use is one cause.
    const scan = JSON.parse(merged.stdout) as ScanReport
    const shared = scan.causes.filter(({ resource }) => resource.startsWith('arn:aws:iam::'))
    expect(shared.map(({ rules }) => rules.length)).toEqual([2, 2])
  })

  test('and so are the whole reports, in NDJSON', async () => {
    const lines = await ebDoctor(['scan', '--merge', ...(await partFiles(RUN)), '--output', 'ndjson'], {})
    const whole = await ebDoctor([...scanArgs(), '--output', 'ndjson'], { env: awsEnv(proxy.url) })
    expect(lines.stdout.split('\n').length).toBe(18)
    expect(timeless(lines.stdout)).toBe(timeless(whole.stdout))
  })

  test('a run that finds nothing new tells nobody; one that finds a rule newly broken tells the topic once', async () => {
    proxy.behave()
    expect((await run('2026-11-26T06:00:00Z')).merged).toMatchObject({ comparedWith: RUN, new: 0, told: false })
    expect(await told()).toEqual([])
    const credentials = await credentialsOf(moto.url, ACCOUNTS[1])
    const theirs = new SQSClient({ endpoint: moto.url, region: REGIONS[0], credentials })
    const QueueUrl = `${moto.url}/${ACCOUNTS[1]}/kept`
    const closed = JSON.stringify({ Version: '2012-10-17', Statement: [] })
    await theirs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: closed } }))
    const { merged } = await run('2026-11-27T06:00:00Z')
    expect(merged).toMatchObject({ comparedWith: '2026-11-26T06-00-00.000Z', new: 1, told: true })
    const messages = await told()
    expect(messages).toHaveLength(1)
    expect(messages[0]?.Subject).toBe('eb-doctor: 1 EventBridge rule newly broken')
    expect(messages[0]?.Message).toContain(`arn:aws:events:${REGIONS[0]}:${ACCOUNTS[1]}:rule/order-kept`)
    expect(messages[0]?.Message).not.toContain('order-lost')
    const where = `s3://${BUCKET}/scans/2026-11-27T06-00-00.000Z/summary`
    expect(messages[0]?.Message).toContain(`The whole summary: ${where}.html and ${where}.md`)
  })

  test('a place whose scan did not end, or whose part is broken, is unseen in the summary and never absent', async () => {
    proxy.behave()
    const { plan, items } = await (async () => {
      const planned = (await invoke({ plan: { started: '2026-11-28T06:00:00Z' } })) as Planned
      return { plan: planned, items: JSON.parse(await textOf(planned.items)) as unknown[] }
    })()
    await invoke(items[0])
    await invoke(items[1])
    const Key = `scans/${plan.run}/${ACCOUNTS[1]}/${REGIONS[0]}.ndjson`
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{"kind":"scan"}\n' }))
    expect(await invoke({ merge: { run: plan.run } })).toMatchObject({ places: 2, unseen: 2 })
    const { unseen } = JSON.parse(await textOf(`scans/${plan.run}/summary.json`)) as ScanReport
    expect(unseen.map(({ account, region }) => `${account} ${region}`)).toEqual(
      REGIONS.map((region) => `${ACCOUNTS[1]} ${region}`),
    )
    expect(unseen.map(({ because }) => because)).toEqual([
      expect.stringContaining('cannot be used'),
      expect.stringContaining('did not end'),
    ])
  })
})

describe('one place', () => {
  const place = { account: ACCOUNTS[0], region: REGIONS[0], run: '2026-11-29T06-00-00.000Z' }

  test('whose role may not be assumed is a part in which it is unseen; no retry would help', async () => {
    proxy.behave({
      answer: (operation) =>
        operation.action === 'sts:AssumeRole'
          ? errorAnswer(operation, 'AccessDenied', 'not authorized to perform: sts:AssumeRole', 403)
          : undefined,
    })
    expect(await invoke(place)).toMatchObject({ verdict: 'inconclusive', unseen: [{ account: ACCOUNTS[0] }] })
  })

  test('is tried again when AWS is busy, and is unseen in its part until then', async () => {
    proxy.behave({ fault: ({ action }) => (action === 'sts:AssumeRole' ? 'throttled' : undefined) })
    await expect(invoke(place)).rejects.toMatchObject({ name: 'TryAgain' })
    const part = await textOf(`scans/${place.run}/${place.account}/${place.region}.ndjson`)
    expect(JSON.parse(part)).toMatchObject({ verdict: 'inconclusive', unseen: [{ region: REGIONS[0] }] })
  })

  test('that is not done when the time is over is written as far as it came', async () => {
    proxy.behave({ fault: ({ action }) => (action === 'sqs:GetQueueAttributes' ? 'hangs' : undefined) })
    const result = (await invoke(place, 8000)) as { ended: string; totals: Record<string, number> }
    expect(result.ended).toBe('timeout')
    expect((result.totals['inconclusive'] ?? 0) + (result.totals['notLookedAt'] ?? 0)).toBeGreaterThan(0)
    expect(result.totals['healthy']).toBe(0)
  })

  test.each([
    [{}, 'BadInput'],
    [{ account: '1', region: REGIONS[0], run: place.run }, 'BadInput'],
    [{ ...place, bucket: 'elsewhere' }, 'BadInput'],
    [{ ...place, run: '../../other' }, 'BadInput'],
    [{ ...place, check: ['no-such-check'] }, 'BadInput'],
    [{ rule: 'order-kept' }, 'BadInput'],
    [{ merge: { run: '2020-01-01T00-00-00.000Z' } }, 'BadInput'],
    [null, 'BadInput'],
  ])('an input that is none is refused before anything is asked: %j', async (event, name) => {
    proxy.behave()
    await expect(invoke(event)).rejects.toMatchObject({ name })
    expect(proxy.writes()).toEqual([])
  })
})

test('invocations in one process leave nothing behind in it: no listeners, no connections, no timers', async () => {
  proxy.behave()
  const warnings: string[] = []
  const onWarning = ({ name, message }: Error) => warnings.push(`${name}: ${message}`)
  process.on('warning', onWarning)
  const run = '2026-11-30T06-00-00.000Z'
  const accounts = Array.from({ length: 30 }, (_, i) => `${100000000000 + i}`)
  const items = accounts.map((account) => ({ account, region: REGIONS[0], run }))
  const Body = JSON.stringify(items)
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `scans/${run}/items.json`, Body }))
  /** Sockets of this process: those of the proxy and of the test's own clients among them. */
  const open = async () => {
    await new Promise((resolve) => setTimeout(resolve, 200))
    return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
  }
  const sockets: number[] = []
  for (let i = 0; i < 3; i++) {
    // 30 parts are asked for at the same time: the store has as many listeners for the end of the time.
    expect(await invoke({ merge: { run } })).toMatchObject({ unseen: 30 })
    await invoke({ account: ACCOUNTS[0], region: REGIONS[0], run })
    await invoke({ rule: `arn:aws:events:${REGIONS[1]}:${ACCOUNTS[0]}:rule/order-lost` })
    sockets.push(await open())
  }
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
  expect(sockets[2]).toBeLessThanOrEqual((sockets[0] ?? 0) + 2)
})

describe('one rule', () => {
  test('is diagnosed with the role of its account; the answer has the text that eb-doctor rule prints', async () => {
    proxy.behave()
    const rule = `arn:aws:events:${REGIONS[1]}:${ACCOUNTS[0]}:rule/order-lost`
    const answer = (await invoke({ rule })) as { verdict: string; exitCode: number; text: string }
    expect(answer).toMatchObject({ rule, verdict: 'broken', exitCode: 1, firstBrokenHop: { target: 'target' } })
    expect(answer.text).toContain('BROKEN')
    expect(answer.text).not.toContain('\u001b')
    expect(proxy.writes()).toEqual([])
  })

  test('of an account that cannot be looked at is inconclusive, with the reason', async () => {
    proxy.behave({
      answer: (operation) =>
        operation.action === 'sts:AssumeRole'
          ? errorAnswer(operation, 'AccessDenied', 'not authorized to perform: sts:AssumeRole', 403)
          : undefined,
    })
    const rule = `arn:aws:events:${REGIONS[1]}:${ACCOUNTS[0]}:rule/order-lost`
    expect(await invoke({ rule })).toMatchObject({
      ...{ verdict: 'inconclusive', exitCode: 3 },
      text: expect.stringContaining('cannot be assumed'),
    })
  })
})

describe('the state machine of the hub', () => {
  test('run by an interpreter, plans, scans every place and merges', async () => {
    // The emulator runs no function: the proxy hands each invocation to the handler.
    const invoked: unknown[] = []
    proxy.behave({
      intercept: async ({ action, params }) => {
        if (action !== 'lambda:InvokeFunction') return undefined
        invoked.push(params)
        const [headers, body] = await invoke(params).then(
          (value) => [{}, JSON.stringify(value)] as const,
          (thrown: Error) =>
            [
              { 'x-amz-function-error': 'Unhandled' },
              JSON.stringify({ errorType: thrown.name, errorMessage: thrown.message }),
            ] as const,
        )
        return { do: 'answer', answer: { status: 200, headers, body: Buffer.from(body) } }
      },
    })
    await fetch(`${moto.url}/moto-api/config`, {
      method: 'POST',
      body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
    })
    const sfn = new SFNClient({
      ...{ endpoint: moto.url, region: 'us-east-1' },
      credentials: { accessKeyId: 'AKIAHUB', secretAccessKey: 'hub' },
    })
    const machine = await sfn.send(
      new CreateStateMachineCommand({
        name: 'eb-doctor',
        roleArn: `arn:aws:iam::${ACCOUNT}:role/machine`,
        definition: definitionWith({
          ...{ Partition: 'aws', Function: FUNCTION, Results: BUCKET },
          ...{ MaxConcurrency: 2, ToleratedFailurePercentage: '10.0' },
        }),
      }),
    )
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machine.stateMachineArn ?? '', input: '{}' }),
    )
    const ended = await vi.waitFor(
      async () => {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }))
        if (execution.status === 'RUNNING') throw new Error('still running')
        return execution
      },
      { timeout: 90_000, interval: 500 },
    )
    expect([ended.status, ended.error, ended.cause]).toEqual(['SUCCEEDED', undefined, undefined])
    const { run: made } = JSON.parse(ended.output ?? '{}') as { run: string }
    expect(JSON.parse(ended.output ?? '{}')).toMatchObject({ places: 4, unseen: 0, totals: { broken: 13 } })
    expect((await keys(`scans/${made}/`)).filter((key) => key.endsWith('.ndjson'))).toHaveLength(4)
    expect(invoked).toHaveLength(6)
  })
})
