import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateQueueCommand, GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, REGION } from './support/accounts.js'
import { awsEnv, ebDoctor, type Ran } from './support/cli.js'
import { type Moto, startMoto } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

const PATTERN = { source: ['shop.orders'], 'detail-type': ['OrderPaid'], detail: { status: ['PAID'] } }
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:orders`

let moto: Moto
let proxy: AwsProxy
let state: string
let events: EventBridgeClient
let sqs: SQSClient
beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  const config = {
    endpoint: moto.url,
    region: REGION,
    credentials: { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' },
  }
  events = new EventBridgeClient(config)
  sqs = new SQSClient(config)
})
beforeEach(async () => {
  await moto.reset()
  proxy.behave()
  state = mkdtempSync(join(tmpdir(), 'eb-doctor-listen-'))
  await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))
  await events.send(new CreateEventBusCommand({ Name: 'shop' }))
  const EventPattern = JSON.stringify(PATTERN)
  await events.send(new PutRuleCommand({ Name: 'order-paid', EventBusName: 'shop', EventPattern }))
  await events.send(
    new PutTargetsCommand({ Rule: 'order-paid', EventBusName: 'shop', Targets: [{ Id: 'queue', Arn: QUEUE }] }),
  )
})
afterAll(async () => {
  await proxy.close()
  await moto.stop()
})

const journals = (): string[] => {
  try {
    return readdirSync(join(state, 'eb-doctor'))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(state, 'eb-doctor', name))
  } catch {
    return []
  }
}

/** All that is in the account, as far as a listener could touch it. */
async function everything() {
  const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName: 'shop' }))
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: 'order-paid', EventBusName: 'shop' }))
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  return { rules: Rules, targets: Targets, queues: QueueUrls }
}

const put = (status: string, DetailType = 'OrderPaid', Source = 'shop.orders') =>
  events.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: 'shop', Source, DetailType, Detail: JSON.stringify({ status }) }],
    }),
  )

/** Runs `listen`; `act` is called once it listens. */
function listen(
  args: readonly string[],
  act: (child: ChildProcess) => Promise<unknown> = async () => {},
): Promise<Ran> {
  return ebDoctor(['listen', ...args], {
    env: { ...awsEnv(proxy.url), XDG_STATE_HOME: state },
    limit: 90_000,
    onStart(child) {
      let said = ''
      child.stderr?.on('data', (chunk: Buffer) => {
        const before = said.includes('Listening.')
        said += chunk.toString()
        if (!before && said.includes('Listening.')) void act(child)
      })
    },
  })
}

const lines = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const MADE = ['sqs:CreateQueue', 'events:PutRule', 'events:PutTargets']
const REMOVED = ['events:RemoveTargets', 'events:DeleteRule', 'sqs:DeleteQueue']
/** Writes, without the receives and the deletes of messages. */
const writes = () => proxy.writes().filter((action) => !/Message$/.test(action))

describe('listen', () => {
  test('shows events that match and those that do not, and leaves nothing behind', async () => {
    const before = await everything()
    const { code, stdout, stderr } = await listen(
      ['order-paid', '--bus', 'shop', '--for', '20s', '--max', '2', '--yes', '--json'],
      async () => {
        await put('PENDING', 'OrderPaid', 'shop.returns')
        await put('PAID')
        await put('PAID', 'OrderLost')
      },
    )
    expect([code, stderr.includes('create-queue')], stderr).toEqual([0, true])
    const [first, second, end, ...more] = lines(stdout)
    expect(more).toEqual([])
    const told = [first, second].map(({ kind, event }) => [kind, event.source, event.rules[0].matches])
    expect(told.sort()).toEqual([
      ['listen-event', 'shop.orders', true],
      ['listen-event', 'shop.returns', false],
    ])
    expect(end).toMatchObject({ kind: 'listen-end', ended: 'full', events: 2, matching: 1, left: [] })
    expect(end.inTheWay).toContainEqual({ field: 'detail.status: wanted ["PAID"]', events: 1 })
    expect(writes()).toEqual([...MADE, ...REMOVED])
    expect(await everything()).toEqual(before)
  })

  test('makes a queue of its own, encrypted, tagged, that its rule alone may send to; the rule has the loosened pattern', async () => {
    let seen: unknown
    await listen(['order-paid', '--bus', 'shop', '--for', '20s', '--max', '1', '--yes'], async () => {
      const { rules, queues } = await everything()
      const Name = rules.map((rule) => rule.Name ?? '').find((name) => name.startsWith('eb-doctor-listen-'))
      const QueueUrl = queues.find((url) => url.endsWith(`/${Name}`))
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
      const { EventPattern } = await events.send(new DescribeRuleCommand({ Name, EventBusName: 'shop' }))
      seen = { Name, pattern: EventPattern, policy: JSON.parse(Attributes?.['Policy'] ?? '{}').Statement, Attributes }
      await put('PAID')
    })
    const { Name } = seen as { Name: string }
    expect(seen).toMatchObject({
      pattern: '{"detail-type":["OrderPaid"]}',
      Attributes: { SqsManagedSseEnabled: 'true' },
      policy: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Condition: {
            ArnEquals: { 'aws:SourceArn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/shop/${Name}` },
            StringEquals: { 'aws:SourceAccount': ACCOUNT },
          },
        },
      ],
    })
  })

  test('ends with 1 when nothing comes that matches, and says which field is in the way', async () => {
    const { code, stdout } = await listen(
      ['order-paid', '--bus', 'shop', '--for', '20s', '--max', '1', '--yes', '--no-color'],
      () => put('paid'),
    )
    expect(code).toBe(1)
    expect(stdout).toContain('◀ wanted ["PAID"]: another value')
    expect(stdout).toContain('1 event; 0 reach the rule order-paid.')
    expect(stdout).toContain('What was made is removed.')
  })

  test('what comes may be hostile: it is shown without control characters', async () => {
    const { stdout } = await listen(
      ['order-paid', '--bus', 'shop', '--for', '20s', '--max', '1', '--yes', '--no-color'],
      () => put('\u001b[2J\u202eDIAP'),
    )
    expect(stdout).toContain('OrderPaid')
    for (const hidden of ['\u001b', '\u202e']) expect(stdout).not.toContain(hidden)
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it with 130, and all is removed', async (signal) => {
    const before = await everything()
    const { code } = await listen(['order-paid', '--bus', 'shop', '--for', '60s', '--yes'], async (child) =>
      child.kill(signal),
    )
    expect([code, writes()]).toEqual([130, [...MADE, ...REMOVED]])
    expect(await everything()).toEqual(before)
  })

  test('after SIGKILL --clean-up removes what the journal says, once, and nothing else', async () => {
    const before = await everything()
    const killed = await listen(['order-paid', '--bus', 'shop', '--yes'], async (child) => child.kill('SIGKILL'))
    expect(killed.signal ?? killed.code).not.toBe(0)
    expect((await everything()).rules).toHaveLength(2)
    const [journal = ''] = journals()
    proxy.behave()
    const undo = await ebDoctor(['fix', '--undo', journal, '--yes'], {
      env: { ...awsEnv(proxy.url), XDG_STATE_HOME: state },
    })
    expect([undo.code, writes(), undo.stderr]).toEqual([2, [], expect.stringContaining('listen --clean-up')])
    const { code, stdout } = await listen(['--clean-up', journal, '--yes'])
    expect([code, stdout, writes()]).toEqual([0, 'Nothing of the listener is left.\n', REMOVED])
    expect(await everything()).toEqual(before)
    proxy.behave()
    expect([(await listen(['--clean-up', journal, '--yes'])).code, writes()]).toEqual([0, []])
  })

  test('a queue or a rule of the same name without the tags is not removed', async () => {
    await listen(['order-paid', '--bus', 'shop', '--yes'], async (child) => child.kill('SIGKILL'))
    const [journal = ''] = journals()
    const made = await everything()
    proxy.behave({
      answer: ({ action }) =>
        action === 'events:ListTagsForResource' || action === 'sqs:ListQueueTags'
          ? {
              status: 200,
              headers: { 'content-type': 'application/x-amz-json-1.1' },
              body: Buffer.from(action.startsWith('sqs') ? '{"Tags":{}}' : '{"Tags":[]}'),
            }
          : undefined,
    })
    const { code, stdout } = await listen(['--clean-up', journal, '--yes'])
    expect([code, writes()]).toEqual([5, []])
    expect(stdout).toContain('does not have the tags')
    expect(await everything()).toEqual(made)
  })

  test('while it listens, its journal is its own: --clean-up beside it removes nothing', async () => {
    const before = await everything()
    let beside: Ran | undefined
    let during: unknown
    const ran = await listen(['order-paid', '--bus', 'shop', '--for', '60s', '--yes', '--json'], async (child) => {
      const made = await everything()
      beside = await listen(['--clean-up', journals()[0] ?? '', '--yes'])
      during = [await everything(), made]
      child.kill('SIGINT')
    })
    expect([beside?.code, beside?.stderr]).toEqual([5, expect.stringContaining('another eb-doctor is changing it')])
    const [now, made] = during as [unknown, unknown]
    expect(now).toEqual(made)
    expect([ran.code, await everything()]).toEqual([130, before])
  })

  test('a journal that somebody has edited is refused', async () => {
    await listen(['order-paid', '--bus', 'shop', '--yes'], async (child) => child.kill('SIGKILL'))
    const [journal = ''] = journals()
    const name = /eb-doctor-listen-[0-9a-f]{16}/.exec(readFileSync(journal, 'utf8'))?.[0] ?? ''
    writeFileSync(journal, readFileSync(journal, 'utf8').replaceAll(name, 'orders'))
    proxy.behave()
    expect([(await listen(['--clean-up', journal, '--yes'])).code, writes()]).toEqual([2, []])
  })

  test('a step that fails is reported, and what was made before it is removed', async () => {
    const before = await everything()
    proxy.behave({ fault: ({ action }) => (action === 'events:PutTargets' ? 'access denied' : undefined) })
    const { code, stdout } = await listen(['order-paid', '--bus', 'shop', '--yes', '--json'])
    expect(code).toBe(5)
    expect(lines(stdout)[0]).toMatchObject({ ended: 'failed', left: [] })
    expect(await everything()).toEqual(before)
  })

  test('a lost connection ends it, and what was made is removed', async () => {
    const before = await everything()
    proxy.behave({ fault: ({ action }) => (action === 'sqs:ReceiveMessage' ? 'reset' : undefined) })
    const { code, stdout } = await listen(['order-paid', '--bus', 'shop', '--yes', '--json'])
    expect([code, lines(stdout)[0].ended]).toEqual([5, 'failed'])
    expect(await everything()).toEqual(before)
  })

  test.each([
    ['nobody can be asked', ['order-paid', '--bus', 'shop'], 5],
    ['the rule is not there', ['order-payed', '--bus', 'shop', '--yes'], 2],
    ['the time is too long', ['order-paid', '--bus', 'shop', '--yes', '--for', '2h'], 2],
    ['nothing is named', ['--yes'], 2],
    ['a rule and a journal are named', ['order-paid', '--clean-up', 'x.jsonl'], 2],
    ['the journal is not there', ['--clean-up', '/nowhere.jsonl'], 2],
  ])('makes nothing when %s', async (_, args, expected) => {
    const { code } = await listen(args)
    expect([code, writes()]).toEqual([expected, []])
  })

  test('makes nothing when the tags cannot be looked at: it could not remove anything safely', async () => {
    proxy.behave({ fault: ({ action }) => (action === 'sqs:ListQueueTags' ? 'access denied' : undefined) })
    const { code, stderr } = await listen(['order-paid', '--bus', 'shop', '--yes'])
    expect([code, writes()]).toEqual([5, []])
    expect(stderr).toContain('grant sqs:ListQueueTags')
  })

  test('`permissions --for listen` grants all that it calls', async () => {
    const { stdout } = await ebDoctor(['permissions', '--for', 'listen'])
    const granted = JSON.parse(stdout).Statement.flatMap(({ Action }: { Action: string[] }) => Action)
    await listen(['order-paid', '--bus', 'shop', '--for', '20s', '--max', '1', '--yes'], () => put('PAID'))
    expect(proxy.actions().filter((action) => !granted.includes(action))).toEqual([])
  })
})
