import { describe, expect, test } from 'vitest'
import { asEventBridge, asRole, evaluate, keyKnowledge } from '../../src/iam/index.js'
import { HOME as account } from '../support/home.js'

const rule = (name: string) => `arn:aws:events:eu-west-1:${account}:rule/${name}`

describe('What EventBridge sends', () => {
  test('names the default bus for a rule without a bus', () => {
    const { context } = asEventBridge({ ruleArn: rule('order-paid'), call: 'bus-key' })
    expect(context['aws:SourceArn']).toBe(`arn:aws:events:eu-west-1:${account}:event-bus/default`)
  })

  test('names a partner bus, whose name holds slashes', () => {
    const { context } = asEventBridge({ ruleArn: rule('aws.partner/example.com/1/order-paid'), call: 'bus-key' })
    expect(context['aws:SourceArn']).toBe(`arn:aws:events:eu-west-1:${account}:event-bus/aws.partner/example.com/1`)
  })

  test('keeps the partition of the rule', () => {
    const { context, principal } = asEventBridge({
      ruleArn: `arn:aws-cn:events:cn-north-1:${account}:rule/orders/order-paid`,
      call: 'bus-key',
    })
    expect(context['aws:SourceArn']).toBe(`arn:aws-cn:events:cn-north-1:${account}:event-bus/orders`)
    expect(principal).toBe('events.amazonaws.com')
  })

  test('is the account itself for a bus elsewhere without a role', () => {
    expect(asEventBridge({ ruleArn: rule('order-paid'), call: 'event-bus-without-role' }).principal).toBe(account)
  })

  test('never says of a key both that it is sent and that nobody knows', () => {
    const calls = [
      'assume-role',
      'lambda',
      'sqs',
      'sns',
      'sns-key',
      'sqs-key',
      'bus-key',
      'logs',
      'api-gateway',
    ] as const
    for (const call of [...calls, 'event-bus-without-role'] as const) {
      const { context, unknownKeys } = asEventBridge({ ruleArn: rule('orders/order-paid'), call })
      for (const key of unknownKeys) expect(Object.keys(context), call).not.toContain(key)
    }
  })

  test('takes the time of a role session from outside', () => {
    const now = new Date('2026-11-21T12:00:00Z')
    const { context } = asRole({
      roleArn: `arn:aws:iam::${account}:role/r`,
      region: 'eu-west-1',
      resourceAccount: account,
      now,
    })
    expect([context['aws:CurrentTime'], context['aws:EpochTime']]).toEqual(['2026-11-21T12:00:00.000Z', '1795262400'])
  })
})

describe('What is known of a condition key', () => {
  test.each([
    ['aws:SourceArn', 'lambda', 'sent'],
    ['AWS:sourcearn', 'lambda', 'sent'],
    ['lambda:InvokedViaFunctionUrl', 'lambda', 'sent'],
    ['kms:ViaService', 'sns-key', 'absent'],
    ['kms:CallerAccount', 'sqs-key', 'absent'],
    ['aws:PrincipalTag/team', 'sqs', 'absent'],
    ['aws:SourceArn', 'sns', 'unknown'],
    ['aws:SourceVpce', 'sqs', 'unknown'],
    ['aws:SomethingNew', 'sqs', 'unknown'],
  ] as const)('%s in the call %s is %s', (key, call, is) => {
    const known = keyKnowledge(key, call)
    expect(known.is).toBe(is)
    if (is !== 'unknown') expect(known.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
  })
})

describe('Hostile policies', () => {
  test('cost little: 20 KB of wildcards against 2 KB take well under a second', () => {
    const patterns = [
      '*a?'.repeat(40),
      '*a'.repeat(60),
      `*${'a'.repeat(100)}?${'a'.repeat(100)}b*`,
      `*${'a'.repeat(200)}b*`,
    ]
    for (const pattern of patterns) {
      const values = Array.from({ length: Math.floor(20_000 / (pattern.length + 3)) }, () => `${pattern}c`)
      const Statement = {
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringLike: { 'aws:PrincipalTag/a': values } },
      }
      const start = performance.now()
      evaluate(
        {
          principal: `arn:aws:iam::${account}:role/r`,
          action: 'sqs:SendMessage',
          resource: `arn:aws:sqs:eu-west-1:${account}:q`,
          context: { 'aws:PrincipalTag/a': 'a'.repeat(2_000) },
        },
        { identity: [{ Version: '2012-10-17', Statement }] },
      )
      expect(performance.now() - start).toBeLessThan(1_000)
    }
  })
})
