import { describe, expect, test } from 'vitest'
import { accountOf } from '../../src/aws/memory.js'
import { found } from '../../src/aws/read.js'
import { stateNow } from '../../src/fixing/state.js'
import { enableRule } from '../../src/remedies/enable-rule.js'
import { allowInvoke } from '../../src/remedies/lambda.js'
import { merge } from '../../src/remedies/merge.js'
import { inlinePolicyOf, newRoleOf, sidOf, statementIdOf } from '../../src/remedies/names.js'
import { allowKey, allowLogs, allowPublish, allowPutEvents, allowSend } from '../../src/remedies/resource-policies.js'
import { giveNewRole, giveRole, grantRole, setTargetRole, trustEventBridge } from '../../src/remedies/role.js'
import type { Change, Fix } from '../../src/verdict/fix.js'
import { HOME, ruleAddress } from '../support/home.js'

const rule = ruleAddress({ bus: 'orders' })
const arn = (service: string, resource: string, account = HOME) => `arn:aws:${service}:eu-west-1:${account}:${resource}`
const roleArn = `arn:aws:iam::${HOME}:role/service-role/events`
const queue = { arn: arn('sqs', 'inbox'), url: 'https://sqs.eu-west-1.amazonaws.com/111122223333/inbox', policy: null }
const need = {
  action: 'states:StartExecution',
  resource: arn('states', 'stateMachine:a'),
  why: 'x',
  severity: 'error',
} as const

const only = (fix: Fix | undefined): Change => {
  expect(fix?.changes).toHaveLength(1)
  return fix?.changes[0] as Change
}
const statements = (text: unknown): { Sid?: string; Principal?: unknown; Condition?: unknown }[] =>
  JSON.parse(String(text)).Statement

const OTHERS = [
  { Sid: 'a', Effect: 'Allow', Principal: { AWS: HOME }, Action: 'sqs:*', Resource: queue.arn },
  {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: queue.arn,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
]

describe('the smallest change', () => {
  test('is one statement for this rule beside every statement that is there', () => {
    const policy = JSON.stringify({ Version: '2008-10-17', Id: 'theirs', Statement: OTHERS })
    const change = only(allowSend({ ...queue, policy }, rule))
    expect(JSON.parse(String(change.after))).toMatchObject({ Version: '2008-10-17', Id: 'theirs' })
    const [first, second, added, ...more] = statements(change.after)
    expect([first, second, more]).toEqual([...OTHERS, []])
    expect(added).toEqual({
      Sid: sidOf(rule),
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queue.arn,
      Condition: {
        ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:111122223333:rule/orders/order-paid' },
        StringEquals: { 'aws:SourceAccount': HOME },
      },
    })
  })

  test('is never a wildcard principal, whatever is fixed', () => {
    const fixes = [
      allowSend(queue, rule),
      allowPublish({ arn: arn('sns', 'news'), policy: null }, rule),
      allowPutEvents({ arn: arn('events', 'event-bus/orders'), policy: null }, rule),
      allowLogs(arn('logs', 'log-group:/aws/events/a'), [], rule),
      allowKey({ arn: arn('kms', 'key/1'), policy: '{"Statement":[]}' }, { kind: 'queue', arn: rule.busArn }, rule),
      trustEventBridge({ arn: roleArn, trustPolicy: '{"Statement":[]}' }, rule),
    ]
    for (const fix of fixes) {
      const principals = statements(only(fix).after).map(({ Principal }) => JSON.stringify(Principal))
      expect(principals).toHaveLength(1)
      expect(principals[0]).not.toContain('*')
    }
  })

  test("puts eb-doctor's own earlier statement right instead of adding another", () => {
    const once = only(allowSend(queue, rule))
    const wrong = String(once.after).replaceAll('eu-west-1:111122223333:rule', 'us-east-1:111122223333:rule')
    expect(only(allowSend({ ...queue, policy: wrong }, rule)).after).toBe(once.after)
  })

  test('is nothing when the statement is there to the letter', () => {
    const once = only(allowSend(queue, rule))
    expect(allowSend({ ...queue, policy: String(once.after) }, rule)).toBeUndefined()
  })

  test('leaves a policy alone that cannot be understood, and says so', () => {
    for (const policy of ['not json', '[]', '{"Statement":["x"]}']) {
      expect(allowSend({ ...queue, policy }, rule)).toMatchObject({
        changes: [],
        decide: [expect.stringMatching(/not/)],
      })
    }
  })

  test('for a topic is for the account: AWS does not say that SNS is told the rule', () => {
    const change = only(allowPublish({ arn: arn('sns', 'news'), policy: null }, rule))
    expect(statements(change.after)[0]?.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': HOME } })
    expect(change.doubts).toHaveLength(1)
  })

  test('of a key has no condition, and waits for --include-key-policies', () => {
    const change = only(
      allowKey({ arn: arn('kms', 'key/1'), policy: '{"Statement":[]}' }, { kind: 'topic', arn: rule.busArn }, rule),
    )
    expect(statements(change.after)[0]).not.toHaveProperty('Condition')
    expect(change.only).toBe('include-key-policies')
  })

  test('is none when AWS would refuse the longer policy: what to do is said instead', () => {
    const policy = JSON.stringify({ Statement: [{ Sid: 'x'.repeat(9000), Effect: 'Deny' }] })
    expect(allowSend({ ...queue, policy }, rule)).toMatchObject({
      changes: [],
      decide: [
        expect.stringMatching(
          /^The policy of the queue inbox would be \d+ bytes long, but AWS allows 8192 bytes: replace /,
        ),
      ],
    })
  })
})

describe('a statement under our id that somebody edited is theirs', () => {
  const ours = () => statements(only(allowSend(queue, rule)).after)[0] as object
  const edited: [string, object][] = [
    ['turned into a Deny', { Effect: 'Deny' }],
    ['given another action', { Action: 'sqs:*' }],
    ['given another principal', { Principal: '*' }],
    ['freed of its conditions', { Condition: {} }],
    [
      'moved to another rule',
      { Condition: { ArnEquals: { 'aws:SourceArn': arn('events', 'rule/orders/order-lost') } } },
    ],
    [
      'moved to another region by hand, without the account',
      { Condition: { ArnEquals: { 'aws:SourceArn': rule.arn.replace('eu-west-1', 'us-east-1') } } },
    ],
  ]

  test.each(edited)('%s: it stays, and ours gets another id', (_, edit) => {
    const theirs = { ...ours(), ...edit }
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [theirs] })
    const change = only(allowSend({ ...queue, policy }, rule))
    expect(statements(change.after)).toEqual([theirs, { ...ours(), Sid: `${sidOf(rule)}2` }])
    expect(change.edit).toMatchObject({ statements: [{ Sid: `${sidOf(rule)}2` }] })
    expect(allowSend({ ...queue, policy: String(change.after) }, rule), 'again is nothing').toBeUndefined()
  })

  test.each(edited)('in a function, %s: it stays, and ours gets another id', (_, edit) => {
    const fn = arn('lambda', 'function:settle')
    const [once] = [only(allowInvoke(fn, rule, null)).after]
    const policy = JSON.stringify({ Statement: [{ ...(once as object), ...edit }] })
    const change = only(allowInvoke(fn, rule, policy))
    expect([change.call.operation, change.call.input['StatementId']]).toEqual([
      'AddPermission',
      `${statementIdOf(rule)}-2`,
    ])
  })

  test('in a trust policy, a Deny under our id stays a Deny', () => {
    const trust = statements(only(trustEventBridge({ arn: roleArn, trustPolicy: '{"Statement":[]}' }, rule)).after)[0]
    const trustPolicy = JSON.stringify({ Statement: [{ ...trust, Effect: 'Deny' }] })
    expect(statements(only(trustEventBridge({ arn: roleArn, trustPolicy }, rule)).after)[0]).toMatchObject({
      Effect: 'Deny',
    })
  })
})

describe('a policy that cannot be written back as it is', () => {
  test.each([
    [
      'a number beyond what JavaScript holds',
      '{"Statement":[{"Effect":"Deny","Condition":{"NumericEquals":{"a:b":12345678901234567890}}}]}',
    ],
    ['a member that is there twice', '{"Statement":[{"Effect":"Deny","Action":"a:b","Action":"c:d"}]}'],
  ])('is left alone: %s', (_, policy) => {
    expect(allowSend({ ...queue, policy }, rule)).toMatchObject({
      changes: [],
      decide: [expect.stringContaining('the change would lose')],
    })
  })
})

describe('what is never touched', () => {
  test("another account's resource: its owner is told the statement", () => {
    const theirs = { arn: arn('events', 'event-bus/hub', '444455556666'), policy: null }
    const fix = allowPutEvents(theirs, rule)
    expect(fix?.changes).toEqual([])
    expect(fix?.decide?.[0]).toContain('"Action":"events:PutEvents"')
  })

  test('a managed rule', () => {
    expect(enableRule(rule, 'states.amazonaws.com').changes).toEqual([])
    expect(enableRule(rule).changes).toHaveLength(1)
  })

  test('a service-linked role', () => {
    const linked = `arn:aws:iam::${HOME}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`
    expect(trustEventBridge({ arn: linked, trustPolicy: '{"Statement":[]}' }, rule)).toMatchObject({ changes: [] })
    expect(grantRole(linked, rule, [need], [])).toMatchObject({ changes: [] })
  })

  test('an eleventh policy of CloudWatch Logs', () => {
    const policies = Array.from({ length: 10 }, (_, i) => ({ name: `p${i}`, document: '{}' }))
    expect(allowLogs(arn('logs', 'log-group:a'), policies, rule)?.decide?.[0]).toContain('the limit is ten')
    const own = [...policies.slice(1), { name: 'eb-doctor', document: '{"Statement":[]}' }]
    expect(allowLogs(arn('logs', 'log-group:a'), own, rule)?.changes).toHaveLength(1)
  })
})

describe('a role', () => {
  test('gets what it lacks in one policy of its own for the rule, and keeps it on a second run', () => {
    const first = only(grantRole(roleArn, rule, [need], []))
    const other = { ...need, resource: arn('states', 'stateMachine:b') }
    const inline = [{ name: 'eb-doctor-order-paid', document: String(first.after) }]
    const second = only(grantRole(roleArn, rule, [other], inline))
    expect(second.call.input).toMatchObject({ RoleName: 'events', PolicyName: 'eb-doctor-order-paid' })
    expect(statements(second.after)).toHaveLength(2)
    expect(statements(second.after)[0]).toEqual(statements(first.after)[0])
  })

  test('two findings of one role become one change', () => {
    const pass = {
      ...need,
      action: 'iam:PassRole',
      resource: roleArn,
      context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    } as const
    const both = merge(only(grantRole(roleArn, rule, [need], [])), only(grantRole(roleArn, rule, [pass], [])))
    expect(both.title).toBe('Allow the role events to call states:StartExecution, iam:PassRole.')
    expect(statements(both.after)).toMatchObject([
      { Action: 'states:StartExecution' },
      { Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } },
    ])
  })

  test('that other services use is said to be theirs too', () => {
    const trustPolicy = JSON.stringify({ Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] })
    expect(only(trustEventBridge({ arn: roleArn, trustPolicy }, rule)).doubts[0]).toContain('lambda.amazonaws.com')
  })

  test('that is new is made before it is used, and names fit what IAM takes', () => {
    const long = ruleAddress({ name: 'x'.repeat(64) })
    expect(newRoleOf(long).name.length).toBeLessThanOrEqual(64)
    expect(inlinePolicyOf(long).length).toBeLessThanOrEqual(128)
    const changes = giveNewRole({ Id: 't', Arn: need.resource }, rule, [need]).changes
    expect(changes.map(({ call }) => call.operation)).toEqual(['CreateRole', 'PutRolePolicy', 'PutTargets'])
    expect(changes[2]?.needs).toEqual([changes[0]?.id, changes[1]?.id])
  })

  test('is put on a target that is sent back whole: PutTargets forgets what is left out', () => {
    const target = {
      Id: 't',
      Arn: need.resource,
      InputPath: '$.detail',
      DeadLetterConfig: { Arn: queue.arn },
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    }
    const change = setTargetRole(target, rule, roleArn)
    expect(change.call.input).toEqual({
      Rule: 'order-paid',
      EventBusName: 'orders',
      Targets: [{ ...target, RoleArn: roleArn }],
    })
    expect(change.undo.input).toEqual({ Rule: 'order-paid', EventBusName: 'orders', Targets: [target] })
  })

  test('is not written when AWS told of members that would be lost: they are named', () => {
    const target = { Id: 'x', Arn: arn('kinesis', 'stream/orders'), unknownMembers: ['KinesisParameters.Batch'] }
    for (const fix of [giveRole(target, rule, roleArn), giveNewRole(target, rule, [need])]) {
      expect(fix.changes).toEqual([])
      expect(fix.decide?.[0]).toContain('KinesisParameters.Batch')
    }
  })
})

describe('a function', () => {
  const fn = arn('lambda', 'function:settle')

  test('is opened at the alias that the target names', () => {
    expect(only(allowInvoke(`${fn}:live`, rule, null)).call.input).toMatchObject({
      FunctionName: fn,
      Qualifier: 'live',
    })
    expect(only(allowInvoke(fn, rule, null)).call.input).not.toHaveProperty('Qualifier')
  })

  test('has statement ids that Lambda takes, the same for the same rule and different for its namesake', () => {
    const odd = ruleAddress({ name: 'a.b-c_D' })
    expect(statementIdOf(odd)).toMatch(/^[A-Za-z0-9_-]{1,100}$/)
    expect(statementIdOf(rule)).toBe(statementIdOf({ ...rule }))
    expect(statementIdOf(ruleAddress({ name: rule.name, bus: 'other' }))).not.toBe(statementIdOf(rule))
  })

  test("loses eb-doctor's own wrong statement before the right one is added", () => {
    const elsewhere = rule.arn.replace('eu-west-1', 'us-east-1')
    const wrong = {
      Sid: statementIdOf(rule),
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: fn,
      Condition: { ArnLike: { 'AWS:SourceArn': elsewhere } },
    }
    const changes = allowInvoke(fn, rule, JSON.stringify({ Statement: [wrong] }))?.changes ?? []
    expect(changes.map(({ call }) => call.operation)).toEqual(['RemovePermission', 'AddPermission'])
    expect(changes[0]?.undo.input).toMatchObject({ SourceArn: elsewhere })
  })
})

test('what a change is about is found again in a fresh look', async () => {
  const policy = JSON.stringify({ Statement: [{ Sid: 'other' }, { Sid: statementIdOf(rule), Effect: 'Allow' }] })
  const change = only(allowInvoke(arn('lambda', 'function:settle'), rule, null))
  const look = (answer: string | null) =>
    stateNow(
      accountOf(async () => found(answer)),
      change.source,
    )
  expect(await look(policy)).toEqual(found({ Sid: statementIdOf(rule), Effect: 'Allow' }))
  expect(await look(null)).toEqual(found(null))
  expect(await look('not json')).toEqual(found(null))
})
