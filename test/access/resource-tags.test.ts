import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { rolePermissions } from '../../src/checks/role-permissions.js'
import { account, answers, codes, delivery, ROLE, reason, refused, role, roleThatMay } from '../checks/delivery.js'
import { HOME, REGION } from '../support/home.js'

const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`
const start = (Condition: object) => ({ Effect: 'Allow', Action: 'states:StartExecution', Resource: '*', Condition })
const ask = (statements: readonly object[], reads: Partial<Account>, Arn = MACHINE, more: object = {}) =>
  rolePermissions.run(delivery({ Arn, RoleArn: ROLE, ...more }), account({ ...roleThatMay(...statements), ...reads }))

describe('a policy that asks for a tag of the target', () => {
  const byTeam = start({ StringEquals: { 'aws:ResourceTag/team': 'orders' } })

  test('allows a target that has the tag', async () => {
    expect((await ask([byTeam], { tags: answers({ team: 'orders' }) })).status).toBe('ok')
  })

  test.each([
    ['another value', { team: 'ledger' }],
    ['no such tag', { stage: 'prod' }],
    ['no tags at all', {}],
  ])('does not allow a target with %s', async (_, tags) => {
    expect(codes(await ask([byTeam], { tags: answers(tags) }))).toEqual(['permission-missing error'])
  })

  test('and for the same tag of the role compares both', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    const abac = start({ StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } })
    const tagged = { role: answers(role({ tags: { team: 'orders' } })) }
    expect((await ask([abac], { ...tagged, tags: answers({ team: 'orders' }) })).status).toBe('ok')
    expect(codes(await ask([abac], { ...tagged, tags: answers({ team: 'x' }) }))).toEqual(['permission-missing error'])
  })

  test('that is denied by a tag is denied for certain', async () => {
    const deny = { ...start({ StringEquals: { 'aws:ResourceTag/frozen': 'yes' } }), Effect: 'Deny' }
    const allow = { Effect: 'Allow', Action: 'states:*', Resource: '*' }
    expect(codes(await ask([allow, deny], { tags: answers({ frozen: 'yes' }) }))).toEqual(['permission-denied error'])
    expect((await ask([allow, deny], { tags: answers({}) })).status).toBe('ok')
  })

  test('cannot be judged when the tags may not be read, and the permission is named', async () => {
    const verdict = await ask([byTeam], { tags: refused('states:ListTagsForResource', MACHINE) })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant states:ListTagsForResource')
  })

  test('false positive: a policy without such a condition asks for no tags', async () => {
    expect((await ask([{ Effect: 'Allow', Action: 'states:*', Resource: '*' }], {})).status).toBe('ok')
  })
})

describe('documents of Systems Manager', () => {
  const DOCUMENT = `arn:aws:ssm:${REGION}::document/AWS-RunShellScript`
  const block = { RunCommandParameters: { RunCommandTargets: [{ Key: 'InstanceIds', Values: ['i-0abc'] }] } }
  const send = (Resource: string, Condition?: object) => ({
    Effect: 'Allow',
    Action: 'ssm:SendCommand',
    Resource,
    ...(Condition ? { Condition } : {}),
  })
  const instances = send('arn:aws:ec2:*:*:instance/*')

  test('that AWS owns have no tags: nobody is asked', async () => {
    const tagged = send('*', { StringEquals: { 'ssm:resourceTag/team': 'orders' } })
    expect(codes(await ask([instances, tagged], {}, DOCUMENT, block))).toEqual(['permission-missing error'])
    const untagged = send('*', { Null: { 'aws:ResourceTag/team': 'true' } })
    expect((await ask([instances, untagged], {}, DOCUMENT, block)).status).toBe('ok')
  })

  test('of the account have those that Systems Manager lists', async () => {
    const own = DOCUMENT.replace('::document/AWS-', `:${HOME}:document/`)
    const tagged = send('*', { StringEquals: { 'ssm:resourceTag/team': 'orders' } })
    expect((await ask([instances, tagged], { tags: answers({ team: 'orders' }) }, own, block)).status).toBe('ok')
  })
})
