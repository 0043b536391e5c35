import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateEventBusCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientsOf, REGION } from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import { type Moto, startMoto } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

const RULES = 300
const QUEUE = `arn:aws:sqs:${REGION}:123456789012:orders`
const EVENT = {
  ...{ version: '0', id: '6a7e', 'detail-type': 'OrderPaid', source: 'shop.orders', account: '123456789012' },
  ...{ time: '2026-01-02T03:04:05Z', region: REGION, resources: [], detail: { status: 'PAID', number: 7 } },
}

let moto: Moto
let proxy: AwsProxy
let folder = ''
const file = (name: string): string => join(folder, name)
const eb = (...args: readonly string[]) => ebDoctor(['event', ...args], { env: awsEnv(proxy.url) })

const rule = (events: EventBridgeClient, Name: string, pattern: object, State: 'ENABLED' | 'DISABLED' = 'ENABLED') =>
  events.send(new PutRuleCommand({ Name, EventBusName: 'orders', EventPattern: JSON.stringify(pattern), State }))

beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  const { events } = clientsOf(moto.url)
  await events.send(new CreateEventBusCommand({ Name: 'orders' }))
  for (let n = 0; n < RULES - 3; n++)
    await rule(events, `order-${n}`, { source: ['shop.orders'], detail: { number: [n + 100] } })
  await rule(events, 'paid', { source: ['shop.orders'], detail: { status: ['PAID'] } })
  await rule(events, 'paid-off', { source: ['shop.orders'] }, 'DISABLED')
  await rule(events, 'paid-lower', { source: ['shop.orders'], detail: { status: ['paid'] } })
  const InputTransformer = { InputPathsMap: { s: '$.detail.status' }, InputTemplate: '{"status": <s>}' }
  await events.send(
    new PutTargetsCommand({
      Rule: 'paid',
      EventBusName: 'orders',
      Targets: [{ Id: 'queue', Arn: QUEUE, InputTransformer }],
    }),
  )
  folder = await mkdtemp(join(tmpdir(), 'eb-doctor-event-'))
  await writeFile(file('event.json'), JSON.stringify(EVENT))
  const Detail = JSON.stringify({ status: 'PAID' })
  await writeFile(
    file('entries.json'),
    JSON.stringify({ Entries: [{ Source: 'shop.orders', DetailType: 'x', Detail, EventBusName: 'orders' }] }),
  )
  await writeFile(file('other.json'), JSON.stringify({ ...EVENT, source: 'shop.refunds' }))
}, 120_000)
afterAll(async () => {
  await proxy.close()
  await moto.stop()
  await rm(folder, { recursive: true })
})

describe('an event and a bus of 300 rules', () => {
  test('is told which match, where they deliver and what arrives', async () => {
    const { code, stdout, stderr } = await eb(file('event.json'), '--bus', 'orders', '--json')
    expect([code, stderr]).toEqual([0, ''])
    const [event] = JSON.parse(stdout).events
    expect(event.rules).toHaveLength(RULES)
    expect(
      event.rules.slice(0, 3).map(({ name, matches }: { name: string; matches: boolean }) => [name, matches]),
    ).toEqual([
      ['paid', true],
      ['paid-off', true],
      ['order-0', false],
    ])
    expect(event.rules[0].targets).toMatchObject([
      { id: 'queue', arn: QUEUE, type: 'sqs', input: { text: '{"status": "PAID"}' } },
    ])
  })

  test('only reads', async () => {
    proxy.behave()
    await eb(file('event.json'), '--bus', 'orders')
    expect([...new Set(proxy.actions())].sort()).toEqual([
      'events:ListRules',
      'events:ListTargetsByRule',
      'sts:GetCallerIdentity',
    ])
  })

  test('asks for pages of rules, and for targets of the rules that match alone', async () => {
    proxy.behave()
    const { milliseconds } = await eb(file('event.json'), '--bus', 'orders', '--json')
    const calls = (action: string) => proxy.seen.filter((one) => one.action === action).length
    expect(calls('events:ListRules')).toBe(RULES / 100)
    expect(calls('events:ListTargetsByRule')).toBe(2)
    expect(milliseconds).toBeLessThan(20_000)
  })

  test('that matches none ends with 1, and text shows the nearest', async () => {
    const { code, stdout } = await eb(file('other.json'), '--bus', 'orders', '--no-color')
    expect(code).toBe(1)
    expect(stdout).toMatch(/✗ NO MATCH .*matches none of\s+300 rules of bus orders/s)
    expect(stdout).toMatch(/✗ +"source": "shop.refunds", .*wanted \["shop.orders"\]/)
  })

  test('an entry goes to the bus that it names', async () => {
    const { code, stdout } = await eb(file('entries.json'), '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout).events[0]).toMatchObject({ bus: 'orders', form: 'entry', source: 'shop.orders' })
  })
})

describe('an event and one rule', () => {
  test('says which field is in the way, and what may have been meant', async () => {
    const { code, stdout } = await eb(file('event.json'), '--rule', 'paid-lower', '--bus', 'orders', '--json')
    expect(code).toBe(1)
    const [rule] = JSON.parse(stdout).events[0].rules
    expect(rule.fields[1]).toMatchObject({
      path: 'detail.status',
      wanted: '["paid"]',
      found: '"PAID"',
      outcome: 'other-value',
    })
    expect(rule.fields[1].hints.join()).toContain('upper and lower case')
  })

  test('that is disabled, or is not there, ends with 1', async () => {
    expect((await eb(file('event.json'), '--rule', 'paid-off', '--bus', 'orders')).code).toBe(1)
    const gone = await eb(file('event.json'), '--rule', 'nope', '--bus', 'orders')
    expect([gone.code, gone.stdout]).toEqual([1, expect.stringContaining('there is no such rule on bus orders')])
    const { code, stdout } = await eb(file('event.json'), '--bus', 'no-such-bus')
    expect([code, stdout]).toEqual([1, expect.stringContaining('There is no event bus no-such-bus')])
  })
})

describe('--walk', () => {
  const walked = (...args: readonly string[]) => eb(file('event.json'), '--bus', 'orders', '--walk', ...args)
  const CENTRAL = `arn:aws:events:${REGION}:123456789012:event-bus/central`

  test('diagnoses each rule that the event reaches, and follows it to an event bus of the account, one hop', async () => {
    const { events } = clientsOf(moto.url)
    await events.send(new CreateEventBusCommand({ Name: 'central' }))
    const put = (Name: string, EventBusName: string, status: string, Arn: string) =>
      events
        .send(
          new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify({ detail: { status: [status] } }) }),
        )
        .then(() => events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets: [{ Id: 'next', Arn }] })))
    await put('forward', 'orders', 'PAID', CENTRAL)
    await put('archive', 'central', 'PAID', QUEUE)
    await put('never', 'central', 'LOST', QUEUE)
    proxy.behave()
    const { code, stdout } = await walked('--json')
    expect([code, proxy.writes()]).toEqual([1, []])
    const [event] = JSON.parse(stdout).events
    const named = (rules: { name: string }[], name: string) => rules.find((one) => one.name === name) as never
    const paid = named(event.rules, 'paid') as { diagnosis: { verdict: string }; targets: { delivers: boolean }[] }
    expect([paid.diagnosis.verdict, paid.targets[0]?.delivers]).toEqual(['broken', false])
    expect(named(event.rules, 'paid-off')).not.toHaveProperty('diagnosis')
    const forward = named(event.rules, 'forward') as {
      targets: { onward: { bus: string; rules: { name: string }[] } }[]
    }
    const onward = forward.targets[0]?.onward
    expect(onward?.bus).toBe('central')
    expect(named(onward?.rules ?? [], 'archive')).toMatchObject({ matches: true, diagnosis: { verdict: 'broken' } })
    expect(named(onward?.rules ?? [], 'never')).toMatchObject({ matches: false })
  })

  test('shows the whole route in one picture', async () => {
    const { stdout } = await walked('--no-color')
    const picture = stdout.slice(stdout.indexOf('Route'))
    expect(picture).toMatch(/└─▶ ✓ bus orders\n/)
    expect(picture).toMatch(/├─▶ [✓✗] rule forward/)
    expect(picture).toMatch(/└─▶ ✓ bus central\n/)
    expect(picture).toMatch(/rule archive/)
    expect(picture).toMatch(/✗ queue \(SQS queue\): target-not-found/)
    expect((await walked('--output', 'markdown')).stdout).toContain('## Route')
  })
})
