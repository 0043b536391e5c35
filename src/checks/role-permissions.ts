import { permissionWithTags, rolePolicies, rolePolicyReads } from '../access/role-decisions.js'
import { parseArn } from '../aws/arn.js'
import { tagReads } from '../aws/tags.js'
import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { all, type CannotTell, cannotTell, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { verdictOfNeed } from './role-permissions/need.js'
import { withTargetPolicy } from './role-permissions/target-policy.js'

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
          : verdictOfNeed(subject, settled, known)
      }),
    )
    const blind = policies.unread.map((read) =>
      cannotTell(read, `the policies of ${policies.role.name}`, 'to check what it may do'),
    )
    return all<Code>([...verdicts, ...[...blind, ...(unseen ? [unseen] : [])].map(unknown)])
  },
})

const unknown = (because: CannotTell): Verdict<never> => ({ status: 'unknown', because })
