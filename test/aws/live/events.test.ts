import {
  DescribeEventBusCommand,
  DescribeEventSourceCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge'
import { describe, expect, test } from 'vitest'
import { HOME, OTHER, REGION, RULE } from '../../support/home.js'
import { live, named, sent, stubOf } from '../../support/live.js'

const events = stubOf(EventBridgeClient)
const busArn = (name: string, account = HOME) => `arn:aws:events:${REGION}:${account}:event-bus/${name}`
const malformed = { state: 'failed', error: { kind: 'malformed' } }

describe('a rule', () => {
  test('is described by its name and its bus', async () => {
    events
      .on(DescribeRuleCommand)
      .resolves({ Name: 'order-paid', Arn: RULE, State: 'ENABLED', EventBusName: 'default' })
    expect(await live().rule('order-paid', 'default')).toEqual({
      state: 'found',
      value: { name: 'order-paid', arn: RULE, bus: 'default', state: 'ENABLED' },
    })
    expect(sent(events)).toEqual([['DescribeRule', { Name: 'order-paid', EventBusName: 'default' }]])
  })

  test('comes with all that matters, and with the name of its bus where AWS gives the ARN', async () => {
    events.on(DescribeRuleCommand).resolves({
      Name: 'order-paid',
      Arn: RULE,
      State: 'DISABLED',
      EventBusName: busArn('aws.partner/example.com/shop'),
      EventPattern: '{}',
      ScheduleExpression: 'rate(1 day)',
      Description: 'd',
      RoleArn: 'r',
      ManagedBy: 'm',
      CreatedBy: HOME,
    })
    expect(await live().rule('order-paid', 'x')).toMatchObject({
      value: {
        bus: 'aws.partner/example.com/shop',
        state: 'DISABLED',
        eventPattern: '{}',
        scheduleExpression: 'rate(1 day)',
        description: 'd',
        roleArn: 'r',
        managedBy: 'm',
        createdBy: HOME,
      },
    })
  })

  test('that is not there is missing; that may not be seen is denied; an answer without it is malformed', async () => {
    events.on(DescribeRuleCommand).rejects(named('ResourceNotFoundException'))
    expect(await live().rule('a', 'b')).toEqual({ state: 'missing' })
    events.on(DescribeRuleCommand).rejects(named('AccessDeniedException'))
    expect(await live().rule('a', 'b')).toEqual({ state: 'denied', action: 'events:DescribeRule', resource: 'a' })
    events.on(DescribeRuleCommand).resolves({})
    expect(await live().rule('a', 'b')).toMatchObject(malformed)
  })
})

describe('the targets of a rule', () => {
  test('are read over all pages, in the words of the API', async () => {
    const first = { Id: 'a', Arn: 'arn:a', InputPath: '$.x', Odd: { kept: true } }
    events
      .on(ListTargetsByRuleCommand, { Rule: 'order-paid', EventBusName: 'orders' })
      .resolves({ Targets: [first], NextToken: 't' })
      .on(ListTargetsByRuleCommand, { Rule: 'order-paid', EventBusName: 'orders', NextToken: 't' })
      .resolves({ Targets: [{ Id: 'b', Arn: 'arn:b' }] })
    expect(await live().targets('order-paid', 'orders')).toEqual({
      state: 'found',
      value: [first, { Id: 'b', Arn: 'arn:b' }],
    })
  })

  test('a page that comes again is not taken for the end', async () => {
    events.on(ListTargetsByRuleCommand).resolves({ Targets: [], NextToken: 't' })
    expect(await live().targets('a', 'b')).toMatchObject(malformed)
  })

  test('an answer without a list, or a target without its ARN, is malformed, not "no targets"', async () => {
    events.on(ListTargetsByRuleCommand).resolves({})
    expect(await live().targets('a', 'b')).toMatchObject(malformed)
    events.on(ListTargetsByRuleCommand).resolves({ Targets: [{ Id: 'a' } as never] })
    expect(await live().targets('a', 'b')).toMatchObject(malformed)
  })
})

describe('what else there is', () => {
  test('the buses and the rules of a bus are listed over all pages', async () => {
    events
      .on(ListEventBusesCommand, {})
      .resolves({ EventBuses: [{ Name: 'default' }], NextToken: 't' })
      .on(ListEventBusesCommand, { NextToken: 't' })
      .resolves({ EventBuses: [{ Name: 'orders' }] })
      .on(ListRulesCommand, { EventBusName: 'orders' })
      .resolves({ Rules: [{ Name: 'a' }], NextToken: 't' })
      .on(ListRulesCommand, { EventBusName: 'orders', NextToken: 't' })
      .resolves({ Rules: [{ Name: 'b' }] })
    expect(await live().buses()).toEqual({ state: 'found', value: ['default', 'orders'] })
    expect(await live().ruleNames('orders')).toEqual({ state: 'found', value: ['a', 'b'] })
  })

  test('the rules of a bus are listed with their patterns and states, over all pages, without a call a rule', async () => {
    const [Arn, pattern] = ['arn:aws:events:eu-west-1:111122223333:rule/orders/a', '{"source":["shop"]}']
    events
      .on(ListRulesCommand, { EventBusName: 'orders' })
      .resolves({
        Rules: [{ Name: 'a', Arn, State: 'ENABLED', EventPattern: pattern, EventBusName: 'orders' }],
        NextToken: 't',
      })
      .on(ListRulesCommand, { EventBusName: 'orders', NextToken: 't' })
      .resolves({ Rules: [{ Name: 'b', Arn: `${Arn}b`, State: 'DISABLED', ScheduleExpression: 'rate(1 day)' }] })
    expect(await live().rules('orders')).toEqual({
      state: 'found',
      value: [
        { name: 'a', arn: Arn, bus: 'orders', state: 'ENABLED', eventPattern: pattern },
        { name: 'b', arn: `${Arn}b`, bus: 'orders', state: 'DISABLED', scheduleExpression: 'rate(1 day)' },
      ],
    })
    expect(events.calls()).toHaveLength(2)
    events.on(ListRulesCommand).resolves({ Rules: [{ Name: 'a', Arn }] })
    expect(await live().rules('a')).toMatchObject(malformed)
  })

  test('the rules of a bus that is not there are missing', async () => {
    events.on(ListRulesCommand).rejects(named('ResourceNotFoundException'))
    expect(await live().rules('ordres')).toEqual({ state: 'missing' })
    expect(await live().ruleNames('ordres')).toEqual({ state: 'missing' })
  })

  test('a list that an answer lacks is malformed, not empty', async () => {
    events.on(ListEventBusesCommand).resolves({}).on(ListRulesCommand).resolves({})
    events.on(ListRuleNamesByTargetCommand).resolves({})
    expect(await live().buses()).toMatchObject(malformed)
    expect(await live().ruleNames('a')).toMatchObject(malformed)
    expect(await live().ruleNamesByTarget('t', busArn('b'))).toMatchObject(malformed)
  })

  test('the rules that forward to a target are asked of the bus that the ARN names', async () => {
    events.on(ListRuleNamesByTargetCommand).resolves({ RuleNames: ['a'] })
    expect(await live().ruleNamesByTarget('arn:t', busArn('orders'))).toEqual({ state: 'found', value: ['a'] })
    expect(sent(events)).toEqual([['ListRuleNamesByTarget', { TargetArn: 'arn:t', EventBusName: 'orders' }]])
  })

  test("a partner's source tells its state", async () => {
    events.on(DescribeEventSourceCommand).resolves({ State: 'PENDING' })
    expect(await live().eventSource('aws.partner/x')).toEqual({
      state: 'found',
      value: { name: 'aws.partner/x', state: 'PENDING' },
    })
  })
})

describe('a bus', () => {
  test('is described by its name, with its policy and its key', async () => {
    events.on(DescribeEventBusCommand).resolves({
      Name: 'orders',
      Arn: busArn('orders'),
      Policy: '{}',
      KmsKeyIdentifier: 'k',
      DeadLetterConfig: { Arn: 'q' },
    })
    expect(await live().eventBus(busArn('orders'))).toEqual({
      state: 'found',
      value: { name: 'orders', arn: busArn('orders'), policy: '{}', kmsKey: 'k', deadLetterArn: 'q' },
    })
    expect(sent(events)).toEqual([['DescribeEventBus', { Name: 'orders' }]])
  })

  test('without a policy has none; an empty answer does not say so', async () => {
    events.on(DescribeEventBusCommand).resolves({ Name: 'orders', Arn: busArn('orders') })
    expect(await live().eventBus(busArn('orders'))).toMatchObject({ value: { policy: null } })
    events.on(DescribeEventBusCommand).resolves({})
    expect(await live().eventBus(busArn('orders'))).toMatchObject(malformed)
  })

  test('of another account is not asked for with these credentials: a namesake would answer', async () => {
    expect(await live().eventBus(busArn('orders', OTHER))).toMatchObject({ state: 'denied', account: OTHER })
    expect(sent(events)).toEqual([])
  })
})
