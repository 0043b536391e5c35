import { describe, expect, test } from 'vitest'
import { otherUsersOf, whatRoleIs } from '../../src/remedies/role-users.js'
import { HOME } from '../support/home.js'

const arn = `arn:aws:iam::${HOME}:role/deliver`
const trusting = (Principal: unknown, more: object = {}) => ({
  arn,
  trustPolicy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }] }),
})

describe('whom a role serves beside EventBridge', () => {
  test('nobody, when EventBridge alone may assume it', () => {
    expect(otherUsersOf(trusting({ Service: 'events.amazonaws.com' }))).toEqual([])
    expect(otherUsersOf(trusting({ Service: ['events.amazonaws.com'] }))).toEqual([])
  })

  test('nobody, when somebody else stands in a Deny only', () => {
    expect(otherUsersOf(trusting({ AWS: '*' }, { Effect: 'Deny' }))).toEqual([])
  })

  for (const [principal, user] of [
    [{ Service: ['events.amazonaws.com', 'ecs-tasks.amazonaws.com'] }, 'ECS tasks: a task role'],
    [{ Service: 'lambda.amazonaws.com' }, 'the execution role of a function'],
    [{ Service: 'ec2.amazonaws.com' }, 'an instance role'],
    [{ Service: 'new.amazonaws.com' }, 'the service new.amazonaws.com'],
    [{ AWS: '444455556666' }, 'the other account 444455556666'],
    [{ AWS: 'arn:aws:iam::444455556666:root' }, 'the other account 444455556666'],
    [{ AWS: 'arn:aws:iam::444455556666:role/x' }, 'of the other account 444455556666'],
    [{ AWS: `arn:aws:iam::${HOME}:root` }, 'users and roles of its own account'],
    [{ AWS: `arn:aws:iam::${HOME}:user/anna` }, 'user/anna'],
    [{ AWS: 'AROAEXAMPLE' }, 'the principal AROAEXAMPLE'],
    [{ Federated: `arn:aws:iam::${HOME}:oidc-provider/token.example.com` }, 'identity provider'],
    ['*', 'any principal'],
  ] as const) {
    test(`${JSON.stringify(principal)}: ${user}`, () => {
      expect(otherUsersOf(trusting(principal))).toEqual([expect.stringContaining(user)])
    })
  }

  test('everybody but some, by a NotPrincipal', () => {
    const trustPolicy = JSON.stringify({
      Statement: [{ Effect: 'Allow', NotPrincipal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    })
    expect(otherUsersOf({ arn, trustPolicy })).toEqual(['every principal except those in a NotPrincipal'])
  })

  test('cannot be told of a trust policy that is not understood, which is not "nobody"', () => {
    expect(otherUsersOf({ arn, trustPolicy: 'not json' })).toEqual([expect.stringContaining('unknown principals')])
  })

  test('is said in one sentence, with its last use where IAM tells it', () => {
    const role = { ...trusting({ Service: 'ecs-tasks.amazonaws.com' }), lastUsed: '2026-11-20T10:00:00Z' }
    expect(whatRoleIs(role)).toEqual([
      'The role deliver is trusted by ecs-tasks.amazonaws.com (ECS tasks: a task role or task execution role). IAM recorded its last use on 2026-11-20.',
    ])
  })
})
