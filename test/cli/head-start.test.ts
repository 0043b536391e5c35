import { channel } from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { found, missing } from '../../src/aws/read.js'
import { headStart } from '../../src/cli/head-start.js'
import { HOME, REGION } from '../support/home.js'

const never = new Promise<never>(() => {})

/** Begins with an account of these looks. */
const begin = (looks: Pick<Account, 'caller' | 'rule' | 'targets'>) =>
  headStart({
    account: looks as Account,
    ref: { name: 'order-paid', bus: 'default' },
    region: REGION,
    signal: new AbortController().signal,
  })

describe('the head start of a diagnosis', () => {
  test('asks for the caller, the rule and its targets, and waits for no answer once a request has begun', async () => {
    const asked: string[] = []
    const ask = (name: string) => () => {
      asked.push(name)
      if (asked.length === 3) channel('http.client.request.start').publish({})
      return never
    }
    await begin({ caller: ask('caller'), rule: ask('rule'), targets: ask('targets') })
    expect(asked).toEqual(['caller', 'rule', 'targets'])
    expect(channel('http.client.request.start').hasSubscribers).toBe(false)
  })

  test('ends with the answers where no request was needed, such as when there are no credentials', async () => {
    await begin({
      caller: async () => found({ account: HOME, arn: `arn:aws:iam::${HOME}:user/me`, partition: 'aws' }),
      rule: async () => missing,
      targets: async () => missing,
    })
    expect(channel('http.client.request.start').hasSubscribers).toBe(false)
  })
})
