import { describe, expect, test } from 'vitest'
import { reasonsOf } from '../../src/access/decision.js'
import type { Decision } from '../../src/iam/index.js'
import { all, cannotTell, error, ok, skipped, undecidable, type Verdict, warning } from '../../src/verdict/verdict.js'

describe('several answers to one question', () => {
  const bad: Verdict<'x'> = error('x', 'It is broken.', { because: ['seen'] })
  const doubt: Verdict<'x'> = warning('x', 'It may be broken.', { because: ['seen'] })
  const open = undecidable('Cannot tell.')

  test('a problem outweighs the unknown, and what was not seen is kept', () => {
    expect(all<'x'>([ok('Fine.'), open, bad])).toMatchObject({
      status: 'problem',
      findings: [{ severity: 'error', summary: 'It is broken.' }],
      unseen: { kind: 'undecidable', text: 'Cannot tell.' },
    })
  })

  test('the unknown outweighs what is fine', () => {
    expect(all([ok('Fine.'), open, skipped('Idle.')])).toEqual({
      status: 'unknown',
      because: { kind: 'undecidable', text: 'Cannot tell.' },
    })
  })

  test('what is fine outweighs what does not apply', () => {
    expect(all([skipped('Idle.'), ok('Fine.')])).toEqual({ status: 'ok', because: 'Fine.' })
  })

  test('all findings and all reasons are kept, each once, in order', () => {
    const verdict = all<'x'>([bad, doubt, open, undecidable('Nor this.'), open])
    expect(verdict).toMatchObject({ findings: [{ severity: 'error' }, { severity: 'warning' }] })
    expect(verdict).toMatchObject({ unseen: { text: 'Cannot tell. Nor this.' } })
    expect(all([ok('A.'), ok('B.'), ok('A.')])).toEqual({ status: 'ok', because: 'A. B.' })
  })

  test('what was not seen beside a problem is not lost when it is joined again', () => {
    const once = all<'x'>([bad, open])
    expect(all<'x'>([once, ok('Fine.')])).toMatchObject({ unseen: { text: 'Cannot tell.' } })
  })

  test('no answers at all are no approval', () => {
    expect(all([]).status).toBe('skipped')
  })
})

describe('a look that gave no answer', () => {
  const denied = { state: 'denied', action: 'iam:GetRole', resource: 'arn' } as const

  test('names the permission to ask for and what it would buy', () => {
    expect(cannotTell(denied, 'the role x', 'to check its trust').text).toBe(
      'Could not read the role x: grant iam:GetRole to check its trust.',
    )
  })

  test('names the account whose profile is lacking', () => {
    expect(cannotTell({ ...denied, account: '222233334444' }, 'the role x', 'to check its trust').text).toBe(
      'Could not read the role x, which belongs to another account: name a profile of account 222233334444 with --target-profile to check its trust.',
    )
  })

  test('quotes why it failed', () => {
    const failed = { ...denied, state: 'failed', error: { kind: 'throttled', message: 'Rate exceeded' } } as const
    expect(cannotTell(failed, 'the role x', '')).toEqual({
      kind: 'failed',
      text: 'Could not read the role x (iam:GetRole): Rate exceeded.',
    })
  })
})

describe('the reasons of a decision', () => {
  const decision = (more: Partial<Decision>): Decision => ({
    decision: 'ImplicitlyDenied',
    possible: ['ImplicitlyDenied'],
    because: [],
    statements: [],
    nearMisses: [],
    ...more,
  })
  const miss = { code: 'arn-no-account', wanted: 'arn:a:1:b', found: 'arn:a::b', at: 'statement 1, Resource' } as const

  test('begin with the near misses, with both strings', () => {
    expect(reasonsOf(decision({ because: ['No statement allows it.'], nearMisses: [miss] }))).toEqual([
      'statement 1, Resource: found "arn:a::b", needed "arn:a:1:b"',
      'No statement allows it.',
    ])
  })

  test('say of a layer that nothing in it allows the action, without quoting a whole statement within a line', () => {
    const boundary = { ...miss, code: 'boundary-no-allow', wanted: 's3:GetObject on *' } as const
    expect(reasonsOf(decision({ nearMisses: [boundary] }))).toEqual([
      'no statement of the permissions boundary allows s3:GetObject on *',
    ])
  })

  test('do not say twice what a near miss has said', () => {
    const because = ['statement 1: Resource "arn:a::b" is not "arn:a:1:b"', 'statement 2 is for s3']
    expect(reasonsOf(decision({ because, nearMisses: [miss] }))).toHaveLength(2)
  })

  test('of a policy with a hundred statements stay readable', () => {
    const because = Array.from({ length: 100 }, (_, i) => `statement ${i}`)
    expect(reasonsOf(decision({ because }))).toHaveLength(6)
    expect(reasonsOf(decision({ because }), 2)).toEqual(['statement 0', 'statement 1'])
  })
})
