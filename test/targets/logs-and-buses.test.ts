import { describe, expect, test } from 'vitest'
import { cloudwatchLogs } from '../../src/targets/cloudwatch-logs.js'
import { eventBus } from '../../src/targets/event-bus.js'
import { eventBusV2 } from '../../src/targets/event-bus-v2.js'
import { serviceOf } from '../../src/targets/index.js'
import { account, answers, bus, codes, delivery, gone, ROLE, reason, refused } from '../checks/delivery.js'
import { BUS, HOME, OTHER, REGION, RULE } from '../support/home.js'

describe('a log group as a target', () => {
  const arn = `arn:aws:logs:${REGION}:${HOME}:log-group:/aws/events/orders`
  const state = (answer: Parameters<typeof account>[0]['logGroup']) =>
    cloudwatchLogs.state?.run(delivery({ Arn: arn }), account(answer ? { logGroup: answer } : {}))

  test('can take events when it exists', async () => {
    expect((await state(answers({ name: '/aws/events/orders', arn })))?.status).toBe('ok')
  })

  test('cannot take events when it does not exist', async () => {
    const verdict = await state(gone)
    expect(verdict && codes(verdict)).toEqual(['target-not-found error'])
  })

  test('cannot be told when it may not be read', async () => {
    const verdict = await state(refused('logs:DescribeLogGroups', arn))
    expect(verdict && reason(verdict)).toContain('grant logs:DescribeLogGroups')
  })

  test('must not have a role', () => {
    expect(cloudwatchLogs.role).toBe('refused')
    expect(cloudwatchLogs.needs).toBeUndefined()
  })
})

/** No other bus forwards to the bus of the rule. */
const alone = {
  rule: answers({ name: 'order-paid', arn: '', bus: 'orders', state: 'ENABLED' }),
  buses: answers(['default', 'orders']),
  ruleNamesByTarget: answers([]),
}

describe('an event bus as a target', () => {
  const settings = (more: object) => eventBus.settings?.run(delivery({ Arn: BUS, ...more }, 'orders'), account(alone))
  const state = (answer: Parameters<typeof account>[0]['eventBus']) =>
    eventBus.state?.run(delivery({ Arn: BUS }), account(answer ? { eventBus: answer } : {}))

  test('is told from an API destination and from a V2 bus by its ARN', () => {
    expect(serviceOf({ Arn: BUS })).toBe(eventBus)
    expect(serviceOf({ Arn: BUS.replace('event-bus/default', 'event-busv2/orders/abc') })).toBe(eventBusV2)
    expect(serviceOf({ Arn: BUS.replace('event-bus/default', 'api-destination/x/y') })).not.toBe(eventBus)
  })

  test('can take events when it exists', async () => {
    expect((await state(answers(bus())))?.status).toBe('ok')
  })

  test('cannot take events when it does not exist', async () => {
    const verdict = await state(gone)
    expect(verdict && codes(verdict)).toEqual(['target-not-found error'])
  })

  test('cannot be told when it may not be read', async () => {
    expect((await state(refused('events:DescribeEventBus', BUS)))?.status).toBe('unknown')
  })

  test('asks events:PutEvents of the role', async () => {
    const needs = await eventBus.needs?.run(delivery({ Arn: BUS, RoleArn: ROLE }), account(alone))
    expect(needs?.needs).toMatchObject([{ action: 'events:PutEvents', resource: BUS }])
  })

  test('in another account takes the event whole: an input transformer is not available', async () => {
    const there = { Arn: BUS.replace(HOME, OTHER) }
    const changed = await settings({ ...there, InputTransformer: { InputTemplate: '{}' } })
    expect(changed?.flaws).toMatchObject([{ code: 'input-invalid' }])
    expect((await settings(there))?.flaws).toEqual([])
  })

  test('false positive: in the same account the event may be changed on its way', async () => {
    expect((await settings({ InputPath: '$.detail' }))?.flaws).toEqual([])
  })
})

describe('a V2 bus as a target', () => {
  const arn = BUS.replace('event-bus/default', 'event-busv2/orders/0123456789')
  const needs = async (source: unknown) => {
    const answer = answers({
      name: 'order-paid',
      arn: RULE,
      bus: 'default',
      state: 'ENABLED',
      eventPattern: JSON.stringify({ source }),
    })
    const asked = await eventBusV2.needs?.run(delivery({ Arn: arn, RoleArn: ROLE }), account({ rule: answer }))
    return asked?.needs.map(({ action, severity }) => `${action} ${severity}`)
  }

  test('asks events:PutRawEvents for events of applications, events:PutEvents for those of AWS services', async () => {
    expect(await needs(['shop'])).toEqual(['events:PutEvents warning', 'events:PutRawEvents error'])
    expect(await needs(['aws.s3'])).toEqual(['events:PutEvents error', 'events:PutRawEvents warning'])
  })

  test('asks for both when the pattern does not say which events come', async () => {
    const both = ['events:PutEvents error', 'events:PutRawEvents error']
    expect(await needs([{ prefix: '' }])).toEqual(both)
    expect(await needs(['aws.s3', 'shop'])).toEqual(both)
  })

  test('says that its subscribers are not analysed', async () => {
    const verdict = await eventBusV2.state?.run(delivery({ Arn: arn }), account({}))
    expect(verdict?.status).toBe('skipped')
    expect(verdict && reason(verdict)).toContain('subscribers are not analysed')
  })

  test('cannot tell all when the rule may not be read', async () => {
    const reads = { rule: refused('events:DescribeRule', RULE) }
    const asked = await eventBusV2.needs?.run(delivery({ Arn: arn, RoleArn: ROLE }), account(reads))
    expect(asked?.unseen?.text).toContain('grant events:DescribeRule')
  })
})
