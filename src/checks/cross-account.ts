import { busGrant, busGrantReads } from '../access/bus-grant.js'
import { rolePolicyReads } from '../access/role-decisions.js'
import { isForeign, parseArn } from '../aws/arn.js'
import { outOfReach, readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import { all, error, ok, skipped, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { roleChain } from './cross-account/role-chain.js'

type Code = 'cross-account-unsupported' | 'role-chain' | 'bus-policy-blocks'

const readsFor: ReadsFor = ({ needs, crossAccount: across }) => [
  ...(across === 'bus' ? busGrantReads : []),
  ...rolePolicyReads,
  ...(needs?.reads ?? []),
]

/**
 * EventBridge reaches some services in another account directly and all others through a bus there. It assumes one role
 * and makes one hop: a role that may only assume a second one delivers nothing.
 */
export const crossAccount = targetCheck({
  id: 'cross-account',
  title: 'The other account allows the delivery',
  stop: 'policy',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['cross-account-unsupported', 'role-chain', 'bus-policy-blocks'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { target, sender } = subject
    const arn = parseArn(target.Arn)
    const service = serviceOf(target)
    if (!arn || !service) return skipped('The type of the target is not known.')
    // Of another account's target that cannot be reached this check has to say so; of another partition's target-config does.
    if (arn.partition !== sender.partition) return skipped(outOfReach(target, sender) ?? '')
    const foreign = isForeign(arn, sender.account)
    const chain = await roleChain(subject, account)
    if (!foreign) {
      const elsewhere = arn.region !== sender.region && service.crossRegion
      if (elsewhere) return all<Code>([...chain, await busGrant(subject, account)])
      return chain.length > 0 ? all<Code>(chain) : skipped("The target is in the rule's own account.")
    }
    switch (service.crossAccount) {
      case 'no':
        return all<Code>([
          error(
            'cross-account-unsupported',
            `EventBridge does not deliver to ${withArticle(service.name)} in another account (${arn.account}).`,
            {
              because: [
                `Arn = "${target.Arn}"`,
                `${sender.noun} = "${sender.arn}"`,
                `Send the event to an event bus of account ${arn.account} instead, and put a rule with this target on that bus.`,
              ],
            },
          ),
          ...chain,
        ])
      case 'direct':
        return all<Code>([
          ...chain,
          ok(
            `In another account ${withArticle(service.name)} is reached directly, with the role and the target's own policy.`,
          ),
        ])
      case 'shared':
        return all<Code>([
          ...chain,
          ok(`Another account can share ${withArticle(service.name)}, so it can be a target here.`),
        ])
      case 'bus':
        return all<Code>([...chain, await busGrant(subject, account)])
    }
  },
})
