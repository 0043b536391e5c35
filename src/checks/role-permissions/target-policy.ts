import { type PermissionAnswer, permissionDecision, type RolePolicies } from '../../access/role-decisions.js'
import type { Account } from '../../aws/account.js'
import { parseArn } from '../../aws/arn.js'
import { isUnread, type Unread } from '../../aws/read.js'
import { serviceOf } from '../../targets/index.js'
import type { TargetSubject } from '../../verdict/subject.js'

/**
 * In the role's own account the target's policy may name the role itself; the role's policies then need not say it. When
 * that policy cannot be read, the denial is not certain.
 */
export async function withTargetPolicy(
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
