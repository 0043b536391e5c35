import { reasonsOf } from '../access/decision.js'
import { tagReads } from '../access/resource-tags.js'
import {
  type PermissionAnswer,
  permissionDecision,
  permissionWithTags,
  type RolePolicies,
  rolePolicies,
  rolePolicyReads,
} from '../access/role-decisions.js'
import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import { isUnread, type Read, type Unread } from '../aws/read.js'
import type { NamedPolicy, Role } from '../aws/reads/iam.js'
import { denyStands, extendOrReplace, grantRole, widenBoundary } from '../remedies/role.js'
import { whatRoleIs } from '../remedies/role-users.js'
import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import {
  all,
  type Because,
  type CannotTell,
  cannotTell,
  error,
  ok,
  skipped,
  undecidable,
  unread,
  type Verdict,
  warning,
  withFix,
} from '../verdict/verdict.js'
import { targetCheck } from './check.js'

type Code = 'permission-missing' | 'permission-denied' | 'boundary-blocks' | 'permission-at-risk'

const readsFor: ReadsFor = ({ needs, resourcePolicy }) => [
  ...rolePolicyReads,
  ...tagReads,
  ...(needs?.reads ?? []),
  ...(resourcePolicy?.read.reads ?? []),
]

/**
 * With the role assumed, EventBridge calls the target as that role. Whatever the role may not do, EventBridge cannot do.
 */
export const rolePermissions = targetCheck({
  id: 'role-permissions',
  title: 'The role may do what the target needs',
  stop: 'role',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['permission-missing', 'permission-denied', 'boundary-blocks', 'permission-at-risk'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { target, sender, now } = subject
    if (!target.RoleArn) return skipped(`Target ${target.Id} uses no role.`)
    const arn = parseArn(target.RoleArn)
    if (arn?.service !== 'iam') return skipped(`The RoleArn of target ${target.Id} is not the ARN of a role.`)
    if (arn.account !== sender.account)
      return skipped(`The role belongs to account ${arn.account}, and EventBridge cannot use it for this rule.`)
    const service = serviceOf(target)
    if (!service?.needs) return skipped(`The permissions that a role needs for ${target.Arn} are not known.`)

    const unreachable = outOfReach(target, sender)
    if (unreachable) return skipped(unreachable)

    const [read, { needs, unseen }] = await Promise.all([
      rolePolicies(target.RoleArn, account),
      service.needs.run(subject, account),
    ])
    if (read.state === 'missing') return skipped('The role does not exist.')
    if (read.state !== 'found') return unread(read, `the role ${target.RoleArn}`, 'to check what it may do')
    const policies = read.value

    if (needs.length === 0 && !unseen) return skipped(`The role needs no permission for ${target.Arn} as it is now.`)
    const inline = await account.inlinePolicies(target.RoleArn)
    const known = { role: policies.role, inline, all: unseen ? undefined : needs }
    const verdicts = await Promise.all(
      needs.map(async (need) => {
        const answer = await permissionWithTags(policies, need, now, sender.region, account)
        if ('state' in answer) return unread(answer, `the tags of ${need.resource}`, 'to check a condition on them')
        const settled =
          answer.decision.decision === 'ImplicitlyDenied'
            ? await withTargetPolicy(subject, policies, answer, account)
            : answer
        return 'state' in settled
          ? unread(settled, `the policy of ${target.Arn}`, 'to check whether it allows the role')
          : verdictOf(subject, settled, known)
      }),
    )
    const blind = policies.unread.map((read) =>
      cannotTell(read, `the policies of ${policies.role.name}`, 'to check what it may do'),
    )
    return all<Code>([...verdicts, ...[...blind, ...(unseen ? [unseen] : [])].map(unknown)])
  },
})

/**
 * In the role's own account the target's policy may name the role itself; the role's policies then need not say it. When
 * that policy cannot be read, the denial is not certain.
 */
async function withTargetPolicy(
  subject: TargetSubject,
  policies: RolePolicies,
  answer: PermissionAnswer,
  account: Account,
): Promise<PermissionAnswer | Unread> {
  const { target, sender, now } = subject
  const policy = serviceOf(target)?.resourcePolicy
  if (!policy?.actions.includes(answer.need.action) || parseArn(target.Arn)?.account !== sender.account) return answer
  const read = await policy.read.run(subject, account)
  if (isUnread(read)) return read
  if (read.state !== 'found') return answer
  const others = read.value.documents.map((document) =>
    permissionDecision(policies, answer.need, now, sender.region, document),
  )
  return others.find(({ decision }) => decision.decision === 'Allowed') ?? answer
}

const unknown = (because: CannotTell): Verdict<never> => ({ status: 'unknown', because })

/** What a fix rests on. */
interface Known {
  role: Role
  inline: Read<readonly NamedPolicy[]>
  /** All that the target needs; undefined when not all of it could be seen. */
  all: readonly Need[] | undefined
}

function verdictOf(
  subject: TargetSubject,
  { need, decision, boundaryBlocks }: PermissionAnswer,
  { role, inline, all }: Known,
): Verdict<Code> {
  const { target, sender } = subject
  const name = target.RoleArn?.split('/').at(-1)
  const what = `${need.action} on ${need.resource}`
  // Without sight of the inline policies it is not known what to add to.
  const grant = () =>
    withFix(
      inline.state === 'found' && target.RoleArn
        ? extendOrReplace(subject, role, all, grantRole(target.RoleArn, sender, [need], inline.value), need.severity)
        : undefined,
    )
  const because: Because = [
    `needed so that EventBridge can ${need.why}`,
    ...reasonsOf(decision),
    ...(need.pages ?? []),
    ...whatRoleIs(role),
  ]
  switch (decision.decision) {
    case 'Allowed':
      return ok(`The role ${name} allows ${what}.`)
    case 'CannotTell':
      return undecidable(`Cannot tell whether the role ${name} allows ${what}: ${decision.because.join('; ')}.`)
    case 'ImplicitlyDenied':
    case 'ExplicitlyDenied':
      if (need.severity === 'warning') {
        return warning('permission-at-risk', `The role ${name} does not allow ${what}, which may be needed.`, {
          because,
          ...(decision.decision === 'ImplicitlyDenied' && !boundaryBlocks ? grant() : {}),
        })
      }
      if (boundaryBlocks) {
        return error('boundary-blocks', `The permissions boundary of the role ${name} does not allow ${what}.`, {
          because,
          fix: widenBoundary(name ?? '', need),
        })
      }
      return decision.decision === 'ExplicitlyDenied'
        ? error('permission-denied', `A policy of the role ${name} explicitly denies ${what}.`, {
            because,
            fix: denyStands(name ?? '', need),
          })
        : error('permission-missing', `The role ${name} does not allow ${what}.`, { because, ...grant() })
  }
}
