import { assumableRoles } from '../../access/assumable-roles.js'
import { permissionDecision, type RolePolicies, rolePolicies } from '../../access/role-decisions.js'
import type { Account } from '../../aws/account.js'
import { parseArn } from '../../aws/arn.js'
import { serviceOf } from '../../targets/index.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { all, error, type Verdict } from '../../verdict/verdict.js'
import { said, trustOfSecond } from './second-role.js'

/**
 * The role chain of many guides: a role here that may assume a role there, which may call the target. Both halves are
 * checked and shown, since they matter to whoever makes the second hop; EventBridge itself never does.
 */
export async function roleChain(subject: TargetSubject, account: Account): Promise<Verdict<'role-chain'>[]> {
  const { target, sender, now } = subject
  const role = parseArn(target.RoleArn ?? '')
  if (role?.account !== sender.account || !target.RoleArn) return []
  const [read, needed] = await Promise.all([
    rolePolicies(target.RoleArn, account),
    serviceOf(target)?.needs?.run(subject, account),
  ])
  if (read.state !== 'found') return []
  const policies = read.value
  // Where it cannot be told whether the role may call the target, a second role it may assume proves nothing.
  const refused = ['ImplicitlyDenied', 'ExplicitlyDenied']
  const lacks = (needed?.needs ?? []).some(
    (need) =>
      need.severity === 'error' &&
      refused.includes(permissionDecision(policies, need, now, sender.region).decision.decision),
  )
  if (!lacks) return []
  const others = assumableRoles(policies, sender.account)
  return Promise.all(others.map((second) => chainVerdict(subject, policies, second, account)))
}

async function chainVerdict(
  subject: TargetSubject,
  policies: RolePolicies,
  second: string,
  account: Pick<Account, 'role'>,
): Promise<Verdict<'role-chain'>> {
  const { target, sender, now } = subject
  const need = { action: 'sts:AssumeRole', resource: second, why: 'assume the second role', severity: 'error' } as const
  const first = permissionDecision(policies, need, now, sender.region).decision
  const name = policies.role.name
  const firstHalf = `First half: ${name} ${said(first, 'may', 'may not')} call sts:AssumeRole on ${second}.`
  const secondHalf = await trustOfSecond(subject, policies, second, account)
  return all<'role-chain'>([
    error(
      'role-chain',
      `The role ${name} of target ${target.Id} can only assume another role, and EventBridge does not assume a second role.`,
      {
        because: [
          firstHalf,
          ...secondHalf.text,
          'EventBridge assumes the RoleArn of the target and calls the target with it: it makes one hop, and a target has no field for a second role.',
          `Use direct delivery (Lambda, SQS, SNS, Kinesis, API Gateway), an event bus in account ${parseArn(second)?.account} with a rule of its own, or let a function or state machine here make the second hop.`,
        ],
      },
    ),
    ...secondHalf.unseen,
  ])
}
