import { assumingRole, callingAsRole, callingItself, type OrganizationCall } from '../../access/organization-calls.js'
import type { Account } from '../../aws/account.js'
import { isForeign, parseArn } from '../../aws/arn.js'
import type { Role } from '../../aws/reads/iam.js'
import { serviceOf } from '../../targets/index.js'
import { withArticle } from '../../text/article.js'
import type { Need } from '../../verdict/need.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { type CannotTell, skipped, unread, type Verdict } from '../../verdict/verdict.js'

/** How the target is reached: what is called on the way, and the role, if one calls. */
export interface Way {
  calls: readonly OrganizationCall[]
  role?: Role
  needs: readonly Need[]
  unseen?: CannotTell
}

/** The way to the target; a verdict when there is none that policies of an organization could be in. */
export async function wayOf(subject: TargetSubject, account: Account): Promise<Way | Verdict<never>> {
  const { target, sender, now } = subject
  const arn = parseArn(target.Arn)
  const service = serviceOf(target)
  if (!arn || !service) return skipped('It is not known what the target is.')
  if (!target.RoleArn || service.role === 'refused') {
    const policy = service.resourcePolicy
    const foreign = isForeign(arn, sender.account)
    const own = foreign
      ? service.crossAccount === 'bus' && { call: 'event-bus-without-role' as const }
      : policy?.own?.(subject)
    if (!own || !policy) return skipped(`Only a role reaches ${withArticle(service.name)}, and the target has none.`)
    const resource = policy.resource(target)
    return { calls: policy.actions.map((action) => callingItself(own, action, resource, sender)), needs: [] }
  }
  const roleArn = parseArn(target.RoleArn)
  if (roleArn?.service !== 'iam' || roleArn.account !== sender.account) {
    return skipped(`The RoleArn of target ${target.Id} names no role of account ${sender.account}.`)
  }
  const [role, asked] = await Promise.all([account.role(target.RoleArn), service.needs?.run(subject, account)])
  if (role.state === 'missing') return skipped('The role does not exist.')
  if (role.state !== 'found')
    return unread(role, `the role ${target.RoleArn}`, "to see what the organization's policies deny it")
  // What the target may not even need cannot be the ground of an error.
  const needs = (asked?.needs ?? []).filter(({ severity }) => severity === 'error')
  return {
    calls: [
      assumingRole(target.RoleArn, sender),
      ...needs.map((need) => callingAsRole(role.value, need, now, sender.region)),
    ],
    role: role.value,
    needs,
    ...(asked?.unseen ? { unseen: asked.unseen } : {}),
  }
}
