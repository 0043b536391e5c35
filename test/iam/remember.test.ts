import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/iam/index.js'
import { remember } from '../../src/iam/remember.js'

describe('What is remembered', () => {
  test('is worked out once', () => {
    const asked: string[] = []
    const lengthOf = remember((text) => {
      asked.push(text)
      return { length: text.length }
    })
    expect([lengthOf('a'), lengthOf('ab'), lengthOf('a')]).toEqual([{ length: 1 }, { length: 2 }, { length: 1 }])
    expect(asked).toEqual(['a', 'ab'])
  })

  test('is bounded: when the texts add up to too much, all are forgotten', () => {
    const asked: string[] = []
    const kept = remember((text) => {
      asked.push(text)
      return {}
    }, 1_000)
    for (let i = 0; i < 9; i++) kept(`${i}`)
    kept('0')
    expect(asked).toHaveLength(9)
    kept('9')
    kept('0')
    expect(asked).toHaveLength(11)
  })

  test('is given back even when it alone is too large', () => {
    const echo = remember((text) => ({ text }), 10)
    const large = 'x'.repeat(1_000)
    expect(echo(large)).toEqual({ text: large })
    expect(echo(large)).toEqual({ text: large })
  })

  test('does not mix up documents of the same text in another place or version', () => {
    const request = {
      principal: 'arn:aws:iam::111122223333:role/r',
      action: 'sqs:SendMessage',
      resource: 'arn:aws:sqs:eu-west-1:111122223333:orders',
      context: { 'aws:username': 'orders' },
    }
    const document = (Version: string) =>
      JSON.stringify({
        Version,
        Statement: {
          Effect: 'Allow',
          Action: 'sqs:*',
          Resource: `arn:aws:sqs:eu-west-1:111122223333:\${aws:username}`,
        },
      })
    for (let i = 0; i < 2; i++) {
      expect(evaluate(request, { identity: [document('2012-10-17')] }).decision).toBe('Allowed')
      expect(evaluate(request, { identity: [document('2008-10-17')] }).decision).toBe('ImplicitlyDenied')
      expect(evaluate(request, { resource: document('2012-10-17') }).decision).toBe('CannotTell')
    }
  })
})
