import { organizationReads, restrictionsOf } from '../access/organization.js'
import { notRead } from '../access/organization-verdict.js'
import { outOfReach, readsOfAll } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { skipped, undecidable, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { byPolicies } from './organization/policies.js'
import { bySimulator } from './organization/simulator.js'
import { wayOf } from './organization/way.js'

type Code = 'organization-denies'

const readsFor: ReadsFor = ({ needs, key }) => [
  ...organizationReads,
  ...(key ? (['kmsKey', ...key.read.reads] as const) : []),
  ...(needs ? (['role', 'simulated'] as const) : []),
  ...(needs?.reads ?? []),
]

/**
 * An organization can forbid its accounts what their own policies allow: service control policies restrict the role, resource
 * control policies whatever is called. An account cannot read them; the organization's management account can.
 */
export const organization = targetCheck({
  id: 'organization',
  title: "The organization's policies allow the delivery",
  stop: 'end',
  reads: readsOfAll(readsFor),
  readsFor,
  // An account is diagnosed without its organization as before: what was not read is a limit of the report.
  goesWithout: [...organizationReads, 'simulated'],
  findings: ['organization-denies'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { sender, target } = subject
    const unreachable = outOfReach(target, sender)
    if (unreachable) return skipped(unreachable)
    const home = await restrictionsOf(sender.account, account)
    if (home.state === 'missing') {
      return undecidable(
        `Cannot tell what the organization denies: account ${sender.account} is in no organization that the profile of --organization-profile can read.`,
      )
    }
    if (home.state !== 'found') return notRead(home, sender.account)
    const way = await wayOf(subject, account)
    if ('status' in way) return way
    return home.value ? byPolicies(subject, way, home.value, account) : bySimulator(subject, way, account)
  },
})
