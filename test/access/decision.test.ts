import { describe, expect, test } from 'vitest'
import { reasonsOf } from '../../src/access/decision.js'
import { asEventBridge, evaluate } from '../../src/iam/index.js'

const trust = (statement: Record<string, unknown>) =>
  evaluate(
    {
      ...asEventBridge({ ruleArn: 'arn:aws:events:eu-west-1:111122223333:rule/order-paid', call: 'assume-role' }),
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::111122223333:role/deliver',
    },
    { resource: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement } } },
  )

describe('The reasons of a denial', () => {
  test('name several wrong principals of one statement in one line', () => {
    const Principal = { Service: ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] }
    expect(reasonsOf(trust({ Principal }))).toEqual([
      'trust policy, statement 1: Principal.Service: found "lambda.amazonaws.com", "scheduler.amazonaws.com", needed "events.amazonaws.com"',
    ])
  })

  test('do not say a third time what two near misses of several kinds have said', () => {
    const Principal = { Service: ['lambda.amazonaws.com'], AWS: 'events.amazonaws.com' }
    expect(reasonsOf(trust({ Principal }))).toHaveLength(2)
  })

  test('say who is missing from a NotPrincipal', () => {
    const { because } = trust({ Effect: 'Deny', NotPrincipal: { Service: 'lambda.amazonaws.com' } })
    expect(because.join()).toContain(
      'NotPrincipal.Service = "lambda.amazonaws.com", which does not list "events.amazonaws.com"',
    )
  })

  test('do not say that a key is not needed when it is not known whether it is sent', () => {
    const reasons = reasonsOf(
      trust({
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } },
      }),
    )
    expect(reasons[0]).toBe(
      'trust policy, statement 1: Condition StringEquals aws:SourceOrgID: eb-doctor does not know whether AWS sends the key "aws:SourceOrgID"; check this condition yourself',
    )
  })
})
