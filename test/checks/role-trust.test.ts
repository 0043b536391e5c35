import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { roleTrust } from '../../src/checks/role-trust.js'
import { HOME, OTHER, REGION, RULE } from '../support/home.js'
import { account, answers, codes, delivery, doc, finding, gone, ROLE, reason, refused, role } from './delivery.js'

const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`

const ask = (reads: Partial<Account>, RoleArn: string | undefined = ROLE, busName?: string) =>
  roleTrust.run(delivery({ Arn: MACHINE, ...(RoleArn ? { RoleArn } : {}) }, busName), account(reads))

const trust = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sts:AssumeRole',
  ...more,
})
const trusting = (...statements: readonly object[]) => ask({ role: answers(role({ trustPolicy: doc(...statements) })) })
const when = (operator: string, key: string, value: string | string[]) => ({
  Condition: { [operator]: { [key]: value } },
})

describe('EventBridge assumes the role', () => {
  test('when its trust policy names events.amazonaws.com', async () => {
    expect(await trusting(trust())).toEqual({ status: 'ok', because: 'The role deliver trusts events.amazonaws.com.' })
  })

  test('false positive: with aws:SourceArn for this very rule', async () => {
    expect((await trusting(trust(when('ArnEquals', 'aws:SourceArn', RULE)))).status).toBe('ok')
  })

  test('false positive: with aws:SourceArn as a wildcard in ArnLike', async () => {
    const any = `arn:aws:events:${REGION}:${HOME}:rule/*`
    expect((await trusting(trust(when('ArnLike', 'aws:SourceArn', any)))).status).toBe('ok')
    expect((await trusting(trust(when('StringLike', 'aws:SourceArn', any)))).status).toBe('ok')
  })

  test('false positive: with aws:SourceAccount of the rule', async () => {
    expect((await trusting(trust(when('StringEquals', 'aws:SourceAccount', HOME)))).status).toBe('ok')
  })

  test('false positive: when the keys of the condition are written in other case', async () => {
    expect((await trusting(trust(when('StringEquals', 'AWS:SourceAccount', HOME)))).status).toBe('ok')
  })

  test('false positive: when another service is trusted beside it', async () => {
    const Principal = { Service: ['scheduler.amazonaws.com', 'events.amazonaws.com'] }
    expect((await trusting(trust({ Principal }))).status).toBe('ok')
  })

  test('false positive: when another statement of the policy is for somebody else', async () => {
    const other = trust({ Principal: { AWS: `arn:aws:iam::${OTHER}:root` } })
    expect((await trusting(other, trust())).status).toBe('ok')
  })

  test('false positive: when the action is sts:*', async () => {
    expect((await trusting(trust({ Action: 'sts:*' }))).status).toBe('ok')
  })

  test('false positive: a Deny for another rule does not concern this one', async () => {
    const other = RULE.replace('order-paid', 'other')
    expect(
      (await trusting(trust(), trust({ Effect: 'Deny', ...when('ArnEquals', 'aws:SourceArn', other) }))).status,
    ).toBe('ok')
  })

  test('false positive: a role with a path, such as /service-role/', async () => {
    const arn = `arn:aws:iam::${HOME}:role/service-role/deliver`
    expect((await ask({ role: answers(role({ arn })) }, arn)).status).toBe('ok')
  })

  test('false positive: a condition on a rule of another bus is met by its form rule/BUS/NAME', async () => {
    const arn = RULE.replace('rule/', 'rule/orders/')
    const trustPolicy = doc(trust(when('ArnEquals', 'aws:SourceArn', arn)))
    expect((await ask({ role: answers(role({ trustPolicy })) }, ROLE, 'orders')).status).toBe('ok')
  })
})

describe('EventBridge is not let in', () => {
  test('by a role that trusts EventBridge Scheduler, which is another service', async () => {
    const found = finding(await trusting(trust({ Principal: { Service: 'scheduler.amazonaws.com' } })))
    expect(found).toMatchObject({
      code: 'role-not-trusted',
      severity: 'error',
      summary: 'The role deliver does not allow EventBridge to assume it for the rule order-paid.',
    })
    expect(found.because.join('\n')).toContain('found "scheduler.amazonaws.com", needed "events.amazonaws.com"')
    expect(found.because.join('\n')).toContain('EventBridge Scheduler, which is another service')
    // It serves something else, so it is not extended: the target gets a role of its own.
    expect(found.fix?.changes.map(({ call }) => call.operation)).toEqual(['CreateRole', 'PutRolePolicy', 'PutTargets'])
    expect(found.fix?.extending?.changes.map(({ call }) => call.operation)).toEqual(['UpdateAssumeRolePolicy'])
  })

  test('by a role that was made for ECS tasks', async () => {
    const found = finding(await trusting(trust({ Principal: { Service: 'ecs-tasks.amazonaws.com' } })))
    expect(found.because.join('\n')).toContain('task role or task execution role')
  })

  test('by a condition on a rule of the default bus when the rule is on another: both forms are shown', async () => {
    const trustPolicy = doc(trust(when('ArnEquals', 'aws:SourceArn', RULE)))
    const found = finding(await ask({ role: answers(role({ trustPolicy })) }, ROLE, 'orders'))
    const because = found.because.join('\n')
    expect(because).toContain(`found "${RULE}"`)
    expect(because).toContain(`needed "${RULE.replace('rule/', 'rule/orders/')}"`)
  })

  test('by a condition with a wildcard in StringEquals, where it is a plain character', async () => {
    const any = `arn:aws:events:${REGION}:${HOME}:rule/*`
    const found = finding(await trusting(trust(when('StringEquals', 'aws:SourceArn', any))))
    expect(found.code).toBe('role-not-trusted')
    expect(found.because.join('\n')).toContain(any)
  })

  test('by a condition on another account', async () => {
    const found = finding(await trusting(trust(when('StringEquals', 'aws:SourceAccount', OTHER))))
    expect(found.because.join('\n')).toContain(OTHER)
    expect(found.because.join('\n')).toContain(HOME)
  })

  test('by a condition on an external id, which a target cannot send', async () => {
    expect(codes(await trusting(trust(when('StringEquals', 'sts:ExternalId', 'x'))))).toEqual([
      'role-not-trusted error',
    ])
  })

  test('by a Deny, which no added Allow undoes', async () => {
    const found = finding(await trusting(trust(), trust({ Effect: 'Deny' })))
    expect(found.code).toBe('role-not-trusted')
    expect(found.fix?.changes ?? []).toEqual([])
  })

  test('by a role that is not there', async () => {
    const found = finding(await ask({ role: gone }))
    expect(found).toMatchObject({ code: 'role-not-found', severity: 'error' })
    expect(found.summary).toContain(ROLE)
  })

  test('by a role of that name with another path: its ARN is another one, and both are shown', async () => {
    const arn = `arn:aws:iam::${HOME}:role/service-role/deliver`
    const found = finding(await ask({ role: answers(role({ arn })) }))
    expect(found.code).toBe('role-not-found')
    expect(found.because.join('\n')).toContain(`"${ROLE}"`)
    expect(found.because.join('\n')).toContain(`"${arn}"`)
    expect(JSON.stringify(found.fix?.changes)).toContain(`"RoleArn":"${arn}"`)
  })
})

describe('whether EventBridge is let in is not told', () => {
  test('when the role may not be read', async () => {
    const verdict = await ask({ role: refused('iam:GetRole', ROLE) })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant iam:GetRole')
  })

  test('when the trust policy is no policy: never ok', async () => {
    for (const trustPolicy of ['{', '[]', 'null', '"x"', '{"Statement":[7]}']) {
      expect((await ask({ role: answers(role({ trustPolicy })) })).status).not.toBe('ok')
    }
  })

  test('for a target without a role', async () => {
    const verdict = await roleTrust.run(delivery({ Arn: MACHINE }), account({}))
    expect(verdict).toEqual({ status: 'skipped', because: 'Target settle uses no role.' })
  })

  test('for a RoleArn that is not the ARN of a role, or is of another account: that is told of the target', async () => {
    expect((await ask({}, 'deliver')).status).toBe('skipped')
    expect((await ask({}, ROLE.replace(HOME, OTHER))).status).toBe('skipped')
  })
})
