import { describe, expect, test } from 'vitest'
import { addressOf, BadRuleRef, parseRuleRef } from '../../src/verdict/rule-address.js'
import { HOME, OTHER } from '../support/home.js'

const ruleArn = (path: string, account = HOME, region = 'eu-west-1') =>
  `arn:aws:events:${region}:${account}:rule/${path}`
const busArn = (name: string, account = HOME, region = 'eu-west-1') =>
  `arn:aws:events:${region}:${account}:event-bus/${name}`

describe('what the user names', () => {
  test('is a rule on the default bus unless something else is said', () => {
    expect(parseRuleRef('order-paid')).toEqual({ name: 'order-paid', bus: 'default' })
    expect(parseRuleRef('order-paid', 'orders')).toEqual({ name: 'order-paid', bus: 'orders' })
  })

  test('may be the ARN of a rule: rule/NAME on the default bus, rule/BUS/NAME on any other', () => {
    expect(parseRuleRef(ruleArn('order-paid'))).toEqual({
      name: 'order-paid',
      bus: 'default',
      partition: 'aws',
      region: 'eu-west-1',
      account: HOME,
    })
    expect(parseRuleRef(ruleArn('orders/order-paid'))).toMatchObject({ name: 'order-paid', bus: 'orders' })
  })

  test("a partner's bus has slashes in its name", () => {
    const bus = 'aws.partner/example.com/shop/1'
    expect(parseRuleRef(ruleArn(`${bus}/order-paid`))).toMatchObject({ name: 'order-paid', bus })
    expect(parseRuleRef('order-paid', bus).bus).toBe(bus)
  })

  test('the bus may be an ARN, which says account and region', () => {
    expect(parseRuleRef('order-paid', busArn('orders', OTHER))).toEqual({
      name: 'order-paid',
      bus: busArn('orders', OTHER),
      partition: 'aws',
      region: 'eu-west-1',
      account: OTHER,
    })
    expect(parseRuleRef(ruleArn('orders/order-paid'), busArn('orders')).bus).toBe(busArn('orders'))
    expect(parseRuleRef(ruleArn('orders/order-paid'), 'orders').bus).toBe('orders')
  })

  test.each([
    [''],
    ['a b'],
    ['a/b'],
    ['x'.repeat(65)],
    ['$(id)'],
    ['\u0007'],
    ['arn:aws:lambda:eu-west-1:111122223333:function:f'],
    ['arn:aws:events:eu-west-1:111122223333:event-bus/b'],
    ['arn:aws:events:eu-west-1:111122223333:rule/'],
    ['arn:aws:events:eu-west-1:111122223333:rule//a'],
    ['arn:aws:events:eu-west-1::rule/a'],
    ['arn:aws:events::111122223333:rule/a'],
    ['arn:aws:events:eu-west-1:1111:rule/a'],
    ['arn:'],
  ])('%j names no rule', (text) => {
    expect(() => parseRuleRef(text)).toThrow(BadRuleRef)
  })

  test.each([
    [''],
    ['a b'],
    ['arn:aws:sqs:eu-west-1:111122223333:q'],
    [busArn('')],
    [busArn('a b')],
    [busArn('a', '')],
    ['arn:x'],
  ])('%j names no bus', (bus) => {
    expect(() => parseRuleRef('a', bus)).toThrow(BadRuleRef)
  })

  test('a rule and a bus must not contradict each other', () => {
    expect(() => parseRuleRef(ruleArn('orders/a'), 'audit')).toThrow(
      `The rule's ARN says bus "orders", the flag says "audit".`,
    )
    expect(() => parseRuleRef(ruleArn('a'), busArn('orders'))).toThrow(BadRuleRef)
    expect(() => parseRuleRef(ruleArn('orders/a'), busArn('orders', OTHER))).toThrow(OTHER)
    expect(() => parseRuleRef(ruleArn('orders/a'), busArn('orders', HOME, 'us-east-1'))).toThrow('us-east-1')
  })
})

describe('the address of a rule', () => {
  const caller = { account: HOME, partition: 'aws' }
  const at = (rule: string, bus?: string) => addressOf(parseRuleRef(rule, bus), caller, 'eu-west-1')

  test('on the default bus has no bus in its ARN', () => {
    expect(at('order-paid')).toEqual({
      kind: 'rule',
      noun: 'rule',
      principal: 'events.amazonaws.com',
      name: 'order-paid',
      bus: 'default',
      busRef: 'default',
      busArn: busArn('default'),
      arn: ruleArn('order-paid'),
      account: HOME,
      region: 'eu-west-1',
      partition: 'aws',
    })
  })

  test('on another bus has the bus in its ARN', () => {
    expect(at('order-paid', 'orders')).toMatchObject({ arn: ruleArn('orders/order-paid'), busRef: 'orders' })
  })

  test('is the same whether the bus was given by name or by ARN', () => {
    expect(at('order-paid', busArn('orders'))).toEqual(at('order-paid', 'orders'))
    expect(at(ruleArn('orders/order-paid'))).toEqual(at('order-paid', 'orders'))
  })

  test('in another account is asked for by the ARN of its bus', () => {
    expect(at(ruleArn('orders/order-paid', OTHER))).toMatchObject({
      busRef: busArn('orders', OTHER),
      account: OTHER,
      arn: ruleArn('orders/order-paid', OTHER),
    })
  })

  test("follows the caller's partition, and the region of the ARN before that of the flag", () => {
    const china = addressOf(parseRuleRef('a'), { account: HOME, partition: 'aws-cn' }, 'cn-north-1')
    expect(china.arn).toBe(`arn:aws-cn:events:cn-north-1:${HOME}:rule/a`)
    expect(at(ruleArn('a', HOME, 'us-east-1')).region).toBe('us-east-1')
  })
})
