import { reasonsOf } from '../access/decision.js'
import {
  type PermissionAnswer,
  permissionDecision,
  type RolePolicies,
  rolePolicies,
  rolePolicyReads,
} from '../access/role-decisions.js'
import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import { isUnread, type Read, type Unread } from '../aws/read.js'
import type { NamedPolicy } from '../aws/reads/iam.js'
import { denyStands, grantRole, widenBoundary } from '../remedies/role.js'
import { isOutOfReach, OUT_OF_REACH, readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
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
    if (arn.account !== sender.account) return skipped(`The role is of account ${arn.account}, which cannot work here.`)
    const service = serviceOf(target)
    if (!service?.needs) return skipped(`It is not known what a role needs for ${target.Arn}.`)

    if (isOutOfReach(target, sender.account)) return skipped(OUT_OF_REACH)

    const [read, { needs, unseen }] = await Promise.all([
      rolePolicies(target.RoleArn, account),
      service.needs.run(subject, account),
    ])
    if (read.state === 'missing') return skipped('The role does not exist.')
    if (read.state !== 'found') return unread(read, `the role ${target.RoleArn}`, 'to check what it may do')
    const policies = read.value

    if (needs.length === 0 && !unseen) return skipped(`Nothing is asked of the role for ${target.Arn} as it is now.`)
    const inline = await account.inlinePolicies(target.RoleArn)
    const verdicts = await Promise.all(
      needs.map(async (need) => {
        const answer = permissionDecision(policies, need, now, sender.region)
        const known =
          answer.decision.decision === 'ImplicitlyDenied'
            ? await withTargetPolicy(subject, policies, answer, account)
            : answer
        return 'state' in known
          ? unread(known, `the policy of ${target.Arn}`, 'to see whether it lets the role in')
          : verdictOf(subject, known, inline)
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

function verdictOf(
  { target, sender }: TargetSubject,
  { need, decision, boundaryBlocks }: PermissionAnswer,
  inline: Read<readonly NamedPolicy[]>,
): Verdict<Code> {
  const name = target.RoleArn?.split('/').at(-1)
  const what = `${need.action} on ${need.resource}`
  // Without sight of the inline policies it is not known what to add to.
  const grant = () =>
    withFix(
      inline.state === 'found' && target.RoleArn ? grantRole(target.RoleArn, sender, [need], inline.value) : undefined,
    )
  const because: Because = [`needed so that EventBridge can ${need.why}`, ...reasonsOf(decision)]
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
