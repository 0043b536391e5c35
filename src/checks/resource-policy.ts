import { isForeign, parseArn } from '../aws/arn.js'
import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import { skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { allowsEventBridge } from './resource-policy/event-bridge.js'
import { allowsRole } from './resource-policy/role.js'

type Code = 'grant-missing' | 'grant-mismatch' | 'grant-denied' | 'grant-at-risk'

const readsFor: ReadsFor = ({ resourcePolicy: policy }) => policy?.read.reads ?? []

/**
 * Without a role EventBridge calls the target under its own name, and only the target's own policy can allow that, for
 * this very rule. With a role that policy can only deny; in another account it has to allow the role as well.
 */
export const resourcePolicy = targetCheck({
  id: 'resource-policy',
  title: "The target's own policy allows the delivery",
  stop: 'policy',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['grant-missing', 'grant-mismatch', 'grant-denied', 'grant-at-risk'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { sender, target } = subject
    const arn = parseArn(target.Arn)
    const service = serviceOf(target)
    if (!arn || !service) return skipped('The type of the target is not known.')
    const unreachable = outOfReach(target, sender)
    if (unreachable) return skipped(unreachable)
    const policy = service.resourcePolicy
    if (!policy)
      return skipped(`A target of type ${service.name} has no resource policy: only the role of the target matters.`)
    const foreign = isForeign(arn, sender.account)
    if (service.crossAccount === 'bus' && (foreign || arn.region !== sender.region)) {
      return skipped('The check cross-account reads the policy of a bus in another account or Region.')
    }
    const own = target.RoleArn && service.role !== 'refused' ? undefined : policy.own?.(subject)
    if (!own && !target.RoleArn)
      return skipped(
        `EventBridge reaches ${withArticle(service.name)} only through a role, and the target has no role.`,
      )
    if (own && foreign) return skipped('A target in another account needs a role first, and this target has no role.')

    const read = await policy.read.run(subject, account)
    if (read.state === 'missing') return skipped(`${target.Arn} does not exist, so it has no policy.`)
    if (read.state !== 'found') {
      return unread(read, `the ${policy.noun} of ${target.Arn}`, 'to check whether it allows the delivery')
    }
    const question = { subject, policy, attached: read.value }
    if (own) return allowsEventBridge(own, question)
    return allowsRole(target.RoleArn ?? '', foreign, question)
  },
})
