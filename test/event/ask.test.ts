import { describe, expect, test } from 'vitest'
import { found, missing, type Read } from '../../src/aws/read.js'
import type { Rule, Target } from '../../src/aws/reads/events.js'
import { type EventAccount, ruleOfBus, rulesOfBus } from '../../src/event/ask.js'
import { reportedEvent } from '../../src/event/assemble.js'
import type { GivenEvent } from '../../src/event/given.js'
import { arrives, type ReportedEvent } from '../../src/event/report.js'

const TEXT =
  '{"version":"0","id":"7","detail-type":"OrderPaid","source":"shop","account":"1","time":"t","region":"r","resources":[],"detail":{"n":1}}'
const GIVEN: GivenEvent = { text: TEXT, form: 'event', completed: [], refused: [], notes: [] }
const ARN = 'arn:aws:events:eu-west-1:111122223333:rule/orders/'

const rule = (name: string, eventPattern?: string, state = 'ENABLED'): Rule => ({
  ...{ name, arn: `${ARN}${name}`, bus: 'orders', state },
  ...(eventPattern === undefined ? { scheduleExpression: 'rate(1 day)' } : { eventPattern }),
})
const denied: Read<never> = { state: 'denied', action: 'events:DescribeRule', resource: 'x' }

/** A bus with these rules, each with the same targets. */
function bus(rules: readonly Rule[], targets: Read<readonly Target[]> = found([])) {
  const asked: string[] = []
  const account: EventAccount = {
    rules: async () => found(rules),
    rule: async () => denied,
    targets: async (name) => {
      asked.push(name)
      return targets
    },
  }
  return { account, asked }
}
const asked = async (account: EventAccount, given = GIVEN): Promise<ReportedEvent> =>
  reportedEvent(given, 'orders', await rulesOfBus(account, 'orders'))

describe('an event and the rules of its bus', () => {
  test('says which match, which do not and why, nearest first', async () => {
    const { account, asked: targetsOf } = bus([
      rule('nightly'),
      rule('near', '{"source":["shop"],"detail":{"n":[2]}}'),
      rule('other', '{"source":["x"]}'),
      rule('yes', '{"source":["shop"]}'),
    ])
    const event = await asked(account)
    expect(event.rules.map(({ name, matches }) => [name, matches])).toEqual([
      ['yes', true],
      ['near', false],
      ['other', false],
      ['nightly', false],
    ])
    expect(event).toMatchObject({ id: '7', source: 'shop', detailType: 'OrderPaid', bus: 'orders', unread: null })
    expect(event.rules[1]?.fields[1]).toMatchObject({
      path: 'detail.n',
      wanted: '[2]',
      found: '1',
      outcome: 'other-value',
    })
    expect(targetsOf).toEqual(['yes'])
  })

  test('shows what each target of a rule that matches receives', async () => {
    const targets: Target[] = [
      { Id: 'queue', Arn: 'arn:aws:sqs:eu-west-1:111122223333:q', InputPath: '$.detail.n' },
      {
        Id: 'new',
        Arn: 'arn:aws:new:eu-west-1:111122223333:x',
        InputTransformer: { InputTemplate: '"<aws.events.rule-arn>"' },
      },
    ]
    const event = await asked(bus([rule('yes', '{"source":["shop"]}')], found(targets)).account)
    expect(event.rules[0]?.targets).toMatchObject([
      { id: 'queue', type: 'sqs', input: { state: 'received', text: '1' } },
      { id: 'new', type: null, input: { state: 'received', text: `"${ARN}yes"` } },
    ])
  })

  test('does not take targets that could not be read for none', async () => {
    const event = await asked(bus([rule('yes', '{"source":["shop"]}')], denied).account)
    expect(event.rules[0]).toMatchObject({ matches: true, targets: null })
  })

  test('one rule that is not there does not match; one that could not be read is not known', async () => {
    const { account } = bus([])
    const secret = await reportedEvent(GIVEN, 'orders', [await ruleOfBus(account, 'secret', 'orders')])
    expect(secret.rules[0]).toMatchObject({
      matches: null,
      because: 'it could not be read: grant events:DescribeRule',
      targets: null,
    })
    const gone = await ruleOfBus({ ...account, rule: async () => missing }, 'gone', 'orders')
    expect((await reportedEvent(GIVEN, 'orders', [gone])).rules[0]).toMatchObject({ matches: false })
  })

  test('false positive: a pattern that cannot be followed here is not known, since EventBridge took it', async () => {
    const event = await asked(bus([rule('odd', '{"source":[{"newer-than-this":1}]}')]).account)
    expect(event.rules[0]).toMatchObject({ matches: null, because: expect.stringMatching(/could not be followed/) })
    expect(arrives(event)).toBeNull()
  })

  test('a bus that is not there is certain, a list that was denied is not', async () => {
    const { account } = bus([])
    const gone = await asked({ ...account, rules: async () => missing })
    expect([gone.unread?.because, arrives(gone)]).toEqual([
      'There is no event bus orders in this account and Region.',
      false,
    ])
    const secret = await asked({ ...account, rules: async () => denied })
    expect([secret.unread?.because, arrives(secret)]).toEqual([
      'The rules of bus orders could not be listed: grant events:DescribeRule',
      null,
    ])
  })

  test('says that an entry is of another bus than the one that was asked', async () => {
    const { account } = bus([])
    expect((await asked(account, { ...GIVEN, bus: 'other' })).notes).toEqual([
      'The event is of bus other; the rules of bus orders were asked.',
    ])
    expect((await asked(account, { ...GIVEN, bus: 'arn:aws:events:r:1:event-bus/orders' })).notes).toEqual([])
  })
})
