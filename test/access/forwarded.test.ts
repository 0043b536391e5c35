import { describe, expect, test } from 'vitest'
import type { Rule } from '../../src/aws/reads/events.js'
import { crossAccount } from '../../src/checks/cross-account.js'
import { resourcePolicy } from '../../src/checks/resource-policy.js'
import { rolePermissions } from '../../src/checks/role-permissions.js'
import { forwardedKeys } from '../../src/targets/forwarded.js'
import { account, answers, bus, codes, delivery, doc, finding, ROLE, roleThatMay } from '../checks/delivery.js'
import { BUS, OTHER, RULE } from '../support/home.js'

const rule = (eventPattern?: object, more: Partial<Rule> = {}) =>
  answers({
    name: 'order-paid',
    arn: RULE,
    bus: 'default',
    state: 'ENABLED',
    ...(eventPattern ? { eventPattern: JSON.stringify(eventPattern) } : {}),
    ...more,
  })
const put = (Condition: object) => ({ Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS, Condition })
const ask = (Condition: object, of: ReturnType<typeof rule>) =>
  rolePermissions.run(
    delivery({ Arn: BUS, RoleArn: ROLE }, 'orders'),
    account({ ...roleThatMay(put(Condition)), rule: of, eventBus: answers(bus()) }),
  )
const source = (...names: string[]) => ({ StringEquals: { 'events:source': names } })

describe('a role that forwards to a bus', () => {
  test('is asked with the source that the pattern names', async () => {
    expect((await ask(source('shop'), rule({ source: ['shop'] }))).status).toBe('ok')
    expect(codes(await ask(source('ledger'), rule({ source: ['shop'] })))).toEqual(['permission-missing error'])
  })

  test('is asked with every source that the pattern names: those it may not forward are lost', async () => {
    const found = finding(await ask(source('shop'), rule({ source: ['shop', 'ledger'] })))
    expect(found.because[0]).toContain('source "ledger"')
    expect((await ask(source('shop', 'ledger'), rule({ source: ['shop', 'ledger'] }))).status).toBe('ok')
  })

  test('is asked with the detail-type', async () => {
    const type = { StringEquals: { 'events:detail-type': 'Order Paid' } }
    expect((await ask(type, rule({ 'detail-type': ['Order Paid'] }))).status).toBe('ok')
    expect(codes(await ask(type, rule({ 'detail-type': ['order paid'] })))).toEqual(['permission-missing error'])
  })

  test('forwards by a rule, which events:eventBusInvocation says', async () => {
    expect((await ask({ Bool: { 'events:eventBusInvocation': 'true' } }, rule())).status).toBe('ok')
    expect(codes(await ask({ Bool: { 'events:eventBusInvocation': 'false' } }, rule()))).toEqual([
      'permission-missing error',
    ])
  })

  test('forwards the events of a schedule under the source aws.events', async () => {
    const of = rule(undefined, { scheduleExpression: 'rate(1 hour)' })
    expect((await ask(source('aws.events'), of)).status).toBe('ok')
    expect(codes(await ask(source('shop'), of))).toEqual(['permission-missing error'])
  })

  test.each([
    ['a prefix', { source: [{ prefix: 'shop' }] }],
    ['no source', { 'detail-type': ['x'] }],
    ['a list with an operator', { source: ['shop', { prefix: 'a' }] }],
  ])('cannot be judged by its source when the pattern has %s', async (_, pattern) => {
    expect((await ask(source('shop'), rule(pattern))).status).toBe('unknown')
  })
})

describe('the policy of a bus', () => {
  const deny = doc({
    Effect: 'Deny',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: BUS,
    Condition: source('shop'),
  })

  test('of the account denies the source that the pattern names, and no other', async () => {
    const of = (pattern: object) =>
      resourcePolicy.run(
        delivery({ Arn: BUS, RoleArn: ROLE }, 'orders'),
        account({ eventBus: answers(bus({ policy: deny })), rule: rule(pattern) }),
      )
    expect(codes(await of({ source: ['shop'] }))).toEqual(['grant-denied error'])
    expect((await of({ source: ['ledger'] })).status).toBe('ok')
  })

  test('of another account is asked with it too, also for a target without a role', async () => {
    const there = BUS.replace('111122223333', OTHER)
    const policy = doc({
      Effect: 'Allow',
      Principal: { AWS: '111122223333' },
      Action: 'events:PutEvents',
      Resource: there,
      Condition: source('shop'),
    })
    const of = (pattern: object) =>
      crossAccount.run(
        delivery({ Arn: there }),
        account({ eventBus: answers(bus({ arn: there, policy })), rule: rule(pattern) }),
      )
    expect((await of({ source: ['shop'] })).status).toBe('ok')
    expect(codes(await of({ source: ['ledger'] }))).toEqual(['bus-policy-blocks error'])
  })

  test('of a service offers no fix: the policy is not ours to change', async () => {
    const there = BUS.replace('111122223333', OTHER)
    const managed = bus({ arn: there, policy: null, managedBy: 'securitylake.amazonaws.com' })
    const found = finding(
      await crossAccount.run(delivery({ Arn: there }), account({ eventBus: answers(managed), rule: rule() })),
    )
    expect(found.fix).toMatchObject({ changes: [], decide: [expect.stringContaining('securitylake.amazonaws.com')] })
  })
})

describe('what a rule forwards', () => {
  test('is left open for too many combinations and for what is no pattern', () => {
    const many = Array.from({ length: 30 }, (_, i) => `s${i}`)
    expect(forwardedKeys({ eventPattern: JSON.stringify({ source: many }) })).toEqual([
      { 'events:eventBusInvocation': 'true' },
    ])
    expect(forwardedKeys({ eventPattern: '{' })).toHaveLength(1)
  })
})
