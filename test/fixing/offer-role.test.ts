import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { found } from '../../src/aws/read.js'
import { rolePermissions } from '../../src/checks/role-permissions.js'
import { targetConfig } from '../../src/checks/target-config.js'
import { offerRoles } from '../../src/fixing/offer-role.js'
import { newRoleOf } from '../../src/remedies/names.js'
import type { Fix } from '../../src/verdict/fix.js'
import { accountWith, type Described, MACHINE, reportOf, roleArn, rule, trustOf } from './roles.js'

const target = { Id: 'settle', Arn: MACHINE, RoleArn: roleArn('task') }
const bare = { Id: 'settle', Arn: MACHINE }
const start = { Action: 'states:StartExecution', Resource: MACHINE }
const shared: Described = { trusts: ['ecs-tasks.amazonaws.com'] }
const sibling = (name: string) => ({ Id: 'other', Arn: MACHINE, RoleArn: roleArn(name) })

const calls = (fix: Fix | undefined) => fix?.changes.map(({ call }) => call.operation)
const doubts = (fix: Fix | undefined) => fix?.changes.flatMap((change) => change.doubts).join(' ') ?? ''

/** The fix that is offered for what the trust check finds. */
async function offered(account: Account, extendSharedRoles = false): Promise<Fix | undefined> {
  const report = reportOf(await trustOf(target, account), target.Id)
  const offer = await offerRoles(report, rule, account, { extendSharedRoles })
  return offer.checks[0]?.findings[0]?.fix
}

/** The fix that is offered to a target without a role. */
async function forBare(account: Account, extendSharedRoles = false): Promise<Fix | undefined> {
  const subject = { sender: rule, target: bare, now: new Date('2026-11-21T12:00:00Z'), sinceMinutes: 0 }
  const report = reportOf(await targetConfig.run(subject, account), bare.Id, 'target-config')
  const offer = await offerRoles(report, rule, account, { extendSharedRoles })
  return offer.checks[0]?.findings[0]?.fix
}

describe('a role that also serves something else', () => {
  test('is not made to trust EventBridge: the target gets a role of its own, and why is said', async () => {
    const fix = await offered(accountWith([target], { task: shared }))
    expect(calls(fix)).toEqual(['CreateRole', 'PutRolePolicy', 'PutTargets'])
    expect(fix?.changes.map(({ resource }) => resource)).not.toContain(target.RoleArn)
    expect(doubts(fix)).toContain('The role task stays as it is, because it also serves ecs-tasks.amazonaws.com')
    expect(doubts(fix)).toContain('--extend-shared-roles')
  })

  test('is extended with --extend-shared-roles', async () => {
    const fix = await offered(accountWith([target], { task: shared }), true)
    expect(calls(fix)).toEqual(['UpdateAssumeRolePolicy'])
    expect(fix?.changes[0]?.resource).toBe(target.RoleArn)
  })

  test('is not allowed more either', async () => {
    const account = accountWith([target], { task: { trusts: ['events.amazonaws.com', 'lambda.amazonaws.com'] } })
    const subject = { sender: rule, target, now: new Date('2026-11-21T12:00:00Z'), sinceMinutes: 0 }
    const verdict = await rolePermissions.run(subject, account)
    const report = reportOf(verdict, target.Id, 'role-permissions')
    const fixWith = async (extendSharedRoles: boolean) =>
      (await offerRoles(report, rule, account, { extendSharedRoles })).checks[0]?.findings[0]?.fix
    expect(calls(await fixWith(false))).toEqual(['CreateRole', 'PutRolePolicy', 'PutTargets'])
    expect(calls(await fixWith(true))).toEqual(['PutRolePolicy'])
    expect((await fixWith(true))?.changes[0]?.resource).toBe(target.RoleArn)
  })

  test('gives way to a role of another target that is there already and fits', async () => {
    const roles = { task: shared, deliver: { trusts: ['events.amazonaws.com'], allows: [start] } }
    const fix = await offered(accountWith([target, sibling('deliver')], roles))
    expect(calls(fix)).toEqual(['PutTargets'])
    expect(fix?.changes[0]?.after).toMatchObject({ RoleArn: roleArn('deliver') })
  })

  test('false positive: a role that EventBridge alone may assume is extended as it is', async () => {
    const account = accountWith([target], { task: { trusts: ['events.amazonaws.com'] } })
    const subject = { sender: rule, target, now: new Date('2026-11-21T12:00:00Z'), sinceMinutes: 0 }
    const report = reportOf(await rolePermissions.run(subject, account), target.Id, 'role-permissions')
    const offer = await offerRoles(report, rule, account, { extendSharedRoles: false })
    expect(calls(offer.checks[0]?.findings[0]?.fix)).toEqual(['PutRolePolicy'])
    expect(offer.checks[0]?.findings[0]?.fix).not.toHaveProperty('extending')
  })
})

describe('a target without a role', () => {
  test('is offered the role of another target that allows just what is needed', async () => {
    const roles = { deliver: { trusts: ['events.amazonaws.com'], allows: [start] } }
    const fix = await forBare(accountWith([bare, sibling('deliver')], roles))
    expect(calls(fix)).toEqual(['PutTargets'])
  })

  test('is not offered one that allows everything, and is told', async () => {
    const roles = { admin: { trusts: ['events.amazonaws.com'], allows: [{ Action: '*', Resource: '*' }] } }
    const fix = await forBare(accountWith([bare, sibling('admin')], roles))
    expect(calls(fix)).toEqual(['CreateRole', 'PutRolePolicy', 'PutTargets'])
    expect(doubts(fix)).toContain('The role admin was not offered: it allows "*".')
  })

  test('is not offered one that also serves something else', async () => {
    const roles = { task: { trusts: ['events.amazonaws.com', 'ec2.amazonaws.com'], allows: [start] } }
    const fix = await forBare(accountWith([bare, sibling('task')], roles))
    expect(calls(fix)).toContain('CreateRole')
    expect(doubts(fix)).toContain('The role task was not offered: it also serves ec2.amazonaws.com')
  })

  test('does not get the role of its rule extended when that serves something else, but for the flag', async () => {
    const onRule = {
      rule: async () =>
        found({ name: rule.name, arn: rule.arn, bus: 'default', state: 'ENABLED', roleArn: roleArn('task') }),
    }
    const account = accountWith([bare], { task: shared }, onRule)
    expect(calls(await forBare(account))).toEqual(['CreateRole', 'PutRolePolicy', 'PutTargets'])
    expect(calls(await forBare(account, true))).toEqual(['UpdateAssumeRolePolicy', 'PutRolePolicy', 'PutTargets'])
  })

  test('gets no second role of the same name: what an earlier run made is completed', async () => {
    const made = { [newRoleOf(rule).name]: { trusts: ['events.amazonaws.com'] } }
    expect(calls(await forBare(accountWith([bare], made)))).toEqual(['PutRolePolicy', 'PutTargets'])
  })
})
