import { describe, expect, test } from 'vitest'
import { beyondLimit, sizeOf } from '../../src/remedies/limits.js'
import { grantRole, trustEventBridge } from '../../src/remedies/role.js'
import { HOME, ruleAddress } from '../support/home.js'

const rule = ruleAddress({ bus: 'orders' })
const arn = `arn:aws:iam::${HOME}:role/deliver`
const need = {
  action: 'states:StartExecution',
  resource: `arn:aws:states:eu-west-1:${HOME}:stateMachine:a`,
  why: 'x',
  severity: 'error',
} as const

describe('the longest policy that AWS takes', () => {
  for (const [kind, most] of [
    ['trust', 2048],
    ['inline', 10_240],
    ['queue', 8192],
    ['topic', 30_720],
    ['bus', 10_240],
    ['logs', 5120],
    ['key', 32_768],
    ['function', 20_480],
  ] as const) {
    test(`${kind}: ${most}`, () => {
      expect(beyondLimit(kind, 'x', 'a'.repeat(most))).toBeUndefined()
      expect(beyondLimit(kind, 'x', 'a'.repeat(most + 1))).toMatch(new RegExp(`AWS allows ${most} .*: [a-z].*\\.$`))
    })
  }

  test('is told in bytes where AWS counts bytes, and in characters where it counts those', () => {
    expect(sizeOf('queue', 'é')).toBe(2)
    expect(sizeOf('logs', 'é')).toBe(1)
  })

  test('of IAM is without white space', () => {
    expect(sizeOf('inline', '{ "a":\n\t1 }')).toBe(7)
    expect(sizeOf('queue', '{ }')).toBe(3)
  })

  test('of a queue also counts statements', () => {
    const policy = (count: number) =>
      JSON.stringify({ Statement: Array.from({ length: count }, (_, i) => ({ Sid: `s${i}`, Effect: 'Deny' })) })
    expect(beyondLimit('queue', 'inbox', policy(20))).toBeUndefined()
    expect(beyondLimit('queue', 'inbox', policy(21))).toContain('21 statements long, but AWS allows 20 statements')
  })
})

describe('a role', () => {
  test('is not given an inline policy that does not fit beside its others', () => {
    const others = (size: number) => [{ name: 'theirs', document: 'x'.repeat(size) }]
    expect(grantRole(arn, rule, [need], others(9000))?.changes).toHaveLength(1)
    expect(grantRole(arn, rule, [need], others(10_200))).toMatchObject({
      changes: [],
      decide: [expect.stringMatching(/^All inline policies together of the role deliver would be \d+ characters long/)],
    })
  })

  test('is not given a trust policy that is too long; that its quota can be raised is said', () => {
    const trustPolicy = JSON.stringify({ Statement: [{ Sid: 'x'.repeat(2000), Effect: 'Deny' }] })
    expect(trustEventBridge({ arn, trustPolicy }, rule)).toMatchObject({
      changes: [],
      decide: [expect.stringContaining('adjustable to 4,096')],
    })
  })
})
