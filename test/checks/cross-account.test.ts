import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { Target } from '../../src/aws/reads/events.js'
import { crossAccount } from '../../src/checks/cross-account.js'
import { HOME, OTHER, REGION, RULE } from '../support/home.js'
import {
  account,
  answers,
  bus,
  codes,
  delivery,
  doc,
  finding,
  gone,
  QUEUE,
  ROLE,
  reason,
  refused,
  role,
  roleThatMay,
} from './delivery.js'

const THERE = `arn:aws:events:${REGION}:${OTHER}:event-bus/central`
const FUNCTION = `arn:aws:lambda:${REGION}:${OTHER}:function:settle`
const CLUSTER = `arn:aws:ecs:${REGION}:${OTHER}:cluster/jobs`
const SECOND = `arn:aws:iam::${OTHER}:role/run-tasks`

const may = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource })
/** The rule that forwards: its pattern fixes nothing. */
const forwards = { rule: answers({ name: 'order-paid', arn: RULE, bus: 'default', state: 'ENABLED' }) }
const ask = (target: Partial<Target> & { Arn: string }, reads: Partial<Account>) =>
  crossAccount.run(delivery({ RoleArn: ROLE, ...target }), account({ ...forwards, ...reads }))

describe("a target in the rule's own account", () => {
  test('has no other side', async () => {
    const verdict = await ask({ Arn: QUEUE }, roleThatMay(may('sqs:SendMessage', QUEUE)))
    expect(verdict).toEqual({ status: 'skipped', because: "The target is in the rule's own account." })
  })

  test('is not looked into without a role', async () => {
    const verdict = await crossAccount.run(delivery({ Arn: QUEUE }), account({}))
    expect(verdict.status).toBe('skipped')
  })

  test('a bus of another region takes events of its own account unless its policy denies them', async () => {
    const Arn = `arn:aws:events:us-east-1:${HOME}:event-bus/central`
    const put = roleThatMay(may('events:PutEvents', Arn))
    const quiet = bus({ arn: Arn, name: 'central' })
    expect((await ask({ Arn }, { ...put, eventBus: answers(quiet) })).status).toBe('ok')
    const deny = doc({ Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: Arn })
    const closed = { ...put, eventBus: answers({ ...quiet, policy: deny }) }
    expect(codes(await ask({ Arn }, closed))).toEqual(['bus-policy-blocks error'])
  })
})

describe('a target in another account', () => {
  test('is reached directly when it is a function, a queue, a topic, a stream or an API', async () => {
    const verdict = await ask({ Arn: FUNCTION }, roleThatMay(may('lambda:InvokeFunction', FUNCTION)))
    expect(verdict.status).toBe('ok')
    expect(reason(verdict)).toContain('reached directly')
  })

  test('is not reached when it is a cluster or a state machine: the way leads over a bus there', async () => {
    const Arn = `arn:aws:states:${REGION}:${OTHER}:stateMachine:settle`
    const found = finding(await ask({ Arn }, roleThatMay(may('states:StartExecution', Arn))))
    expect(found).toMatchObject({
      code: 'cross-account-unsupported',
      severity: 'error',
      summary: `EventBridge does not deliver to a Step Functions state machine in another account (${OTHER}).`,
    })
    expect(found.because.join('\n')).toContain(`an event bus of account ${OTHER}`)
  })
})

describe('a bus in another account', () => {
  const put = roleThatMay(may('events:PutEvents', THERE))
  const policy = (more: object) =>
    doc({ Effect: 'Allow', Principal: { AWS: HOME }, Action: 'events:PutEvents', Resource: THERE, ...more })
  const send = (text: string | null, target: Partial<Target> = {}) =>
    ask({ Arn: THERE, ...target }, { ...put, eventBus: answers(bus({ arn: THERE, name: 'central', policy: text })) })
  const source = (value: string) => ({ Condition: { ArnEquals: { 'aws:SourceArn': value } } })

  test('lets the delivery in when its policy names this account', async () => {
    expect(await send(policy({}))).toEqual({
      status: 'ok',
      because: 'The policy of the bus central allows account 111122223333 to put the events.',
    })
  })

  test.each([
    ["the account's root", { Principal: { AWS: `arn:aws:iam::${HOME}:root` } }],
    ['the role itself', { Principal: { AWS: ROLE } }],
    ['any event action', { Action: 'events:*' }],
    ['this rule as the source', source(RULE)],
  ])('false positive: its policy names %s', async (_, more) => {
    expect((await send(policy(more))).status).toBe('ok')
  })

  test('keeps the delivery out without a policy', async () => {
    const found = finding(await send(null))
    expect(found).toMatchObject({ code: 'bus-policy-blocks', severity: 'error' })
    expect(found.because).toEqual(['The bus has no policy: only its own account may put events.'])
    expect(found.summary).toContain(THERE)
  })

  test('keeps the delivery out with a policy for another account', async () => {
    const verdict = await send(policy({ Principal: { AWS: '333344445555' } }))
    expect(codes(verdict)).toEqual(['bus-policy-blocks error'])
  })

  test('keeps the delivery out with a policy for another rule', async () => {
    const verdict = await send(policy(source(RULE.replace('order-paid', 'other'))))
    expect(codes(verdict)).toEqual(['bus-policy-blocks error'])
  })

  test('false positive: an old target has no role, and the policy names the account', async () => {
    const reads = { eventBus: answers(bus({ arn: THERE, name: 'central', policy: policy({}) })) }
    expect((await crossAccount.run(delivery({ Arn: THERE }), account({ ...forwards, ...reads }))).status).toBe('ok')
  })

  test('is not told about when its account may not be read: a profile of it is what is lacking', async () => {
    const eventBus = async () =>
      ({ state: 'denied', action: 'events:DescribeEventBus', resource: THERE, account: OTHER }) as const
    const verdict = await ask({ Arn: THERE }, { ...put, eventBus })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain(`name a profile of account ${OTHER} with --target-profile`)
  })

  test('that is not there is told of the target', async () => {
    expect((await ask({ Arn: THERE }, { ...put, eventBus: gone })).status).toBe('skipped')
  })
})

describe('a chain of roles', () => {
  const task = {
    Arn: CLUSTER,
    EcsParameters: { TaskDefinitionArn: `arn:aws:ecs:${REGION}:${OTHER}:task-definition/r:1` },
  }
  const chain = (second: Account['role'], first = may('sts:AssumeRole', SECOND)) => {
    const reads = roleThatMay(first)
    return ask(task, {
      ...reads,
      role: async (arn) => (arn === ROLE ? answers(role())() : second(arn)),
      taskDefinition: refused('ecs:DescribeTaskDefinition'),
    })
  }
  const trusting = (principal: string) =>
    answers(
      role({
        arn: SECOND,
        name: 'run-tasks',
        trustPolicy: doc({ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }),
      }),
    )
  const chainOf = (verdict: Awaited<ReturnType<typeof chain>>) =>
    verdict.status === 'problem' ? verdict.findings.find(({ code }) => code === 'role-chain') : undefined

  test('is not followed by EventBridge: both halves are checked and shown, and what to use instead', async () => {
    const found = chainOf(await chain(trusting(ROLE)))
    expect(found?.severity).toBe('error')
    expect(found?.summary).toContain('The role deliver of target settle')
    expect(found?.because).toContain(`First half: deliver may call sts:AssumeRole on ${SECOND}.`)
    expect(found?.because).toContain(`Second half: ${SECOND} trusts deliver.`)
    expect(found?.because.join('\n')).toContain('one hop')
    expect(found?.because.join('\n')).toContain('Use direct delivery')
  })

  test('may be broken in its second half as well', async () => {
    const found = chainOf(await chain(trusting(`arn:aws:iam::${HOME}:role/somebody-else`)))
    expect(found?.because).toContain(`Second half: ${SECOND} does not trust deliver.`)
    expect(chainOf(await chain(gone))?.because).toContain(`Second half: ${SECOND} does not exist.`)
  })

  test('says when its second half could not be seen', async () => {
    const second = async () => ({ state: 'denied', action: 'iam:GetRole', resource: SECOND, account: OTHER }) as const
    const verdict = await chain(second)
    expect(chainOf(verdict)?.because.join('\n')).toContain('--target-profile')
    expect(verdict).toMatchObject({ unseen: { kind: 'denied' } })
  })

  test('is named first by its unsupported target, then as the chain', async () => {
    expect(codes(await chain(trusting(ROLE)))).toEqual(['cross-account-unsupported error', 'role-chain error'])
  })

  test('false positive: a role that may call the target itself is no chain, whatever else it may assume', async () => {
    const reads = roleThatMay(may('lambda:InvokeFunction', FUNCTION), may('sts:AssumeRole', SECOND))
    expect((await ask({ Arn: FUNCTION }, reads)).status).toBe('ok')
  })

  test('false positive: sts:AssumeRole on * names no second role', async () => {
    expect(codes(await chain(gone, may('sts:AssumeRole', '*')))).toEqual(['cross-account-unsupported error'])
  })

  test('false positive: a second role of the same account is no chain across accounts', async () => {
    const verdict = await chain(gone, may('sts:AssumeRole', `arn:aws:iam::${HOME}:role/other`))
    expect(codes(verdict)).toEqual(['cross-account-unsupported error'])
  })

  test('is not claimed where a policy that may allow the call could not be read', async () => {
    const reads = {
      ...roleThatMay(may('sts:AssumeRole', SECOND)),
      attachedPolicies: refused('iam:ListAttachedRolePolicies', ROLE),
    }
    expect(codes(await ask({ Arn: FUNCTION }, reads))).not.toContain('role-chain error')
  })
})

test('a target of an unknown service has no known other side', async () => {
  expect((await ask({ Arn: `arn:aws:quantum:${REGION}:${OTHER}:box/1` }, {})).status).toBe('skipped')
})
