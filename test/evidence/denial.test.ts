import { describe, expect, test } from 'vitest'
import { isDenial, isTransient, parseDenial } from '../../src/evidence/denial.js'

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:settle'
const BEGIN = `User: arn:aws:sts::111122223333:assumed-role/deliver/057ffa15 is not authorized to perform: states:StartExecution on resource: ${MACHINE}`

describe('what AWS says of a refusal', () => {
  test.each([
    ['because no identity-based policy allows the states:StartExecution action', 'identity-based policy'],
    ['because no resource-based policy allows the states:StartExecution action', 'resource-based policy'],
    ['because no permissions boundary allows the states:StartExecution action', 'permissions boundary'],
    ['because no service control policy allows the states:StartExecution action', 'service control policy'],
    ['because no resource control policy allows the states:StartExecution action', 'resource control policy'],
    ['because no session policy allows the states:StartExecution action', 'session policy'],
    ['because no VPC endpoint policy allows the states:StartExecution action', 'VPC endpoint policy'],
    ['because no role trust policy allows the sts:AssumeRole action', 'role trust policy'],
  ])('%s', (tail, policyType) => {
    expect(parseDenial(`${BEGIN} ${tail}`)).toEqual({
      action: 'states:StartExecution',
      resource: MACHINE,
      explicit: false,
      policyType,
    })
  })

  test.each([
    ['with an explicit deny in an identity-based policy', 'identity-based policy'],
    ['with an explicit deny in a resource-based policy', 'resource-based policy'],
    ['with an explicit deny in a permissions boundary', 'permissions boundary'],
    ['with an explicit deny in a service control policy', 'service control policy'],
    ['with an explicit deny in a resource control policy', 'resource control policy'],
    ['with an explicit deny in a session policy', 'session policy'],
    ['with an explicit deny in a VPC endpoint policy', 'VPC endpoint policy'],
    ['with an explicit deny in the role trust policy', 'role trust policy'],
  ])('%s', (tail, policyType) => {
    expect(parseDenial(`${BEGIN} ${tail}`)).toEqual({
      action: 'states:StartExecution',
      resource: MACHINE,
      explicit: true,
      policyType,
    })
  })

  test('may name the policy that denied', () => {
    const arn = 'arn:aws:organizations::999988887777:policy/o-abc/service_control_policy/p-123'
    expect(parseDenial(`${BEGIN} with an explicit deny in a service control policy: ${arn}`)).toMatchObject({
      explicit: true,
      policyType: 'service control policy',
      policyArn: arn,
    })
  })

  test('may end in the address of the troubleshooter', () => {
    const tail = 'Go to https://console.aws.amazon.com/iam/home#/access-troubleshooter authorization id: 1-2'
    expect(
      parseDenial(`${BEGIN} because no identity-based policy allows the states:StartExecution action. ${tail}`),
    ).toMatchObject({
      action: 'states:StartExecution',
      policyType: 'identity-based policy',
    })
  })

  test('may lack its reason, its resource or everything', () => {
    expect(parseDenial(BEGIN)).toEqual({ action: 'states:StartExecution', resource: MACHINE, explicit: false })
    expect(parseDenial('is not authorized to perform: iam:PassRole')).toEqual({
      action: 'iam:PassRole',
      explicit: false,
    })
    expect(parseDenial('Access Denied')).toEqual({ explicit: false })
    expect(parseDenial('')).toEqual({ explicit: false })
  })

  test('a role whose name sounds like a policy proves nothing', () => {
    const role =
      'User: arn:aws:sts::1:assumed-role/service-control-policy/x is not authorized to perform: a:B on resource: c because no identity-based policy allows the a:B action'
    expect(parseDenial(role).policyType).toBe('identity-based policy')
  })

  test('is read without delay, however long and odd it is', () => {
    const started = performance.now()
    for (const filler of ['a', ' ', 'because no ', 'with an explicit deny in a ', 'is not authorized to perform: a:']) {
      parseDenial(filler.repeat(20_000))
    }
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('the code of an error', () => {
  test.each([
    'AccessDenied',
    'AccessDeniedException',
    'Client.UnauthorizedOperation',
    'UnauthorizedException',
    'NotAuthorizedException',
  ])('%s says that it was not allowed', (code) => {
    expect(isDenial(code)).toBe(true)
    expect(isTransient(code)).toBe(false)
  })

  test.each([
    'ThrottlingException',
    'TooManyRequestsException',
    'ExecutionLimitExceeded',
    'ServiceUnavailable',
    'InternalServerError',
  ])('after %s EventBridge tries again', (code) => {
    expect(isTransient(code)).toBe(true)
    expect(isDenial(code)).toBe(false)
  })

  test.each(['ClusterNotFoundException', 'StateMachineDoesNotExist', 'InvalidParameterException', ''])(
    '%j is neither',
    (code) => {
      expect([isDenial(code), isTransient(code)]).toEqual([false, false])
    },
  )
})
