import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import { found } from '../../src/aws/read.js'
import type { Target } from '../../src/aws/reads/events.js'
import { organization } from '../../src/checks/organization.js'
import type { Verdict } from '../../src/verdict/verdict.js'
import { assertVoice } from '../conventions/voice.js'
import { HOME, OTHER, REGION, RULE } from '../support/home.js'
import {
  account,
  answers,
  codes,
  delivery,
  doc,
  finding,
  gone,
  KEY,
  key,
  QUEUE,
  queue,
  ROLE,
  reason,
  refused,
  role,
} from './delivery.js'
import { deny, denyAll, EVERYTHING, organized } from './organized.js'

const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`
const machine = { Arn: MACHINE, RoleArn: ROLE }
const theirQueue = { Arn: `arn:aws:sqs:${REGION}:${OTHER}:orders`, RoleArn: ROLE }

const ask = (target: Partial<Target> & { Arn: string }, reads: Partial<Account>) =>
  organization.run(
    delivery(target),
    account({ queue: async (arn) => found({ ...queue(), arn }), stateMachine: gone, ...reads }),
  )

/** Holds the finding to the voice of the tool. */
const spoken = (verdict: Verdict): void =>
  assertVoice({
    checks: [
      {
        check: organization.id,
        title: organization.title,
        target: 'settle',
        status: 'problem',
        because: null,
        findings: [{ ...finding(verdict), docs: '' }],
      },
    ],
    limits: [],
  })

const ALLOWED = { 'everything-false': EVERYTHING }

describe("an organization that is read restricts the role's calls", () => {
  test('is in order when at each level a policy allows them', async () => {
    const verdict = await ask(machine, organized())
    expect(codes(verdict)).toEqual(['ok'])
    expect(reason(verdict)).toContain('let the role deliver call states:StartExecution.')
  })

  test('denies them by a service control policy: the finding names the policy and the level', async () => {
    const verdict = await ask(
      machine,
      organized({ scps: { 'ou-1': { ...ALLOWED, 'no-workflows': deny('states:*') } } }),
    )
    expect(codes(verdict)).toEqual(['organization-denies error'])
    const { summary, because, fix } = finding(verdict)
    expect(summary).toBe(
      `The service control policy no-workflows (p-no-workflows) attached to the organizational unit Apps (ou-1) denies the role deliver states:StartExecution on ${MACHINE}.`,
    )
    expect(because[0]).toContain('Sid "No"')
    expect(fix?.changes).toEqual([])
    spoken(verdict)
  })

  test.each(['r-ab12', 'ou-1', HOME])('denies them when at %s no policy allows them', async (level) => {
    const other = doc({ Effect: 'Allow', Action: 's3:*', Resource: '*' })
    const verdict = await ask(machine, organized({ scps: { [level]: { 'only-s3': other } } }))
    expect(codes(verdict)).toEqual(['organization-denies error'])
    expect(finding(verdict).summary).toMatch(
      /^No service control policy attached to .* allows the role deliver states:/,
    )
    expect(finding(verdict).summary).toContain(level)
    spoken(verdict)
  })

  test('denies them outside of the Regions that it allows, and only there', async () => {
    const only = (region: string) => deny('*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': region } } })
    const at = (region: string) =>
      ask(machine, organized({ scps: { 'r-ab12': { ...ALLOWED, regions: only(region) } } }))
    expect(codes(await at(REGION))).toEqual(['ok'])
    expect(codes(await at('us-east-1'))).toEqual(['organization-denies error'])
  })

  test('is in order where a policy spares the role, or the accounts of the organization', async () => {
    const spares = deny('*', { Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deliver' } } })
    const outside = deny('*', { Condition: { StringNotEquals: { 'aws:ResourceOrgID': 'o-example0001' } } })
    const verdict = await ask(machine, organized({ scps: { [HOME]: { ...ALLOWED, spares, outside } } }))
    expect(codes(verdict)).toEqual(['ok'])
  })

  test('cannot be told when the policy hangs on what nobody knows from here', async () => {
    const network = deny('*', { Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } })
    const verdict = await ask(machine, organized({ scps: { [HOME]: { ...ALLOWED, network } } }))
    expect(codes(verdict)).toEqual(['unknown'])
    expect(reason(verdict)).toContain('network')
  })

  test('restricts no call where service control policies are not switched on', async () => {
    const scps = { 'r-ab12': { 'no-workflows': deny('states:*') } }
    expect(codes(await ask(machine, organized({ scps, enabled: [] })))).toEqual(['ok'])
  })

  test('never restricts the management account', async () => {
    const scps = { 'r-ab12': { 'no-workflows': deny('states:*') } }
    const rcps = { 'r-ab12': { 'no-sts': denyAll('sts:*') } }
    const verdict = await ask(machine, organized({ scps, rcps, management: HOME }))
    expect(codes(verdict)).toEqual(['ok'])
    expect(reason(verdict)).toContain('is the management account')
  })

  test('never restricts a service-linked role by service control policies', async () => {
    const linked = `arn:aws:iam::${HOME}:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForX`
    const reads = organized({ scps: { [HOME]: { 'no-workflows': deny('states:*') } } })
    const verdict = await ask(
      { ...machine, RoleArn: linked },
      { ...reads, role: answers(role({ arn: linked, name: 'AWSServiceRoleForX' })) },
    )
    expect(codes(verdict)).toEqual(['ok'])
  })
})

describe('a resource control policy restricts whoever calls', () => {
  test('denies EventBridge to assume the role', async () => {
    const verdict = await ask(machine, organized({ rcps: { 'ou-1': { 'no-sts': denyAll('sts:AssumeRole') } } }))
    expect(finding(verdict).summary).toBe(
      `The resource control policy no-sts (p-no-sts) attached to the organizational unit Apps (ou-1) denies EventBridge sts:AssumeRole on ${ROLE}.`,
    )
  })

  test('is in order when it spares AWS services, or whatever comes from the organization', async () => {
    const strangers = denyAll('sts:*', {
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example0001' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    })
    const deputies = denyAll('sqs:*', {
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-example0001' },
        Null: { 'aws:SourceAccount': 'false' },
        Bool: { 'aws:PrincipalIsAWSService': 'true' },
      },
    })
    const rcps = { 'r-ab12': { strangers, deputies } }
    expect(codes(await ask(machine, organized({ rcps })))).toEqual(['ok'])
    expect(codes(await ask({ Arn: QUEUE }, organized({ rcps })))).toEqual(['ok'])
  })

  test('denies EventBridge to send to a queue without a role', async () => {
    const rcps = { [HOME]: { 'no-sqs': denyAll('sqs:*', { Condition: { ArnLike: { 'aws:SourceArn': RULE } } }) } }
    const verdict = await ask({ Arn: QUEUE }, organized({ rcps }))
    expect(finding(verdict).summary).toContain(`denies EventBridge sqs:SendMessage on ${QUEUE}.`)
  })

  test('takes no service control policy for one that restricts EventBridge itself', async () => {
    const scps = { [HOME]: { 'no-sqs': deny('sqs:*') } }
    expect(codes(await ask({ Arn: QUEUE }, organized({ scps })))).toEqual(['ok'])
  })

  test("denies the role what is another account's, by the policies of that account", async () => {
    const rcps = { [OTHER]: { 'no-sqs': denyAll('sqs:*') } }
    const verdict = await ask(theirQueue, organized({ rcps }))
    expect(finding(verdict).summary).toContain(`attached to account ${OTHER} denies the role deliver sqs:SendMessage`)
  })

  test("denies EventBridge the key of a queue, by the policies of the key's account", async () => {
    const rcps = { [HOME]: { 'no-kms': denyAll('kms:GenerateDataKey') } }
    const encrypted = { queue: answers(queue({ kmsKey: KEY })), kmsKey: answers(key()) }
    const verdict = await ask({ Arn: QUEUE }, { ...organized({ rcps }), ...encrypted })
    expect(finding(verdict).summary).toContain(`denies EventBridge kms:GenerateDataKey on ${KEY}.`)
    expect(codes(await ask({ Arn: QUEUE }, organized({ rcps })))).toEqual(['ok'])
  })

  test('denies the role the key, as the service calls KMS for it', async () => {
    const through = (service: string) => ({
      Condition: { StringEquals: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` } },
    })
    const encrypted = { queue: answers(queue({ kmsKey: KEY })), kmsKey: answers(key()) }
    const target = { Arn: QUEUE, RoleArn: ROLE }
    const by = (service: string) => organized({ rcps: { [HOME]: { 'no-kms': denyAll('kms:*', through(service)) } } })
    const verdict = await ask(target, { ...by('sqs'), ...encrypted })
    expect(codes(verdict)).toContain('organization-denies error')
    expect(JSON.stringify(verdict)).toContain('denies the role deliver kms:')
    expect(codes(await ask(target, { ...by('sns'), ...encrypted }))).toEqual(['ok'])
  })

  test('false positive: resource control policies do not hold for a key that AWS manages', async () => {
    const rcps = { [HOME]: { 'no-kms': denyAll('kms:*') } }
    const encrypted = { queue: answers(queue({ kmsKey: 'alias/aws/sqs' })) }
    expect(codes(await ask({ Arn: QUEUE, RoleArn: ROLE }, { ...organized({ rcps }), ...encrypted }))).toEqual(['ok'])
  })

  test('is unknown when the key of the target cannot be read', async () => {
    const reads = { ...organized(), queue: refused('sqs:GetQueueAttributes', QUEUE) }
    expect(codes(await ask({ Arn: QUEUE }, reads))).toEqual(['unknown'])
  })

  test('of an account outside of the organization is not looked for', async () => {
    expect(codes(await ask(theirQueue, organized({ members: [HOME] })))).toEqual(['ok'])
  })
})

describe('what could not be read of an organization', () => {
  test('is unknown when the profile may not read it, and says what it must be granted', async () => {
    const verdict = await ask(machine, { ...organized(), organizationPath: refused('organizations:ListParents', HOME) })
    expect(codes(verdict)).toEqual(['unknown'])
    expect(reason(verdict)).toContain('may not call organizations:ListParents')
  })

  test('is unknown for the account of the target alone', async () => {
    const reads = organized()
    const path: Account['organizationPath'] = async (id) =>
      id === OTHER
        ? { state: 'denied', action: 'organizations:ListParents', resource: id }
        : (reads.organizationPath as Account['organizationPath'])(id)
    const verdict = await ask(theirQueue, { ...reads, organizationPath: path })
    expect(codes(verdict)).toEqual(['unknown'])
    expect(reason(verdict)).toContain(OTHER)
  })

  test('is unknown when the profile is of another organization', async () => {
    const verdict = await ask(machine, organized({ members: [] }))
    expect(codes(verdict)).toEqual(['unknown'])
    expect(reason(verdict)).toContain('--organization-profile')
  })

  test.each([
    ['a policy', { organizationPolicy: refused('organizations:DescribePolicy', 'p-x') }],
    ['the list of a level', { organizationPolicies: refused('organizations:ListPoliciesForTarget', 'ou-1') }],
    ['a policy that was just deleted', { organizationPolicy: gone }],
    ['a level that was just deleted', { organizationPolicies: gone }],
  ])('may say anything: %s makes it unknown, not denied', async (_, reads) => {
    const verdict = await ask(machine, { ...organized(), ...reads })
    expect(codes(verdict)).toEqual(['unknown'])
    expect(reason(verdict)).toMatch(/organizations:(DescribePolicy|ListPoliciesForTarget)/)
  })

  test('takes nothing from a Deny that was read', async () => {
    const reads = organized({ scps: { [HOME]: { ...ALLOWED, 'no-workflows': deny('states:*') } } })
    const policy: Account['organizationPolicy'] = async (id) =>
      id === 'p-no-workflows'
        ? (reads.organizationPolicy as Account['organizationPolicy'])(id)
        : { state: 'denied', action: 'organizations:DescribePolicy', resource: id }
    const verdict = await ask(machine, { ...reads, organizationPolicy: policy })
    expect(codes(verdict)).toEqual(['organization-denies error'])
    expect(verdict.status === 'problem' && verdict.unseen?.text).toContain('organizations:DescribePolicy')
  })
})

describe('without a profile of the organization', () => {
  const unread = { organizationPath: answers(null), role: answers(role({ tags: { team: 'shop' } })) }

  test("IAM's simulator is asked once for all that the role has to do, with the keys that EventBridge sends", async () => {
    const questions: unknown[] = []
    const verdict = await ask(machine, {
      ...unread,
      simulated: async (...question) => {
        questions.push(question)
        return found([{ action: 'states:StartExecution', allowed: true }])
      },
    })
    expect(codes(verdict)).toEqual(['ok'])
    expect(reason(verdict)).toContain('resource control policies it does not know')
    expect(questions).toEqual([
      [
        ROLE,
        ['states:StartExecution'],
        [MACHINE],
        expect.arrayContaining([
          { key: 'aws:RequestedRegion', values: [REGION] },
          { key: 'aws:PrincipalArn', values: [ROLE] },
          { key: 'aws:PrincipalTag/team', values: ['shop'] },
        ]),
      ],
    ])
    expect(JSON.stringify(questions)).not.toContain('aws:CurrentTime')
  })

  test('its "no" is an error that says whose word it is', async () => {
    const verdict = await ask(machine, {
      ...unread,
      simulated: answers([{ action: 'states:StartExecution', allowed: false }]),
    })
    expect(codes(verdict)).toEqual(['organization-denies error'])
    expect(finding(verdict).because[0]).toContain('AllowedByOrganizations = false for states:StartExecution')
    spoken(verdict)
  })

  test.each([
    ['a refusal', refused('iam:SimulatePrincipalPolicy', ROLE)],
    ['a role that it does not know', gone],
    ['an account in no organization', answers([{ action: 'states:StartExecution', allowed: null }])],
  ])('%s is neither fine nor unknown: what was not read is a limit of the report', async (_, simulated) => {
    expect(codes(await ask(machine, { ...unread, simulated }))).toEqual(['skipped'])
  })

  test('nobody is asked about a target without a role', async () => {
    expect(codes(await ask({ Arn: QUEUE }, { organizationPath: answers(null) }))).toEqual(['skipped'])
  })

  test('a snapshot that was taken before there was this check says nothing', async () => {
    const notRecorded = async () =>
      ({ state: 'failed', action: 'snapshot:x', resource: '', error: { kind: 'not-recorded', message: 'no' } }) as const
    expect(codes(await ask(machine, { organizationPath: notRecorded }))).toEqual(['skipped'])
  })
})

describe('nothing is asked of the organization', () => {
  test.each([
    [
      'of a target that EventBridge does not deliver to',
      { Arn: `arn:aws:states:${REGION}:${OTHER}:stateMachine:x`, RoleArn: ROLE },
    ],
    ['of a target that is not known', { Arn: 'odd', RoleArn: ROLE }],
    ['of a role of another account', { ...machine, RoleArn: `arn:aws:iam::${OTHER}:role/x` }],
    ['of a target that lacks the role it needs', { Arn: MACHINE }],
  ])('%s', async (_, target) => {
    expect(codes(await ask(target, organized()))).toEqual(['skipped'])
  })

  test('of a role that does not exist', async () => {
    expect(codes(await ask(machine, { ...organized(), role: gone }))).toEqual(['skipped'])
  })

  test('of a role that could not be read: that is unknown', async () => {
    expect(codes(await ask(machine, { ...organized(), role: refused('iam:GetRole', ROLE) }))).toEqual(['unknown'])
  })
})
