import { describe, expect, test } from 'vitest'
import { rolePermissions } from '../../src/checks/role-permissions.js'
import { HOME } from '../support/home.js'
import { about, account, codes, delivery, finding, may, ROLE, reason, refused } from './ask.js'

const target = (name: string) => `arn:aws:events:eu-west-1:${HOME}:target/${name}`
const INSTANCE = `arn:aws:ec2:eu-west-1:${HOME}:instance/i-0abc`
const ask = (name = 'stop-instance', Input = '"i-0abc"') => about({ Arn: target(name), Input }, {})
const describes = may('ec2:Describe*', '*')

describe('what EventBridge does to EC2 by itself', () => {
  test.each([
    ['stop-instance', 'ec2:StopInstances', '"i-0abc"'],
    ['reboot-instance', 'ec2:RebootInstances', '"i-0abc"'],
    ['terminate-instance', 'ec2:TerminateInstances', '"i-0abc"'],
    ['create-snapshot', 'ec2:CreateSnapshot', '"vol-0abc"'],
  ])('%s is done when the role may %s', async (name, action, input) => {
    expect(codes(await ask(name, input).config())).toEqual(['ok'])
    expect(codes(await ask(name, input).allowed(may(action, '*'), describes))).toEqual(['ok'])
    expect(codes(await ask(name, input).allowed(describes))).toEqual(['permission-missing error'])
  })

  test('false positive: a policy may name the very instance', async () => {
    expect(codes(await ask().allowed(may('ec2:StopInstances', INSTANCE), describes))).toEqual(['ok'])
  })

  test('a near miss: a policy for another instance, and one for the singular of the action', async () => {
    const other = may('ec2:StopInstances', INSTANCE.replace('i-0abc', 'i-0def'))
    expect(codes(await ask().allowed(other, describes))).toEqual(['permission-missing error'])
    expect(codes(await ask().allowed(may('ec2:StopInstance', '*'), describes))).toEqual(['permission-missing error'])
  })

  test('false positive: ec2:Describe*, which the policy of AWS has, is not asked for by any page', async () => {
    expect(codes(await ask().allowed(may('ec2:StopInstances', '*')))).toEqual(['ok'])
  })

  test.each(['{"id":"i-0abc"}', '""', '12'])('wants the id in quotes, not %s', async (input) => {
    expect(codes(await ask('stop-instance', input).config())).toEqual(['parameters-invalid error'])
  })

  test('is one of four things', async () => {
    const found = finding(await ask('start-instance').config())
    expect(found.code).toBe('arn-malformed')
    expect(found.because.join('\n')).toContain('stop-instance')
  })

  test('has nothing to look up, which is said', async () => {
    expect(reason(await ask().state())).toContain('no state to look up')
  })

  test('cannot be judged when the role may not be looked at', async () => {
    const subject = delivery({ Arn: target('stop-instance'), RoleArn: ROLE, Input: '"i-0abc"' })
    const verdict = await rolePermissions.run(
      subject,
      account({
        role: refused('iam:GetRole'),
        inlinePolicies: refused('iam:ListRolePolicies'),
        attachedPolicies: refused('iam:ListAttachedRolePolicies'),
      }),
    )
    expect(reason(verdict)).toContain('grant iam:')
  })
})
