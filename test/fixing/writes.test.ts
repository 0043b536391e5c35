import { describe, expect, test } from 'vitest'
import { OPERATIONS, operationOf, operationsOf, placeInPlan, templateOf } from '../../src/fixing/writes.js'

const call = (action: string) => {
  const [service = '', operation = ''] = action.split(':')
  return { service, operation, input: {}, region: 'eu-west-1' }
}

describe('the order of a plan', () => {
  test('makes a role before its permissions, these before resource policies, and starts deliveries last', () => {
    const inPlan = operationsOf('fix').filter(
      (action) => !JSON.stringify(templateOf(call(action))).includes('takes back'),
    )
    expect(inPlan).toEqual([
      'iam:CreateRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:PutRolePolicy',
      'lambda:RemovePermission',
      'lambda:AddPermission',
      'kms:PutKeyPolicy',
      'sqs:SetQueueAttributes',
      'sns:SetTopicAttributes',
      'logs:PutResourcePolicy',
      'events:PutPermission',
      'events:PutTargets',
      'events:EnableRule',
    ])
    const places = OPERATIONS.map((action) => placeInPlan(call(action)))
    expect(places).toEqual(OPERATIONS.map((_, i) => i))
  })

  test('puts what it does not know behind all that it might need', () => {
    expect(placeInPlan(call('events:PutRule'))).toBeGreaterThan(placeInPlan(call('events:EnableRule')))
  })

  test('knows what only listen calls: nothing of it changes what eb-doctor did not make', () => {
    expect(operationsOf('listen')).toEqual([
      ...['sqs:CreateQueue', 'events:PutRule', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
      ...['events:RemoveTargets', 'events:DeleteRule', 'sqs:DeleteQueue'],
    ])
    expect([...operationsOf('fix'), ...operationsOf('listen')]).toEqual(OPERATIONS)
  })

  test('tells operations of one name apart by their service', () => {
    expect(placeInPlan(call('lambda:RemovePermission'))).not.toBe(placeInPlan(call('events:RemovePermission')))
  })
})

test.each(['s3:DeleteBucket', 'iam:constructor', '__proto__:toString', 'iam:', ''])(
  '%s is no operation of eb-doctor',
  (action) => {
    expect(operationOf(call(action))).toBeUndefined()
    expect(templateOf(call(action))).toEqual({ none: expect.stringContaining('does not call') })
  },
)
