import { passedOver, tooWide } from '../access/closeness.js'
import {
  type PermissionAnswer,
  permissionDecision,
  type RolePolicies,
  rolePolicies,
  trustDecision,
} from '../access/role-decisions.js'
import { targetNeeds } from '../access/target-needs.js'
import type { Account } from '../aws/account.js'
import { lastSegment, parseArn } from '../aws/arn.js'
import type { Target } from '../aws/reads/events.js'
import type { Role } from '../aws/reads/iam.js'
import { decide } from '../remedies/decide.js'
import { newRoleOf } from '../remedies/names.js'
import { giveNewRole, giveRole, grantRole, staysAsItIs, trustEventBridge } from '../remedies/role.js'
import { otherUsersOf } from '../remedies/role-users.js'
import type { Report, ReportedFinding } from '../report/report.js'
import { unique } from '../text/unique.js'
import type { Change, Fix } from '../verdict/fix.js'
import type { Need } from '../verdict/need.js'
import type { RuleAddress } from '../verdict/rule-address.js'
import type { TargetSubject } from '../verdict/subject.js'

/** Findings that ask for another role than the target has. */
const lacksRole = ({ code }: ReportedFinding): boolean => code === 'role-required' || code === 'role-on-rule-only'

/** Findings of which the role also serves something else, and is replaced. What only may be missing replaces no role. */
const replacesRole = ({ fix }: ReportedFinding): boolean => fix?.extending !== undefined && fix.changes.length > 0

/**
 * For targets that lack their role, or whose role also serves something else: looks whether a role that is there already
 * does, before a new one is made. Looked at are the rule's own role, the roles of its other targets, and the one that an
 * earlier run made. With `extendSharedRoles` shared roles are extended instead.
 */
export async function offerRoles(
  report: Report,
  rule: RuleAddress,
  account: Account,
  options: { extendSharedRoles: boolean },
): Promise<Report> {
  const checks = await Promise.all(
    report.checks.map(async (check) => {
      const asked = check.findings.some((finding) =>
        options.extendSharedRoles ? lacksRole(finding) : lacksRole(finding) || replacesRole(finding),
      )
      const offered =
        asked && check.target !== null ? await offer(report, rule, check.target, account, options) : undefined
      const findings = check.findings.map((finding): ReportedFinding => {
        const { fix } = finding
        if (options.extendSharedRoles && fix?.extending) return { ...finding, fix: fix.extending }
        if (!offered || !(lacksRole(finding) || replacesRole(finding))) return finding
        return { ...finding, fix: { ...offered, ...(fix?.extending ? { extending: fix.extending } : {}) } }
      })
      return { ...check, findings }
    }),
  )
  return { ...report, checks }
}

async function offer(
  report: Report,
  rule: RuleAddress,
  id: string,
  account: Account,
  { extendSharedRoles }: { extendSharedRoles: boolean },
): Promise<Fix | undefined> {
  const [targets, described] = await Promise.all([
    account.targets(rule.name, rule.busRef),
    account.rule(rule.name, rule.busRef),
  ])
  const target = targets.state === 'found' ? targets.value.find(({ Id }) => Id === id) : undefined
  if (!target) return undefined
  const now = new Date(report.generatedAt)
  const subject: TargetSubject = { sender: rule, target, now, sinceMinutes: 0 }
  const needed = await targetNeeds(subject, account)
  if (!needed) return undefined
  const { needs, unseen } = needed
  if (unseen.length > 0) {
    const why = 'What the target needs is not wholly known, so no role is made or chosen for it.'
    return decide(`Give the target ${target.Id} a role.`, ...unseen, why)
  }
  const onRule = described.state === 'found' ? described.value.roleArn : undefined
  const siblings = targets.state === 'found' ? targets.value.flatMap(({ RoleArn }) => RoleArn ?? []) : []
  const own = newRoleOf(rule).arn
  // The role that the target has lacks something, or the finding would not be there.
  const arns = unique([...(onRule ? [onRule] : []), ...siblings, own]).filter(
    (arn) => parseArn(arn)?.account === rule.account && arn !== target.RoleArn,
  )
  const known = (await Promise.all(arns.map((arn) => rolePolicies(arn, account)))).flatMap((read) =>
    read.state === 'found' ? [read.value] : [],
  )
  const judged = known.map((role) => ({ role, wide: tooWide(role, needs, role.role.arn === own) }))
  const close = judged.flatMap(({ role, wide }) => (wide === undefined ? [role] : []))
  const notes = await notesOf(target, judged, account)
  const fits = close.find((role) => isComplete(lacking(role, needs, now, rule)))
  if (fits) {
    return giveRole(target, rule, fits.role.arn, [
      `The role ${fits.role.name} is there already and allows what is needed.`,
      ...notes,
    ])
  }
  // The role on the rule was meant for its targets, and one that an earlier run made is for nothing else.
  const shared = extendSharedRoles
    ? known.find(({ role }) => role.arn === onRule && otherUsersOf(role).length > 0)
    : undefined
  const begun = [
    shared,
    ...close.filter(({ role }) => role.arn === onRule),
    ...close.filter(({ role }) => role.arn === own),
  ]
    .filter((role) => role !== undefined)
    .find((role) => isExtensible(lacking(role, needs, now, rule)))
  if (begun) return completed(begun, target, rule, lacking(begun, needs, now, rule), account, notes)
  if (known.some(({ role }) => role.arn === own)) {
    const why = `The role ${lastSegment(own)} that eb-doctor would make is there already, and something else than a missing permission is wrong with it.`
    return decide(`Give the target ${target.Id} a role.`, why, ...notes)
  }
  return giveNewRole(target, rule, needs, notes)
}

interface Judged {
  role: RolePolicies
  wide: string | undefined
}

/** Why the role that the target has stays as it is, and why others were passed over. */
async function notesOf(target: Target, judged: readonly Judged[], account: Account): Promise<string[]> {
  const present = target.RoleArn === undefined ? undefined : await account.role(target.RoleArn)
  return [
    ...(present?.state === 'found' ? [staysAsItIs(present.value)] : []),
    ...judged.flatMap(({ role, wide }) => (wide === undefined ? [] : [passedOver(role, wide)])),
  ]
}

interface Lacking {
  trust: boolean
  answers: readonly PermissionAnswer[]
}

const isComplete = ({ trust, answers }: Lacking): boolean => !trust && answers.length === 0

/** Whether one more Allow helps: not against a Deny, nor past a permissions boundary. */
const isExtensible = ({ answers }: Lacking): boolean =>
  answers.every(({ decision, boundaryBlocks }) => decision.decision === 'ImplicitlyDenied' && !boundaryBlocks)

function lacking(policies: RolePolicies, needs: readonly Need[], now: Date, rule: RuleAddress): Lacking {
  const trust = trustDecision(policies.role, rule).decision !== 'Allowed'
  const answers = needs
    .map((need) => permissionDecision(policies, need, now, rule.region))
    .filter(({ decision }) => decision.decision !== 'Allowed')
  return { trust, answers }
}

/** The role with what it lacks, and then given to the target. */
async function completed(
  { role }: { role: Role },
  target: Target,
  rule: RuleAddress,
  lacks: Lacking,
  account: Account,
  notes: readonly string[],
): Promise<Fix> {
  const inline = await account.inlinePolicies(role.arn)
  if (inline.state !== 'found') {
    return decide(`Give the target ${target.Id} a role.`, `The inline policies of ${role.name} could not be read.`)
  }
  const missing = lacks.answers.map(({ need }) => need)
  const parts = [
    ...(lacks.trust ? [trustEventBridge(role, rule)] : []),
    ...(missing.length > 0 ? [grantRole(role.arn, rule, missing, inline.value)] : []),
  ].filter((part) => part !== undefined)
  const undecided = parts.filter((part) => part.changes.length === 0)
  // A role that cannot have all that it lacks is of no use to the target.
  if (undecided.length > 0) {
    return decide(`Give the target ${target.Id} a role.`, ...undecided.flatMap((part) => part.decide ?? []))
  }
  const before: readonly Change[] = parts.flatMap((part) => part.changes)
  const given = giveRole(target, rule, role.arn, notes)
  // A role that the target cannot be given needs nothing.
  if (given.changes.length === 0) return given
  return {
    title: `Give the target ${target.Id} the role ${lastSegment(role.arn)}, with what it lacks.`,
    changes: [...before, ...given.changes.map((change) => ({ ...change, needs: before.map(({ id }) => id) }))],
    decide: [...parts, given].flatMap((part) => part.decide ?? []),
  }
}
