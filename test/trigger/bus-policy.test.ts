import { describe, expect, test } from 'vitest'
import { admitsOthers } from '../../src/trigger/bus-policy.js'
import { HOME as account } from '../support/home.js'

describe('A bus admits other accounts', () => {
  test.each([null, '', ' ', '\ufeff'])('not when %j says that it has no policy', (policy) => {
    expect(admitsOthers(policy, account)).toBe(false)
  })

  test.each(['{', '[]', '0'])('for all one knows when its policy cannot be read: %j', (policy) => {
    expect(admitsOthers(policy, account)).toBe(true)
  })

  test('when a statement names another account, also behind a byte order mark', () => {
    const policy = (name: string) =>
      `\ufeff${JSON.stringify({ Statement: { Effect: 'Allow', Action: 'events:PutEvents', Principal: { AWS: name } } })}`
    expect(admitsOthers(policy('444455556666'), account)).toBe(true)
    expect(admitsOthers(policy(account), account)).toBe(false)
  })
})
