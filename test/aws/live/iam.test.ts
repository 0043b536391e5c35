import {
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { describe, expect, test, vi } from 'vitest'
import { HOME, OTHER } from '../../support/home.js'
import { live, named, sent, stubOf } from '../../support/live.js'

const iam = stubOf(IAMClient)
const ROLE = `arn:aws:iam::${HOME}:role/service-role/deliver`
const POLICY = `arn:aws:iam::${HOME}:policy/deliver`
const TRUST = '{"Statement":[{"Sid":"a b%"}]}'
const whole = { Path: '/', RoleId: 'r', CreateDate: new Date(0) }
const answer = { $metadata: { requestId: '1' } }

describe('a role', () => {
  const described = (more: object = {}) => ({
    Role: { ...whole, RoleName: 'deliver', Arn: ROLE, AssumeRolePolicyDocument: encodeURIComponent(TRUST), ...more },
  })

  test('is asked for by its name alone, the last part of its path', async () => {
    iam.on(GetRoleCommand).resolves(described())
    expect(await live().role(ROLE)).toEqual({
      state: 'found',
      value: { arn: ROLE, name: 'deliver', trustPolicy: TRUST, tags: {} },
    })
    expect(sent(iam)).toEqual([['GetRole', { RoleName: 'deliver' }]])
  })

  test('comes with its boundary, description, longest session, tags and when it was last used', async () => {
    iam.on(GetRoleCommand).resolves(
      described({
        PermissionsBoundary: { PermissionsBoundaryArn: POLICY, PermissionsBoundaryType: 'Policy' },
        Description: 'Delivers orders.',
        MaxSessionDuration: 7200,
        Tags: [{ Key: 'team', Value: 'shop' }],
        RoleLastUsed: { LastUsedDate: new Date('2026-11-20T00:00:00Z') },
      }),
    )
    expect(await live().role(ROLE)).toMatchObject({
      value: {
        boundaryArn: POLICY,
        description: 'Delivers orders.',
        maxSessionDuration: 7200,
        tags: { team: 'shop' },
        lastUsed: '2026-11-20T00:00:00.000Z',
      },
    })
  })

  test('whose policy is not URL-encoded is taken as it stands', async () => {
    iam.on(GetRoleCommand).resolves(described({ AssumeRolePolicyDocument: '{"a":"100%"}' }))
    expect(await live().role(ROLE)).toMatchObject({ value: { trustPolicy: '{"a":"100%"}' } })
  })

  test('that is not there is missing, one that may not be seen is denied', async () => {
    iam.on(GetRoleCommand).rejects(named('NoSuchEntityException', 404))
    expect(await live().role(ROLE)).toEqual({ state: 'missing' })
    iam.on(GetRoleCommand).rejects(named('AccessDenied', 403))
    expect(await live().role(ROLE)).toEqual({ state: 'denied', action: 'iam:GetRole', resource: ROLE })
  })

  test('without a policy, or an answer without a role, is malformed', async () => {
    iam.on(GetRoleCommand).resolves(described({ AssumeRolePolicyDocument: undefined }))
    expect(await live().role(ROLE)).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
    iam.on(GetRoleCommand).resolves({} as never)
    expect(await live().role(ROLE)).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
  })

  test('of another account is not asked for here', async () => {
    const theirs = ROLE.replace(HOME, OTHER)
    expect(await live().role(theirs)).toEqual({
      state: 'denied',
      action: 'iam:GetRole',
      resource: theirs,
      account: OTHER,
    })
    expect(sent(iam)).toEqual([])
  })

  test('of another account is read with the profile that was named for it', async () => {
    const theirs = ROLE.replace(HOME, OTHER)
    iam.on(GetRoleCommand).resolves(described({ Arn: theirs }))
    const account = live({ other: { config: {}, account: async () => OTHER } })
    expect(await account.role(theirs)).toMatchObject({ state: 'found', value: { arn: theirs } })
  })

  test('of the own account with the same name is not shown in its place', async () => {
    iam.on(GetRoleCommand).resolves(described())
    const unsure = live({ homeAccount: async () => undefined })
    expect(await unsure.role(ROLE.replace(HOME, OTHER))).toMatchObject({ state: 'denied', account: OTHER })
  })
})

describe('the inline policies of a role', () => {
  test('are all read, page by page, and decoded', async () => {
    iam
      .on(ListRolePoliciesCommand, { RoleName: 'deliver' })
      .resolves({ PolicyNames: ['a'], IsTruncated: true, Marker: 'm', ...answer })
      .on(ListRolePoliciesCommand, { RoleName: 'deliver', Marker: 'm' })
      .resolves({ PolicyNames: ['b'], IsTruncated: false, ...answer })
      .on(GetRolePolicyCommand)
      .callsFake(({ PolicyName }) => ({ PolicyDocument: encodeURIComponent(`{"Id":"${PolicyName}"}`) }))
    expect(await live().inlinePolicies(ROLE)).toEqual({
      state: 'found',
      value: [
        { name: 'a', document: '{"Id":"a"}' },
        { name: 'b', document: '{"Id":"b"}' },
      ],
    })
    expect(sent(iam).map(([name]) => name)).toEqual([
      'ListRolePolicies',
      'ListRolePolicies',
      'GetRolePolicy',
      'GetRolePolicy',
    ])
  })

  test('are denied as a whole when one of them is', async () => {
    iam
      .on(ListRolePoliciesCommand)
      .resolves({ PolicyNames: ['a', 'b'], IsTruncated: false })
      .on(GetRolePolicyCommand)
      .resolves({ PolicyDocument: '{}' } as never)
      .on(GetRolePolicyCommand, { RoleName: 'deliver', PolicyName: 'b' })
      .rejects(named('AccessDenied', 403))
    expect(await live().inlinePolicies(ROLE)).toMatchObject({ state: 'denied', action: 'iam:GetRolePolicy' })
  })

  test('one that was deleted since it was listed is left out', async () => {
    iam
      .on(ListRolePoliciesCommand)
      .resolves({ PolicyNames: ['a'], IsTruncated: false })
      .on(GetRolePolicyCommand)
      .rejects(named('NoSuchEntityException', 404))
    expect(await live().inlinePolicies(ROLE)).toEqual({ state: 'found', value: [] })
  })
})

describe('the attached policies of a role', () => {
  test('are read in their default versions', async () => {
    const aws = 'arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceEventsRole'
    iam
      .on(ListAttachedRolePoliciesCommand)
      .resolves({ AttachedPolicies: [{ PolicyArn: POLICY }, { PolicyArn: aws }], IsTruncated: false })
      .on(GetPolicyCommand)
      .callsFake(({ PolicyArn }) => ({ Policy: { PolicyName: PolicyArn.split('/').at(-1), DefaultVersionId: 'v7' } }))
      .on(GetPolicyVersionCommand)
      .callsFake(({ PolicyArn, VersionId }) => ({
        PolicyVersion: { Document: encodeURIComponent(JSON.stringify([PolicyArn, VersionId])) },
      }))
    expect(await live().attachedPolicies(ROLE)).toEqual({
      state: 'found',
      value: [
        { name: 'deliver', arn: POLICY, document: JSON.stringify([POLICY, 'v7']) },
        { name: 'AmazonEC2ContainerServiceEventsRole', arn: aws, document: JSON.stringify([aws, 'v7']) },
      ],
    })
  })

  test('are read over all pages', async () => {
    iam
      .on(ListAttachedRolePoliciesCommand, { RoleName: 'deliver' })
      .resolves({ AttachedPolicies: [], IsTruncated: true, Marker: 'm' })
      .on(ListAttachedRolePoliciesCommand, { RoleName: 'deliver', Marker: 'm' })
      .resolves({ AttachedPolicies: [], IsTruncated: false })
    expect(await live().attachedPolicies(ROLE)).toEqual({ state: 'found', value: [] })
    expect(sent(iam)).toHaveLength(2)
  })

  test.each([
    ['iam:ListAttachedRolePolicies', ListAttachedRolePoliciesCommand],
    ['iam:GetPolicy', GetPolicyCommand],
    ['iam:GetPolicyVersion', GetPolicyVersionCommand],
  ] as const)('name %s when that is what is refused', async (action, Command) => {
    iam
      .on(ListAttachedRolePoliciesCommand)
      .resolves({ AttachedPolicies: [{ PolicyArn: POLICY }], IsTruncated: false })
      .on(GetPolicyCommand)
      .resolves({ Policy: { DefaultVersionId: 'v1' } })
      .on(GetPolicyVersionCommand)
      .resolves({ PolicyVersion: { Document: '{}' } })
      .on(Command as never)
      .rejects(named('AccessDenied', 403))
    expect(await live().attachedPolicies(ROLE)).toMatchObject({ state: 'denied', action })
  })
})

test('a boundary that was deleted is missing', async () => {
  iam.on(GetPolicyCommand).rejects(named('NoSuchEntityException', 404))
  expect(await live().managedPolicy(POLICY)).toEqual({ state: 'missing' })
})

describe("IAM's simulator", () => {
  const ask = () =>
    live().simulated(
      ROLE,
      ['kinesis:PutRecord', 'kinesis:PutRecords'],
      ['arn:aws:kinesis:eu-west-1:111122223333:stream/clicks'],
      [
        { key: 'aws:RequestedRegion', values: ['eu-west-1'] },
        { key: 'ecs:x', values: ['a', 'b'] },
      ],
    )
  const about = (action: string, allowed?: boolean) => ({
    EvalActionName: action,
    EvalDecision: 'allowed' as const,
    ...(allowed === undefined ? {} : { OrganizationsDecisionDetail: { AllowedByOrganizations: allowed } }),
  })

  test('is asked once about all actions, with the keys that are sent, and answers for each', async () => {
    iam.on(SimulatePrincipalPolicyCommand).resolves({
      EvaluationResults: [about('kinesis:PutRecords', false), about('Kinesis:PutRecord', true)],
      IsTruncated: false,
    })
    expect(await ask()).toEqual({
      state: 'found',
      value: [
        { action: 'kinesis:PutRecord', allowed: true },
        { action: 'kinesis:PutRecords', allowed: false },
      ],
    })
    expect(sent(iam)).toEqual([
      [
        'SimulatePrincipalPolicy',
        {
          PolicySourceArn: ROLE,
          ActionNames: ['kinesis:PutRecord', 'kinesis:PutRecords'],
          ResourceArns: ['arn:aws:kinesis:eu-west-1:111122223333:stream/clicks'],
          ContextEntries: [
            { ContextKeyName: 'aws:RequestedRegion', ContextKeyValues: ['eu-west-1'], ContextKeyType: 'string' },
            { ContextKeyName: 'ecs:x', ContextKeyValues: ['a', 'b'], ContextKeyType: 'stringList' },
          ],
        },
      ],
    ])
  })

  test('says nothing of an organization where there is none', async () => {
    iam
      .on(SimulatePrincipalPolicyCommand)
      .resolves({ EvaluationResults: [about('kinesis:PutRecords'), about('kinesis:PutRecord')] })
    expect(await ask()).toMatchObject({ value: [{ allowed: null }, { allowed: null }] })
  })

  test('is given up when it does not answer, before the time of the whole diagnosis is over', async () => {
    vi.useFakeTimers()
    iam.on(SimulatePrincipalPolicyCommand).callsFake(() => new Promise(() => {}))
    const asked = ask()
    await vi.advanceTimersByTimeAsync(9_999)
    expect(await Promise.race([asked, 'still waiting'])).toBe('still waiting')
    await vi.advanceTimersByTimeAsync(1)
    vi.useRealTimers()
    expect(await asked).toMatchObject({
      state: 'failed',
      error: { kind: 'timeout', message: 'TimeoutError: no answer in 10 s' },
    })
  })

  test('is no answer when an action is lacking in it, on whichever page', async () => {
    iam
      .on(SimulatePrincipalPolicyCommand)
      .resolvesOnce({ EvaluationResults: [about('kinesis:PutRecord', true)], IsTruncated: true, Marker: 'm' })
      .resolvesOnce({ EvaluationResults: [about('kinesis:PutRecords', true)], IsTruncated: false })
      .resolvesOnce({ EvaluationResults: [about('kinesis:PutRecord', true)] })
      .rejects(named('AccessDenied', 403))
    expect(await ask()).toMatchObject({ state: 'found' })
    expect(await ask()).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
    expect(await ask()).toEqual({ state: 'denied', action: 'iam:SimulatePrincipalPolicy', resource: ROLE })
  })
})

describe('a page of all roles', () => {
  const TRUSTING = encodeURIComponent(TRUST)
  const page = (more: object = {}) => ({
    RoleDetailList: [
      {
        ...{ Path: '/', RoleId: 'r', RoleName: 'deliver', Arn: ROLE, AssumeRolePolicyDocument: TRUSTING },
        RolePolicyList: [{ PolicyName: 'own', PolicyDocument: TRUSTING }],
        AttachedManagedPolicies: [{ PolicyName: 'deliver', PolicyArn: POLICY }],
        PermissionsBoundary: { PermissionsBoundaryArn: POLICY },
        Tags: [{ Key: 'team', Value: 'shop' }],
        RoleLastUsed: { LastUsedDate: new Date('2026-11-20T00:00:00Z') },
      },
    ],
    Policies: [
      {
        ...{ Arn: POLICY, PolicyName: 'deliver', DefaultVersionId: 'v2' },
        PolicyVersionList: [
          { VersionId: 'v1', Document: '%7B%7D' },
          { VersionId: 'v2', Document: TRUSTING },
        ],
      },
    ],
    ...more,
  })

  test('has each role with its inline policies, and the managed policies in their default versions', async () => {
    iam.on(GetAccountAuthorizationDetailsCommand).resolves(page())
    expect(await live().rolePage('')).toEqual({
      state: 'found',
      value: {
        roles: [
          {
            role: {
              ...{ arn: ROLE, name: 'deliver', trustPolicy: TRUST, boundaryArn: POLICY, tags: { team: 'shop' } },
              lastUsed: '2026-11-20T00:00:00.000Z',
            },
            inline: [{ name: 'own', document: TRUST }],
            attached: [POLICY],
          },
        ],
        policies: [{ name: 'deliver', arn: POLICY, document: TRUST }],
        next: null,
      },
    })
    expect(sent(iam)).toEqual([
      ['GetAccountAuthorizationDetails', { Filter: ['Role', 'LocalManagedPolicy'], MaxItems: 1000 }],
    ])
  })

  test('says where the next one begins, and is asked for by that', async () => {
    iam.on(GetAccountAuthorizationDetailsCommand).resolves(page({ IsTruncated: true, Marker: 'b' }))
    expect(await live().rolePage('a')).toMatchObject({ value: { next: 'b' } })
    expect(sent(iam)).toMatchObject([['GetAccountAuthorizationDetails', { Marker: 'a' }]])
  })

  test('that may not be read is denied', async () => {
    iam.on(GetAccountAuthorizationDetailsCommand).rejects(named('AccessDenied'))
    expect(await live().rolePage('')).toEqual({
      state: 'denied',
      action: 'iam:GetAccountAuthorizationDetails',
      resource: '*',
    })
  })

  test.each([
    ['neither roles nor policies', { RoleDetailList: undefined, Policies: undefined }],
    ['no marker of the next page', { IsTruncated: true }],
    ['a role without a trust policy', { RoleDetailList: [{ Arn: ROLE, RoleName: 'deliver' }] }],
    ['a policy without its default version', { Policies: [{ Arn: POLICY, PolicyName: 'deliver' }] }],
  ])('with %s is none', async (_, flaw) => {
    iam.on(GetAccountAuthorizationDetailsCommand).resolves(page(flaw) as object)
    expect(await live().rolePage('')).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
  })
})
