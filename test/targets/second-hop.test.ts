import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { found, missing } from '../../src/aws/read.js'
import { secondHop } from '../../src/targets/second-hop.js'
import { account, answers, delivery, refused } from '../checks/delivery.js'
import { HOME, REGION, RULE } from '../support/home.js'

const at = (name: string) => `arn:aws:events:${REGION}:${HOME}:event-bus/${name}`

/** The rule order-paid on the bus `orders`, which rule `feed` of the default bus feeds. */
const ask = (own: object | undefined, feed: object, more: Partial<Account> = {}, to = at('archive')) =>
  secondHop(
    delivery({ Arn: to }, 'orders'),
    account({
      buses: answers(['default', 'orders', 'archive']),
      ruleNamesByTarget: async (target, bus) => found(target === at('orders') && bus === at('default') ? ['feed'] : []),
      rule: async (name) => {
        const of = name === 'feed' ? feed : own
        if (!of) return missing
        const eventPattern = 'schedule' in of ? undefined : JSON.stringify(of)
        return found({
          name,
          arn: RULE,
          bus: 'x',
          state: 'ENABLED',
          ...(eventPattern ? { eventPattern } : { scheduleExpression: 'rate(1 hour)' }),
        })
      },
      ...more,
    }),
  )

describe('an event that another bus forwarded', () => {
  test.each([
    ['everything', { source: ['shop'] }, { account: [HOME] }],
    ['the same source', { source: ['shop'] }, { source: ['shop', 'ledger'] }],
    ['a prefix that may be the same', { source: [{ prefix: 'sh' }] }, { source: ['shop'] }],
  ])('is not forwarded again: the rule that feeds the bus forwards %s', async (_, own, feed) => {
    const { flaws } = await ask(own, feed)
    expect(flaws).toMatchObject([{ code: 'target-unsupported', severity: 'warning' }])
    expect(flaws[0]?.because[0]).toContain('rule feed of the bus default')
  })

  test.each([
    ['of another source', { source: ['shop'] }, { source: ['ledger'] }],
    ['of another detail-type', { source: ['shop'], 'detail-type': ['a'] }, { source: ['shop'], 'detail-type': ['b'] }],
    ['of a schedule', { source: ['shop'] }, { schedule: true }],
  ])('false positive: the rule does not match what is forwarded, %s', async (_, own, feed) => {
    expect(await ask(own, feed)).toEqual({ flaws: [] })
  })

  test('false positive: no rule forwards to this bus, or the rule makes its own events by a schedule', async () => {
    expect(await ask({ source: ['shop'] }, {}, { ruleNamesByTarget: answers([]) })).toEqual({ flaws: [] })
    expect(await ask({ schedule: true }, { source: ['shop'] })).toEqual({ flaws: [] })
  })

  test('cannot be told when the buses may not be listed', async () => {
    const { unseen } = await ask({ source: ['shop'] }, {}, { buses: refused('events:ListEventBuses') })
    expect(unseen?.text).toContain('grant events:ListEventBuses')
  })
})
