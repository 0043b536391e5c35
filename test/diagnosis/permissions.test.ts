import { describe, expect, test } from 'vitest'
import { READ_NAMES, READS, type ReadName } from '../../src/aws/account.js'
import type { Check } from '../../src/checks/check.js'
import { CHECKS, peeking } from '../../src/checks/index.js'
import { leastPolicy, readsOf } from '../../src/diagnosis/permissions.js'
import { WRITE_ACTIONS } from '../../src/fixing/write-actions.js'
import { SCAN_READS } from '../../src/scan/reads.js'

const actions = (policy: ReturnType<typeof leastPolicy>): string[] => policy.Statement.flatMap(({ Action }) => Action)
const FUNCTION = { Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' }
const TASK = { Arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/c' }

describe('the least policy', () => {
  test('allows every action of every read of a diagnosis, and nothing else', () => {
    const wanted = (without: readonly ReadName[]) => [
      ...new Set(
        READ_NAMES.filter((read) => !('profile' in READS[read]) && !without.includes(read)).flatMap(
          (read) => READS[read].actions,
        ),
      ),
    ]
    const onDemand = ['queueConsumers', 'queueMoves', 'deadLetters'] as const
    const ofScans = ['rolePage'] as const
    const policy = (checks: readonly Check[]) => actions(leastPolicy('rule', readsOf(checks), WRITE_ACTIONS))
    expect(policy(CHECKS)).toEqual(wanted([...onDemand, ...ofScans]).sort())
    expect(policy(peeking(CHECKS))).toEqual(wanted(ofScans).sort())
  })

  test('of a scan also allows to read the roles of the account together', () => {
    const rule = actions(leastPolicy('rule', readsOf(CHECKS), WRITE_ACTIONS))
    const scan = actions(leastPolicy('scan', [...readsOf(CHECKS), ...SCAN_READS], WRITE_ACTIONS))
    expect(scan.filter((action) => !rule.includes(action))).toEqual(['iam:GetAccountAuthorizationDetails'])
    expect(rule.filter((action) => !scan.includes(action))).toEqual([])
  })

  test('allows no diagnosis to write', () => {
    for (const action of actions(leastPolicy('rule', readsOf(CHECKS), WRITE_ACTIONS))) {
      expect(action).toMatch(
        /^[a-z0-9-]+:((Get|List|Describe|Lookup|BatchGet|Simulate|Filter|StartQuery)[A-Za-z]*|GET)$/,
      )
    }
  })

  test('for fix also allows to make the changes, among them iam:PassRole for a role on a target', () => {
    const all = actions(leastPolicy('fix', readsOf(CHECKS), WRITE_ACTIONS))
    expect(all).toEqual(expect.arrayContaining(['events:PutTargets', 'iam:PassRole', 'lambda:AddPermission']))
    expect(all).toEqual(expect.arrayContaining(actions(leastPolicy('rule', readsOf(CHECKS), WRITE_ACTIONS))))
  })

  test('for the profile of the organization allows what is read with it, and that is in no policy of the account', () => {
    const organization = actions(leastPolicy('organization', readsOf(CHECKS), WRITE_ACTIONS))
    expect(organization).toEqual([
      'organizations:DescribeOrganization',
      'organizations:DescribeOrganizationalUnit',
      'organizations:DescribePolicy',
      'organizations:ListAccounts',
      'organizations:ListParents',
      'organizations:ListPoliciesForTarget',
      'organizations:ListRoots',
    ])
    const fix = actions(leastPolicy('fix', readsOf(CHECKS), WRITE_ACTIONS))
    expect(fix.filter((action) => organization.includes(action))).toEqual([])
  })

  test('is a policy document that can be attached', () => {
    const policy = leastPolicy('all', readsOf(CHECKS), WRITE_ACTIONS)
    expect(policy.Version).toBe('2012-10-17')
    expect(policy.Statement.map(({ Sid, Effect, Resource }) => [Sid, Effect, Resource])).toEqual([
      ['EbDoctorDiagnose', 'Allow', '*'],
      ['EbDoctorFix', 'Allow', '*'],
      [
        'EbDoctorListen',
        'Allow',
        [
          'arn:*:sqs:*:*:eb-doctor-listen-*',
          'arn:*:events:*:*:rule/eb-doctor-listen-*',
          'arn:*:events:*:*:rule/*/eb-doctor-listen-*',
        ],
      ],
      ['EbDoctorOrganization', 'Allow', '*'],
    ])
  })

  test('for listen allows to write to what is named like a listener, and to nothing else', () => {
    const [reads, own, ...more] = leastPolicy('listen', readsOf(CHECKS), WRITE_ACTIONS).Statement
    expect(reads?.Action).toEqual(['events:DescribeRule', 'events:ListTargetsByRule', 'sts:GetCallerIdentity'])
    expect(own?.Action).toEqual(expect.arrayContaining(['sqs:CreateQueue', 'events:PutTargets', 'events:TagResource']))
    expect([own?.Resource, more]).toEqual([
      expect.not.arrayContaining([expect.not.stringContaining('eb-doctor-listen-*')]),
      [],
    ])
  })
})

describe('for one rule', () => {
  test('only what the services of its targets need is listed', () => {
    const forFunction = actions(leastPolicy('rule', readsOf(CHECKS, [FUNCTION]), WRITE_ACTIONS, [FUNCTION]))
    expect(forFunction).toContain('lambda:GetPolicy')
    expect(forFunction.filter((action) => /^(ecs|states|sns|kinesis|batch):/.test(action))).toEqual([])
  })

  test('what several targets need is joined', () => {
    const both = actions(leastPolicy('rule', readsOf(CHECKS, [FUNCTION, TASK]), WRITE_ACTIONS, [FUNCTION, TASK]))
    expect(both).toEqual(expect.arrayContaining(['lambda:GetPolicy', 'ecs:DescribeClusters']))
  })

  test('the rule itself is always among it', () => {
    const none = actions(leastPolicy('rule', readsOf(CHECKS, []), WRITE_ACTIONS))
    expect(none).toEqual(
      expect.arrayContaining(['events:DescribeRule', 'events:ListTargetsByRule', 'sts:GetCallerIdentity']),
    )
    expect(actions(leastPolicy('rule', readsOf(CHECKS, [{ Arn: 'odd' }]), WRITE_ACTIONS))).toEqual(none)
  })
})
