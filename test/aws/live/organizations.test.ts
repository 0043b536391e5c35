import {
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { describe, expect, test } from 'vitest'
import { HOME } from '../../support/home.js'
import { live, named, noAccess, sent, stubOf } from '../../support/live.js'

const organizations = stubOf(OrganizationsClient)

/** As if a profile of the management account had been named. */
const there = () => live({ organization: { credentials: { accessKeyId: 'management', secretAccessKey: 's' } } })

const enabled = (Type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY' | 'TAG_POLICY') => ({
  Type,
  Status: 'ENABLED' as const,
})

/** Root, Prod, Apps, and in it the account. */
function organization({
  features = 'ALL' as 'ALL' | 'CONSOLIDATED_BILLING',
  types = [enabled('SERVICE_CONTROL_POLICY')],
} = {}) {
  organizations
    .on(DescribeOrganizationCommand)
    .resolves({ Organization: { Id: 'o-example0001', MasterAccountId: '999988887777', FeatureSet: features } })
  organizations.on(ListRootsCommand).resolves({ Roots: [{ Id: 'r-ab12', Name: 'Root', PolicyTypes: types }] })
  organizations
    .on(ListParentsCommand, { ChildId: HOME })
    .resolves({ Parents: [{ Id: 'ou-2', Type: 'ORGANIZATIONAL_UNIT' }] })
  organizations
    .on(ListParentsCommand, { ChildId: 'ou-2' })
    .resolves({ Parents: [{ Id: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' }] })
  organizations.on(ListParentsCommand, { ChildId: 'ou-1' }).resolves({ Parents: [{ Id: 'r-ab12', Type: 'ROOT' }] })
  organizations
    .on(DescribeOrganizationalUnitCommand, { OrganizationalUnitId: 'ou-1' })
    .resolves({ OrganizationalUnit: { Id: 'ou-1', Name: 'Prod' } })
  organizations
    .on(DescribeOrganizationalUnitCommand, { OrganizationalUnitId: 'ou-2' })
    .resolves({ OrganizationalUnit: { Id: 'ou-2', Name: 'Apps' } })
}

describe('where an account stands in its organization', () => {
  test('is not asked when no profile was named that may say so', async () => {
    expect(await live().organizationPath(HOME)).toEqual({ state: 'found', value: null })
    expect(sent(organizations)).toEqual([])
  })

  test('is read level by level, from the root to the account', async () => {
    organization({
      types: [enabled('SERVICE_CONTROL_POLICY'), enabled('RESOURCE_CONTROL_POLICY'), enabled('TAG_POLICY')],
    })
    expect(await there().organizationPath(HOME)).toEqual({
      state: 'found',
      value: {
        id: 'o-example0001',
        management: '999988887777',
        enabled: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
        levels: [
          { kind: 'root', id: 'r-ab12', name: 'r-ab12' },
          { kind: 'unit', id: 'ou-1', name: 'Prod' },
          { kind: 'unit', id: 'ou-2', name: 'Apps' },
          { kind: 'account', id: HOME, name: HOME },
        ],
      },
    })
  })

  test('takes no kind of policy for switched on that the root does not name', async () => {
    organization({ types: [] })
    expect(await there().organizationPath(HOME)).toMatchObject({ value: { enabled: [] } })
  })

  test('has no policies where the organization is for consolidated billing alone', async () => {
    organization({ features: 'CONSOLIDATED_BILLING' })
    expect(await there().organizationPath(HOME)).toMatchObject({ value: { enabled: [] } })
  })

  test('calls a unit by its id when its name may not be read', async () => {
    organization()
    organizations.on(DescribeOrganizationalUnitCommand).rejects(noAccess)
    expect(await there().organizationPath(HOME)).toMatchObject({
      value: { levels: [{}, { name: 'ou-1' }, { name: 'ou-2' }, {}] },
    })
  })

  test.each(['ChildNotFoundException', 'AWSOrganizationsNotInUseException'])(
    'is missing when the account is in no organization that the profile can see: %s',
    async (error) => {
      organization()
      organizations.on(ListParentsCommand).rejects(named(error))
      expect(await there().organizationPath(HOME)).toEqual({ state: 'missing' })
    },
  )

  test('is denied to a member account', async () => {
    organization()
    organizations.on(ListParentsCommand).rejects(noAccess)
    expect(await there().organizationPath(HOME)).toEqual({
      state: 'denied',
      action: 'organizations:ListParents',
      resource: HOME,
    })
  })

  test('is no answer when nothing leads to the root', async () => {
    organization()
    organizations.on(ListParentsCommand).resolves({ Parents: [] })
    expect(await there().organizationPath(HOME)).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
    organizations.on(ListParentsCommand).resolves({ Parents: [{ Id: 'ou-1', Type: 'ORGANIZATIONAL_UNIT' }] })
    expect(await there().organizationPath(HOME)).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
  })
})

describe('the policies of a level', () => {
  test('are read to the last page: a first page may be empty and have a token', async () => {
    organizations
      .on(ListPoliciesForTargetCommand)
      .resolvesOnce({ Policies: [], NextToken: '1' })
      .resolvesOnce({ Policies: [{ Id: 'p-FullAWSAccess', Name: 'FullAWSAccess' }], NextToken: '2' })
      .resolvesOnce({ Policies: [{ Id: 'p-1', Name: 'no-workflows' }] })
    expect(await there().organizationPolicies('ou-1', 'SERVICE_CONTROL_POLICY')).toEqual({
      state: 'found',
      value: [
        { id: 'p-FullAWSAccess', name: 'FullAWSAccess' },
        { id: 'p-1', name: 'no-workflows' },
      ],
    })
    expect(sent(organizations)[2]).toEqual([
      'ListPoliciesForTarget',
      { TargetId: 'ou-1', Filter: 'SERVICE_CONTROL_POLICY', NextToken: '2' },
    ])
  })

  test('are no empty list when the answer has none', async () => {
    organizations.on(ListPoliciesForTargetCommand).resolves({})
    expect(await there().organizationPolicies('ou-1', 'RESOURCE_CONTROL_POLICY')).toMatchObject({ state: 'failed' })
  })

  test('are missing with their level, and denied to a member account', async () => {
    organizations.on(ListPoliciesForTargetCommand).rejectsOnce(named('TargetNotFoundException')).rejects(noAccess)
    expect(await there().organizationPolicies('ou-1', 'SERVICE_CONTROL_POLICY')).toEqual({ state: 'missing' })
    expect(await there().organizationPolicies('ou-1', 'SERVICE_CONTROL_POLICY')).toMatchObject({ state: 'denied' })
  })

  test('have documents of their own', async () => {
    organizations
      .on(DescribePolicyCommand, { PolicyId: 'p-1' })
      .resolvesOnce({ Policy: { Content: '{"Statement":[]}' } })
      .resolvesOnce({ Policy: {} })
      .rejectsOnce(named('PolicyNotFoundException'))
      .rejects(noAccess)
    expect(await there().organizationPolicy('p-1')).toEqual({ state: 'found', value: '{"Statement":[]}' })
    expect(await there().organizationPolicy('p-1')).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
    expect(await there().organizationPolicy('p-1')).toEqual({ state: 'missing' })
    expect(await there().organizationPolicy('p-1')).toMatchObject({
      state: 'denied',
      action: 'organizations:DescribePolicy',
    })
  })
})

describe('the accounts of an organization', () => {
  test('are listed to the last page, with their state: State replaces Status', async () => {
    organizations
      .on(ListAccountsCommand)
      .resolvesOnce({ Accounts: [], NextToken: '1' })
      .resolvesOnce({ Accounts: [{ Id: HOME, Name: 'orders', State: 'ACTIVE' }], NextToken: '2' })
      .resolvesOnce({ Accounts: [{ Id: '999988887777', Status: 'SUSPENDED' }] })
    expect(await live().organizationAccounts()).toEqual({
      state: 'found',
      value: [
        { id: HOME, name: 'orders', state: 'ACTIVE' },
        { id: '999988887777', name: '999988887777', state: 'SUSPENDED' },
      ],
    })
    expect(sent(organizations).map(([, input]) => input)).toEqual([{}, { NextToken: '1' }, { NextToken: '2' }])
  })

  test('are asked for with the profile of the organization where one was named', async () => {
    organizations.on(ListAccountsCommand).resolves({ Accounts: [] })
    expect(await there().organizationAccounts()).toEqual({ state: 'found', value: [] })
  })

  test('are no empty list when the answer has none, and an account without a state is no account', async () => {
    organizations
      .on(ListAccountsCommand)
      .resolvesOnce({})
      .resolvesOnce({ Accounts: [{ Id: HOME }] })
    expect(await live().organizationAccounts()).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
    expect(await live().organizationAccounts()).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
  })

  test('are denied to a member account, and missing where there is no organization', async () => {
    organizations.on(ListAccountsCommand).rejectsOnce(noAccess).rejectsOnce(named('AWSOrganizationsNotInUseException'))
    expect(await live().organizationAccounts()).toEqual({
      state: 'denied',
      action: 'organizations:ListAccounts',
      resource: '*',
    })
    expect(await live().organizationAccounts()).toEqual({ state: 'missing' })
  })
})
