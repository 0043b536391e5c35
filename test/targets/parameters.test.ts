import { describe, expect, test } from 'vitest'
import type { Target } from '../../src/aws/reads/events.js'
import { commonFlaws } from '../../src/targets/parameters.js'

const flaws = (RetryPolicy: NonNullable<Target['RetryPolicy']>) => commonFlaws({ Id: 'settle', Arn: '', RetryPolicy })

describe('a retry policy', () => {
  test.each([
    [{ MaximumRetryAttempts: 0 }],
    [{ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 }],
    [{ MaximumEventAgeInSeconds: 86_400 }],
  ])('false positive: the limits themselves are allowed: %j', (policy) => {
    expect(flaws(policy)).toEqual([])
  })

  test.each([
    [{ MaximumRetryAttempts: -1 }, '0 to 185'],
    [{ MaximumRetryAttempts: 186 }, '0 to 185'],
    [{ MaximumEventAgeInSeconds: 59 }, '60 to 86400'],
    [{ MaximumEventAgeInSeconds: 86_401 }, '60 to 86400'],
  ])('is out of range: %j', (policy, range) => {
    expect(flaws(policy).map(({ code }) => code)).toEqual(['parameters-invalid'])
    expect(flaws(policy)[0]?.because?.[0]).toContain(range)
  })

  test('need not be set', () => {
    expect(commonFlaws({ Id: 'settle', Arn: '' })).toEqual([])
  })
})
