import { reasonsOf } from '../access/decision.js'
import { trustDecision } from '../access/role-decisions.js'
import { parseArn } from '../aws/arn.js'
import { extendOrReplace, giveRole, trustEventBridge, trustIsDenied } from '../remedies/role.js'
import { otherUsersOf, whatRoleIs } from '../remedies/role-users.js'
import { readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { error, ok, skipped, undecidable, unread, withFix } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

// What the target needs is read for the fix: a role of its own has to have all of it.
const readsFor: ReadsFor = ({ needs }) => ['role', ...(needs?.reads ?? [])]

/**
 * EventBridge reaches most targets by assuming the target's role first.
 * If the role does not trust it, every event is lost before the target is called.
 */
export const roleTrust = targetCheck({
  id: 'role-trust',
  title: "EventBridge can assume the target's role",
  stop: 'role',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['role-not-found', 'role-not-trusted'],

  async run(subject, account) {
    const { sender, target } = subject
    if (!target.RoleArn) return skipped(`Target ${target.Id} uses no role.`)
    const arn = parseArn(target.RoleArn)
    if (arn?.service !== 'iam') return skipped(`The RoleArn of target ${target.Id} is not the ARN of a role.`)
    if (arn.account !== sender.account)
      return skipped(`The role belongs to account ${arn.account}, and EventBridge cannot use it for this rule.`)

    const role = await account.role(target.RoleArn)
    if (role.state === 'missing') {
      return error('role-not-found', `Target ${target.Id} names the role ${target.RoleArn}, which does not exist.`, {
        because: ['iam:GetRole: NoSuchEntity'],
      })
    }
    if (role.state !== 'found') return unread(role, `the role ${target.RoleArn}`, 'to check whom it trusts')

    // IAM looks a role up by its name alone. A role of another path has another ARN, under which nobody assumes it.
    if (role.value.arn.toLowerCase() !== target.RoleArn.toLowerCase()) {
      return error('role-not-found', `Target ${target.Id} names the role ${target.RoleArn}, which does not exist.`, {
        because: [`RoleArn = "${target.RoleArn}"`, `iam:GetRole: the role of that name is "${role.value.arn}"`],
        ...withFix(
          giveRole(target, sender, role.value.arn, [
            'The role with that name may have another purpose: look at its permissions first.',
          ]),
        ),
      })
    }

    const decision = trustDecision(role.value, sender)
    switch (decision.decision) {
      case 'Allowed':
        return ok(`The role ${role.value.name} trusts events.amazonaws.com.`)
      case 'CannotTell':
        return undecidable(
          `Cannot tell whether the role ${role.value.name} trusts EventBridge: ${decision.because.join('; ')}.`,
        )
      case 'ImplicitlyDenied':
      case 'ExplicitlyDenied': {
        const isShared = otherUsersOf(role.value).length > 0
        const needed = isShared ? await serviceOf(target)?.needs?.run(subject, account) : undefined
        return error(
          'role-not-trusted',
          `The role ${role.value.name} does not allow EventBridge to assume it for the ${sender.noun} ${sender.name}.`,
          {
            because: [...reasonsOf(decision), ...whatRoleIs(role.value)],
            ...withFix(
              decision.decision === 'ExplicitlyDenied'
                ? trustIsDenied(role.value)
                : extendOrReplace(
                    subject,
                    role.value,
                    needed?.unseen ? undefined : needed?.needs,
                    trustEventBridge(role.value, sender),
                  ),
            ),
          },
        )
      }
    }
  },
})
