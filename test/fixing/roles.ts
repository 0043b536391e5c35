import type { Account } from '../../src/aws/account.js'
import { found, missing, type Read } from '../../src/aws/read.js'
import type { Target } from '../../src/aws/reads/events.js'
import { roleTrust } from '../../src/checks/role-trust.js'
import { docsOf } from '../../src/report/docs-address.js'
import type { Report } from '../../src/report/report.js'
import type { Verdict } from '../../src/verdict/verdict.js'
import { account } from '../checks/delivery.js'
import { HOME, REGION, ruleAddress } from '../support/home.js'

export const rule = ruleAddress()
export const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`
export const roleArn = (name: string) => `arn:aws:iam::${HOME}:role/${name}`
const now = '2026-11-21T12:00:00Z'

/** A role of the account: who may assume it, and what it allows. */
export interface Described {
  trusts: readonly string[]
  allows?: readonly object[]
}

/** An account with one rule, its targets, and these roles. */
export function accountWith(
  targets: readonly Target[],
  roles: Readonly<Record<string, Described>>,
  more: Partial<Account> = {},
): Account {
  const of = (arn: string) => roles[arn.split('/').at(-1) ?? '']
  const policy = (Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
  return account({
    rule: async () => found({ name: rule.name, arn: rule.arn, bus: 'default', state: 'ENABLED' }),
    targets: async () => found([...targets]),
    stateMachine: async (): Promise<Read<never>> => missing,
    role: async (arn) => {
      const role = of(arn)
      if (!role) return missing
      const trustPolicy = policy([{ Effect: 'Allow', Principal: { Service: role.trusts }, Action: 'sts:AssumeRole' }])
      return found({ arn, name: arn.split('/').at(-1) ?? '', trustPolicy, tags: {} })
    },
    inlinePolicies: async (arn) => {
      const role = of(arn)
      if (!role) return missing
      return found(
        role.allows ? [{ name: 'own', document: policy(role.allows.map((one) => ({ Effect: 'Allow', ...one }))) }] : [],
      )
    },
    attachedPolicies: async (arn) => (of(arn) ? found([]) : missing),
    ...more,
  })
}

/** A report whose one check found this of one target. */
export function reportOf(verdict: Verdict, target: string, check = 'role-trust'): Report {
  const findings = verdict.status === 'problem' ? verdict.findings : []
  return {
    schemaVersion: 1,
    tool: { name: 'eb-doctor', version: '0' },
    generatedAt: now,
    context: { account: HOME, partition: 'aws', region: REGION, identity: null, source: 'live' },
    rule: { name: rule.name, arn: rule.arn, bus: 'default', state: 'ENABLED' },
    verdict: 'broken',
    firstBrokenHop: null,
    targets: [],
    checks: [
      {
        check,
        title: '',
        target,
        status: 'problem',
        because: null,
        findings: findings.map((finding) => ({ ...finding, docs: docsOf(finding.code) })),
      },
    ],
    window: { from: '2026-11-20T12:00:00Z', to: '2026-11-21T12:00:00Z' },
    metrics: [],
    timeline: [],
    gaps: [],
    limits: [],
    stats: { calls: 0, retries: 0, milliseconds: 0 },
  }
}

/** What the check of the trust finds of a target. */
export const trustOf = (target: Target, account: Account): Promise<Verdict> =>
  roleTrust.run({ sender: rule, target, now: new Date(now), sinceMinutes: 0 }, account)
