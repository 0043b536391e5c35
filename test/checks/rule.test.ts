import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { Rule } from '../../src/aws/reads/events.js'
import { rule } from '../../src/checks/rule.js'
import { addressOf } from '../../src/verdict/rule-address.js'
import { OTHER, REGION, RULE } from '../support/home.js'
import { account, answers, codes, delivery, finding, gone, QUEUE, reason, refused } from './delivery.js'

const described = (more: Partial<Rule> = {}): Rule => ({
  name: 'order-paid',
  arn: RULE,
  bus: 'default',
  state: 'ENABLED',
  ...more,
})

const ask = (reads: Partial<Account>, busName?: string) => rule.run(delivery({ Arn: QUEUE }, busName), account(reads))

/** An account that has the rule on these buses only. */
const onBuses = (where: readonly string[], names: readonly string[] = [], all = ['default', 'orders', 'audit']) => ({
  rule: async (_: string, bus: string) => (where.includes(bus) ? answers(described({ bus }))() : gone()),
  buses: answers(all),
  ruleNames: answers(names),
})

describe('a rule that is there', () => {
  test('delivers when it is enabled; nothing else is looked at', async () => {
    expect(await ask({ rule: answers(described()) })).toEqual({
      status: 'ok',
      because: 'The rule is ENABLED on bus default.',
    })
  })

  test('delivers nothing when it is disabled, and can be enabled', async () => {
    const found = finding(await ask({ rule: answers(described({ state: 'DISABLED' })) }))
    expect(found).toMatchObject({ code: 'rule-disabled', severity: 'error' })
    expect(found.summary).toBe('The rule order-paid is disabled.')
    expect(found.because).toEqual(['events:DescribeRule: State = "DISABLED"'])
    expect(found.fix?.changes.length).toBe(1)
  })

  test('is not enabled by us when AWS manages it', async () => {
    const verdict = await ask({ rule: answers(described({ state: 'DISABLED', managedBy: 'guardduty.amazonaws.com' })) })
    expect(finding(verdict).fix?.changes ?? []).toEqual([])
  })

  test('false positive: it also takes read-only management events in the state that asks for all of them', async () => {
    const state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'
    expect((await ask({ rule: answers(described({ state })) })).status).toBe('ok')
  })

  test('false positive: a rule that AWS manages is in order', async () => {
    const verdict = await ask({ rule: answers(described({ managedBy: 'guardduty.amazonaws.com' })) })
    expect(reason(verdict)).toContain('managed by guardduty.amazonaws.com')
  })

  test('cannot be told to be enabled when it may not be described', async () => {
    const verdict = await ask({ rule: refused('events:DescribeRule') })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant events:DescribeRule')
  })
})

describe('a rule that is not there', () => {
  test('is looked for on the other buses of the region', async () => {
    const found = finding(await ask(onBuses(['orders'])))
    expect(found).toMatchObject({
      code: 'rule-not-found',
      severity: 'error',
      summary: `The rule order-paid does not exist on bus default in ${REGION}.`,
    })
    expect(found.because).toContain('A rule of this name is on bus orders: add --event-bus-name orders.')
  })

  test('is not looked for again on the bus that was asked', async () => {
    const asked: string[] = []
    const reads = onBuses(['default'])
    const noting: Account['rule'] = (name, bus) => {
      asked.push(bus)
      return reads.rule(name, bus)
    }
    const found = finding(await ask({ ...reads, rule: noting }, 'orders'))
    expect(found.because.join()).toContain('on bus default')
    expect(asked).toEqual(['orders', 'default', 'audit'])
  })

  test('is set beside names that are close to it', async () => {
    const found = finding(await ask(onBuses([], ['order-payed', 'Order-Paid', 'nightly'])))
    expect(found.because).toContain('Similar names on bus default: Order-Paid, order-payed.')
  })

  test('without a name close to it, how many rules there are is said', async () => {
    const found = finding(await ask(onBuses([], ['nightly-report', 'stock-level'])))
    expect(found.because).toContain('Bus default has 2 rules, none with a similar name.')
  })

  test('the bus itself may be what is not there', async () => {
    const found = finding(await ask({ ...onBuses([], [], ['default']), ruleNames: gone }, 'ordres'))
    expect(found.because).toContain(`The bus ordres does not exist in ${REGION}.`)
  })

  test('says what it could not look through, beside the finding', async () => {
    const verdict = await ask({ ...onBuses([]), buses: refused('events:ListEventBuses') })
    expect(codes(verdict)).toEqual(['rule-not-found error'])
    expect(verdict).toMatchObject({ unseen: { text: expect.stringContaining('events:ListEventBuses') } })
  })

  test('does not take a bus that it may not look at for one without the rule', async () => {
    const rules = async (_: string, bus: string) => (bus === 'orders' ? refused('events:DescribeRule')() : gone())
    const verdict = await ask({ ...onBuses([]), rule: rules })
    expect(verdict).toMatchObject({ unseen: { text: expect.stringContaining('the rules of bus orders') } })
  })

  test('says so when not even the names of the rules may be listed', async () => {
    const verdict = await ask({ ...onBuses([]), ruleNames: refused('events:ListRules') })
    expect(verdict).toMatchObject({ unseen: { text: expect.stringContaining('grant events:ListRules') } })
  })
})

describe('a rule whose ARN is of another account than the credentials', () => {
  const ref = { name: 'order-paid', bus: 'default', region: REGION, account: OTHER }
  const address = addressOf(ref, { account: '111122223333', partition: 'aws' }, REGION)
  const foreign = { ...delivery({ Arn: QUEUE }), rule: address }

  test('needs the profile of that account, not a permission in this one', async () => {
    const verdict = await rule.run(foreign, account({ rule: refused('events:DescribeRule') }))
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain(`name a profile of account ${OTHER} with --profile`)
  })

  test('is not found for that reason, which is said', async () => {
    const verdict = await rule.run(foreign, account(onBuses([])))
    expect(finding(verdict).because.join(' ')).toContain(`another account than ${OTHER}`)
  })
})
