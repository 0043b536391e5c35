import { permissionDecision, type RolePolicies, rolePolicies, trustDecision } from '../access/role-decisions.js'
import type { Account } from '../aws/account.js'
import { lastSegment, parseArn } from '../aws/arn.js'
import type { Target } from '../aws/reads/events.js'
import type { Role } from '../aws/reads/iam.js'
import { newRoleOf } from '../remedies/names.js'
import { giveNewRole, giveRole, grantRole, trustEventBridge } from '../remedies/role.js'
import type { Report } from '../report/report.js'
import { serviceOf } from '../targets/index.js'
import type { Change, Fix } from '../verdict/fix.js'
import type { Need } from '../verdict/need.js'
import type { RuleAddress } from '../verdict/rule-address.js'
import type { TargetSubject } from '../verdict/subject.js'

/**
 * For targets that lack their role: looks whether a role that is there already does, before a new one is made. Looked at
 * are the rule's own role, the roles of its other targets, and the one that an earlier run made.
 */
export async function offerRoles(report: Report, rule: RuleAddress, account: Account): Promise<Report> {
  const checks = await Promise.all(
    report.checks.map(async (check) => {
      const lacks = check.findings.some(({ code }) => code === 'role-required' || code === 'role-on-rule-only')
      if (!lacks || check.target === null) return check
      const fix = await offer(report, rule, check.target, account)
      if (!fix) return check
      return {
        ...check,
        findings: check.findings.map((finding) =>
          finding.code === 'role-required' || finding.code === 'role-on-rule-only' ? { ...finding, fix } : finding,
        ),
      }
    }),
  )
  return { ...report, checks }
}

async function offer(report: Report, rule: RuleAddress, id: string, account: Account): Promise<Fix | undefined> {
  const [targets, described] = await Promise.all([
    account.targets(rule.name, rule.busRef),
    account.rule(rule.name, rule.busRef),
  ])
  const target = targets.state === 'found' ? targets.value.find(({ Id }) => Id === id) : undefined
  if (!target) return undefined
  const now = new Date(report.generatedAt)
  const subject: TargetSubject = { sender: rule, target, now, sinceMinutes: 0 }
  const needed = await serviceOf(target)?.needs?.run(subject, account)
  if (!needed || needed.unseen) return undefined
  const onRule = described.state === 'found' ? described.value.roleArn : undefined
  const siblings = targets.state === 'found' ? targets.value.flatMap(({ RoleArn }) => RoleArn ?? []) : []
  const own = newRoleOf(rule).arn
  const candidates = [...new Set([...(onRule ? [onRule] : []), ...siblings, own])].filter(
    (arn) => parseArn(arn)?.account === rule.account,
  )
  const known = (await Promise.all(candidates.map((arn) => rolePolicies(arn, account)))).flatMap((read) =>
    read.state === 'found' ? [read.value] : [],
  )
  const fits = known.find((role) => isComplete(lacking(role, needed.needs, now, rule)))
  if (fits) {
    return giveRole(target, rule, fits.role.arn, [
      `The role ${fits.role.name} is there already and allows what is needed.`,
    ])
  }
  // The role on the rule was meant for its targets, and one that an earlier run made is for nothing else.
  const begun = known.find(({ role }) => role.arn === onRule) ?? known.find(({ role }) => role.arn === own)
  if (!begun) return giveNewRole(target, rule, needed.needs)
  return completed(begun, target, rule, lacking(begun, needed.needs, now, rule), account)
}

interface Lacking {
  trust: boolean
  needs: readonly Need[]
}

const isComplete = ({ trust, needs }: Lacking): boolean => !trust && needs.length === 0

function lacking(policies: RolePolicies, needs: readonly Need[], now: Date, rule: RuleAddress): Lacking {
  const trust = trustDecision(policies.role, rule).decision !== 'Allowed'
  const missing = needs.filter(
    (need) => permissionDecision(policies, need, now, rule.region).decision.decision !== 'Allowed',
  )
  return { trust, needs: missing }
}

/** The role with what it lacks, and then given to the target. */
async function completed(
  { role }: { role: Role },
  target: Target,
  rule: RuleAddress,
  lacks: Lacking,
  account: Account,
): Promise<Fix | undefined> {
  const inline = await account.inlinePolicies(role.arn)
  if (inline.state !== 'found') return undefined
  const parts = [
    ...(lacks.trust ? [trustEventBridge(role, rule)] : []),
    ...(lacks.needs.length > 0 ? [grantRole(role.arn, rule, lacks.needs, inline.value)] : []),
  ].filter((part) => part !== undefined)
  const before: readonly Change[] = parts.flatMap((part) => part.changes)
  const given = giveRole(target, rule, role.arn)
  // A role that the target cannot be given needs nothing.
  if (given.changes.length === 0) return given
  return {
    title: `Give the target ${target.Id} the role ${lastSegment(role.arn)}, with what it lacks.`,
    changes: [...before, ...given.changes.map((change) => ({ ...change, needs: before.map(({ id }) => id) }))],
    decide: [...parts, given].flatMap((part) => part.decide ?? []),
  }
}
