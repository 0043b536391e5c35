import type { Unread } from '../aws/read.js'
import { askOrganization } from '../remedies/organization.js'
import { type Because, cannotTell, error, ok, skipped, undecidable, type Verdict } from '../verdict/verdict.js'
import { reasonsOf } from './decision.js'
import { inOneSentence } from './grants.js'
import { NOUNS, type Restrictions } from './organization.js'
import { culpritOf, type OrganizationCall, organizationDecision } from './organization-calls.js'

/** What the policies of the organization say to one call: `home` restricts the account of the rule, `owner` that of what is called. */
export function organizationVerdict(
  call: OrganizationCall,
  home: Restrictions,
  owner: Restrictions | undefined,
): Verdict<'organization-denies'> {
  const sides = { home, owner }
  const decision = organizationDecision(call, sides)
  const { who, action, resource } = call
  switch (decision.decision) {
    case 'Allowed':
      return ok(
        home.isManagement && (owner?.isManagement ?? true)
          ? `Account ${home.account} is the management account, which no policy of the organization restricts.`
          : `The organization's policies let ${who} call ${action}.`,
      )
    case 'CannotTell': {
      const [gap] = [...home.unread, ...(owner?.unread ?? [])]
      return gap
        ? notRead(gap, home.account)
        : undecidable(
            `Cannot tell whether the organization's policies let ${who} call ${action}: ${inOneSentence(decision.because)}`,
          )
    }
    case 'ImplicitlyDenied':
    case 'ExplicitlyDenied': {
      const culprit = culpritOf(call, decision, sides)
      const what = `${who} ${action} on ${resource}`
      const because: Because = reasonsOf(decision)
      if (culprit?.kind === 'deny') {
        return error('organization-denies', `The ${culprit.policy} denies ${what}.`, {
          because,
          fix: askOrganization(who, action, `Change the ${culprit.policy}, or detach it there.`),
        })
      }
      const level = culprit?.level ?? `account ${home.account}`
      return error('organization-denies', `No ${NOUNS.scps} attached to ${level} allows ${what}.`, {
        because,
        fix: askOrganization(who, action, `Allow ${action} in a ${NOUNS.scps} attached to ${level}.`),
      })
    }
  }
}

/** Policies of an organization that were asked for and not seen. */
export function notRead(read: Unread, account: string): Verdict<never> {
  const what = `the organization's policies for account ${account}`
  if (read.state === 'denied') {
    const text = `Could not read ${what}: the profile of --organization-profile may not call ${read.action}. Name one of the management account or of a delegated administrator, and grant it that action.`
    return { status: 'unknown', because: { kind: 'denied', text } }
  }
  return read.error.kind === 'not-recorded'
    ? skipped(`The snapshot does not hold ${what}.`)
    : { status: 'unknown', because: cannotTell(read, what, '') }
}
