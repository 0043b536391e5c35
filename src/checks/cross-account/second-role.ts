import { reasonsOf } from '../../access/decision.js'
import type { RolePolicies } from '../../access/role-decisions.js'
import type { Account } from '../../aws/account.js'
import { parseArn } from '../../aws/arn.js'
import { asRole, type Decision, evaluate } from '../../iam/index.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { unread, type Verdict } from '../../verdict/verdict.js'

/** A decision in words; what cannot be told is neither. */
export const said = ({ decision }: Decision, allowed: string, denied: string): string =>
  decision === 'Allowed'
    ? allowed
    : decision === 'CannotTell'
      ? `${allowed} (or ${denied}: eb-doctor cannot tell which)`
      : denied

/** Whether the second role of a chain trusts the first one, in lines, and what could not be seen of it. */
export async function trustOfSecond(
  { sender, now }: TargetSubject,
  policies: RolePolicies,
  second: string,
  account: Pick<Account, 'role'>,
): Promise<{ text: readonly string[]; unseen: readonly Verdict<never>[] }> {
  const arn = parseArn(second)
  // What stands for many roles is not one to be read.
  if (!arn || second.includes('*')) return { text: [], unseen: [] }
  const there = await account.role(second)
  switch (there.state) {
    case 'found': {
      const caller = asRole({
        roleArn: policies.role.arn,
        roleTags: policies.role.tags,
        region: sender.region,
        resourceAccount: arn.account,
        now,
      })
      const trust = evaluate(
        { ...caller, action: 'sts:AssumeRole', resource: second, resourceAccount: arn.account },
        {
          resource: { name: `trust policy of ${there.value.name}`, document: there.value.trustPolicy },
          identity: policies.identity,
          boundary: policies.boundary,
          unreadable: policies.unreadable,
        },
      )
      const half = `Second half: ${second} ${said(trust, 'trusts', 'does not trust')} ${policies.role.name}.`
      return { text: [half, ...(trust.decision === 'Allowed' ? [] : reasonsOf(trust, 2))], unseen: [] }
    }
    case 'missing':
      return { text: [`Second half: ${second} does not exist.`], unseen: [] }
    default: {
      const profile =
        there.state === 'denied' && there.account
          ? `: name a profile of account ${there.account} with --target-profile`
          : ''
      return {
        text: [`Second half: the trust policy of ${second} was not read${profile}.`],
        unseen: [unread(there, `the role ${second}`, 'to check whether it trusts the first role')],
      }
    }
  }
}
