import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  type PolicyType,
} from '@aws-sdk/client-organizations'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.js'
import { ACCOUNT, clientsOf, REGION, stepFunctionsIntegration } from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import { errorAnswer } from './support/faults.js'
import { type Moto, startMoto } from './support/moto.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

// The rule is in a member account; moto's own account manages the organization.
let moto: Moto
let proxy: AwsProxy
let folder: string
let organizations: OrganizationsClient
let member: { id: string; env: Record<string, string> }
let unit: string

beforeAll(async () => {
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  folder = mkdtempSync(join(tmpdir(), 'eb-doctor-'))
  const file = join(folder, 'credentials')
  writeFileSync(file, '[management]\naws_access_key_id = AKIAMANAGEMENT\naws_secret_access_key = secret\n')

  const config = {
    endpoint: moto.url,
    region: REGION,
    credentials: { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' },
  }
  organizations = new OrganizationsClient(config)
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const { Roots } = await organizations.send(new ListRootsCommand({}))
  const RootId = Roots?.[0]?.Id ?? ''
  for (const PolicyType of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
    await organizations.send(new EnablePolicyTypeCommand({ RootId, PolicyType }))
  }
  const prod = await unitIn(RootId, 'Prod')
  unit = await unitIn(prod, 'Apps')
  const made = await organizations.send(new CreateAccountCommand({ AccountName: 'apps', Email: 'apps@example.com' }))
  const id = made.CreateAccountStatus?.AccountId ?? ''
  await organizations.send(new MoveAccountCommand({ AccountId: id, SourceParentId: RootId, DestinationParentId: unit }))

  const { Credentials } = await new STSClient(config).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'setup',
    }),
  )
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }
  await stepFunctionsIntegration(clientsOf(moto.url, credentials))
  member = {
    id,
    env: {
      ...awsEnv(proxy.url),
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_SHARED_CREDENTIALS_FILE: file,
    },
  }
})
afterAll(async () => {
  await proxy.close()
  await moto.stop()
  rmSync(folder, { recursive: true })
})

async function unitIn(ParentId: string, Name: string): Promise<string> {
  const made = await organizations.send(new CreateOrganizationalUnitCommand({ ParentId, Name }))
  return made.OrganizationalUnit?.Id ?? ''
}

/** Attaches a policy for as long as something is done. */
async function withPolicy<T>(type: PolicyType, name: string, target: string, statement: object, act: () => Promise<T>) {
  const made = await organizations.send(
    new CreatePolicyCommand({
      Type: type,
      Name: name,
      Description: name,
      Content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Resource: '*', ...statement }] }),
    }),
  )
  const policy = { PolicyId: made.Policy?.PolicySummary?.Id ?? '', TargetId: target }
  await organizations.send(new AttachPolicyCommand(policy))
  try {
    return await act()
  } finally {
    await organizations.send(new DetachPolicyCommand(policy))
  }
}

async function diagnose(...flags: readonly string[]) {
  const ran = await ebDoctor(['rule', 'order-flow', '--json', ...flags], { env: member.env })
  const report = JSON.parse(ran.stdout) as Report
  return { ...ran, report, check: report.checks.find(({ check }) => check === 'organization') }
}

const NOT_READ = /control policies were not read/
const WITH_PROFILE = ['--organization-profile', 'management']

describe('a rule of a member account', () => {
  test('is in order when no policy of the organization denies it, and then nothing is said not to have been read', async () => {
    proxy.behave()
    const { code, report, check } = await diagnose(...WITH_PROFILE)
    expect(report.context.account).toBe(member.id)
    expect(report.context.account).not.toBe(ACCOUNT)
    expect([code, check?.status]).toEqual([0, 'ok'])
    expect(report.limits.filter((limit) => /control polic/.test(limit))).toEqual([])
    expect(proxy.writes()).toEqual([])
    expect(proxy.actions()).not.toContain('iam:SimulatePrincipalPolicy')
  })

  test('is denied by a service control policy with a condition: it and the organizational unit are named', async () => {
    const outside = (region: string) => ({
      Action: 'states:*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': region } },
    })
    const { code, report, check } = await withPolicy(
      'SERVICE_CONTROL_POLICY',
      'regions',
      unit,
      outside('eu-west-1'),
      () => diagnose(...WITH_PROFILE),
    )
    expect([code, report.verdict, report.firstBrokenHop?.check]).toEqual([1, 'broken', 'organization'])
    expect(check?.findings[0]?.summary).toMatch(
      /^The service control policy regions \(p-\w+\) attached to the organizational unit Apps \(ou-[\w-]+\) denies the role order-flow-events states:StartExecution/,
    )
    const here = await withPolicy('SERVICE_CONTROL_POLICY', 'here', unit, outside(REGION), () =>
      diagnose(...WITH_PROFILE),
    )
    expect([here.code, here.check?.status]).toEqual([0, 'ok'])
  })

  test('is denied by a resource control policy of the account itself', async () => {
    const statement = { Principal: '*', Action: 'sts:AssumeRole' }
    const { code, check } = await withPolicy('RESOURCE_CONTROL_POLICY', 'no-roles', member.id, statement, () =>
      diagnose(...WITH_PROFILE),
    )
    expect(code).toBe(1)
    expect(check?.findings[0]?.summary).toMatch(
      new RegExp(
        `^The resource control policy no-roles \\(p-\\w+\\) attached to account ${member.id} denies EventBridge sts:AssumeRole`,
      ),
    )
  })

  test('is diagnosed as before without a profile: that the simulator refuses is a limit of the report', async () => {
    proxy.behave()
    const { code, report, check } = await withPolicy(
      'SERVICE_CONTROL_POLICY',
      'no-workflows',
      unit,
      { Action: 'states:*' },
      () => diagnose(),
    )
    expect([code, report.verdict, check?.status, report.gaps]).toEqual([0, 'healthy', 'skipped', []])
    expect(report.limits.find((limit) => NOT_READ.test(limit))).toContain('grant iam:SimulatePrincipalPolicy')
    expect(proxy.actions().filter((action) => action.startsWith('organizations:'))).toEqual([])
    expect(proxy.seen.filter(({ action }) => action === 'iam:SimulatePrincipalPolicy')).toHaveLength(1)
  })

  test('is unknown, and no more, when the profile that was named may not read the organization', async () => {
    // moto does not refuse a member account; AWS does.
    proxy.behave({
      answer: (operation) =>
        operation.service === 'organizations' && operation.name !== 'DescribeOrganization'
          ? errorAnswer(operation, 'AccessDeniedException', 'You do not have permissions to access this resource.', 400)
          : undefined,
    })
    const { code, report, check } = await diagnose(...WITH_PROFILE)
    proxy.behave()
    expect([code, report.verdict, check?.status, report.gaps]).toEqual([3, 'inconclusive', 'unknown', []])
    expect(check?.because).toContain('may not call organizations:ListParents')
    expect(report.limits.some((limit) => /were not read/.test(limit))).toBe(true)
  })
})
