import { describe, expect, test } from 'vitest'
import { tooWide } from '../../src/access/closeness.js'
import type { RolePolicies } from '../../src/access/role-decisions.js'

const arn = 'arn:aws:iam::111122223333:role/deliver'
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:settle'
const needs = [{ action: 'states:StartExecution', resource: MACHINE, why: 'x', severity: 'error' }] as const
const trusting = (Service: string | string[]) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] })

const role = (statement: object, more: Partial<RolePolicies> = {}): RolePolicies => ({
  role: { arn, name: 'deliver', trustPolicy: trusting('events.amazonaws.com'), tags: {} },
  identity: [{ name: 'p', document: JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] }) }],
  boundary: [],
  unread: [],
  unreadable: [],
  ...more,
})
const start = { Action: 'states:StartExecution', Resource: MACHINE }

describe('what a role allows is close to what is needed', () => {
  test('when it is that', () => {
    expect(tooWide(role(start), needs)).toBeUndefined()
  })

  test('when it is that and up to three actions more', () => {
    const Action = ['states:StartExecution', 'sqs:SendMessage', 'sns:Publish', 'events:PutEvents']
    expect(tooWide(role({ ...start, Action }), needs)).toBeUndefined()
    expect(tooWide(role({ ...start, Action: [...Action, 's3:GetObject'] }), needs)).toContain('4 actions')
  })

  test('when eb-doctor made it for the rule, however many targets that has', () => {
    const Action = ['a:B', 'a:C', 'a:D', 'a:E']
    expect(tooWide(role({ ...start, Action }), needs, true)).toBeUndefined()
    expect(tooWide(role({ ...start, Action: '*' }, {}), needs, true)).toContain('"*"')
  })

  test('when a resource of the needed service is a pattern', () => {
    expect(tooWide(role({ ...start, Resource: `${MACHINE}*` }), needs)).toBeUndefined()
  })
})

describe('what a role allows is not close', () => {
  for (const [name, statement] of [
    ['an administrator', { Action: '*', Resource: '*' }],
    ['any action of a service', { ...start, Action: 'states:*' }],
    ['any resource', { ...start, Resource: '*' }],
    ['any resource of another service', { ...start, Resource: [MACHINE, 'arn:aws:s3:::*'] }],
    ['passing any role', { Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/*' }],
    ['all actions but some', { NotAction: 'iam:*', Resource: MACHINE }],
    ['all resources but some', { Action: 'states:StartExecution', NotResource: MACHINE }],
  ] as const) {
    test(`${name}`, () => {
      const passing = [...needs, { action: 'iam:PassRole', resource: arn, why: 'x', severity: 'error' }] as const
      expect(tooWide(role(statement), passing)).toMatch(/^it allows /)
    })
  }

  test('when the role also serves something else', () => {
    const shared = { ...role(start).role, trustPolicy: trusting(['events.amazonaws.com', 'ecs-tasks.amazonaws.com']) }
    expect(tooWide(role(start, { role: shared }), needs)).toContain('ECS tasks')
  })

  test('as far as is known, when a policy could not be read: that is not "nothing more"', () => {
    const unread = [{ state: 'denied', action: 'iam:GetPolicy', resource: '*' }] as const
    expect(tooWide(role(start, { unread, unreadable: ['identity'] }), needs)).toContain('could be read')
  })
})
