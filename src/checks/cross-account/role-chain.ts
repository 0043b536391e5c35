import { reasonsOf } from '../../access/decision.js'
import { permissionDecision, type RolePolicies, rolePolicies } from '../../access/role-decisions.js'
import type { Account } from '../../aws/account.js'
import { parseArn } from '../../aws/arn.js'
import { asRole, type Decision, evaluate, parsePolicy } from '../../iam/index.js'
import { serviceOf } from '../../targets/index.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { all, error, unread, type Verdict } from '../../verdict/verdict.js'

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

/** The roles of other accounts that the policies name beside sts:AssumeRole. */
function assumableRoles({ identity }: RolePolicies, home: string): string[] {
  const named = identity.flatMap(({ document }) =>
    parsePolicy(document).statements.flatMap((statement) =>
      statement.effect === 'Allow' &&
      !statement.actions?.negated &&
      !statement.resources?.negated &&
      (statement.actions?.entries ?? []).some((action) => /^sts:(assumerole|\*)$/i.test(action))
        ? (statement.resources?.entries ?? [])
        : [],
    ),
  )
  return [...new Set(named)].filter((resource) => {
    const arn = parseArn(resource)
    return arn?.service === 'iam' && arn.resource.startsWith('role/') && arn.account !== home
  })
}

/** A decision in words; what cannot be told is neither. */
const said = ({ decision }: Decision, allowed: string, denied: string): string =>
  decision === 'Allowed'
    ? allowed
    : decision === 'CannotTell'
      ? `${allowed} (or ${denied}: eb-doctor cannot tell which)`
      : denied

async function chainVerdict(
  { target, sender, now }: TargetSubject,
  policies: RolePolicies,
  second: string,
  account: Pick<Account, 'role'>,
): Promise<Verdict<'role-chain'>> {
  const arn = parseArn(second)
  const need = { action: 'sts:AssumeRole', resource: second, why: 'assume the second role', severity: 'error' } as const
  const first = permissionDecision(policies, need, now, sender.region).decision
  const name = policies.role.name
  const firstHalf = `First half: ${name} ${said(first, 'may', 'may not')} call sts:AssumeRole on ${second}.`
  const secondHalf: string[] = []
  const there = arn && !second.includes('*') ? await account.role(second) : undefined
  const unseen: Verdict<'role-chain'>[] = []
  if (there?.state === 'found') {
    const caller = asRole({
      roleArn: policies.role.arn,
      roleTags: policies.role.tags,
      region: sender.region,
      resourceAccount: arn?.account ?? '',
      now,
    })
    const trust = evaluate(
      { ...caller, action: 'sts:AssumeRole', resource: second, resourceAccount: arn?.account ?? '' },
      {
        resource: { name: `trust policy of ${there.value.name}`, document: there.value.trustPolicy },
        identity: policies.identity,
        boundary: policies.boundary,
        unreadable: policies.unreadable,
      },
    )
    secondHalf.push(
      `Second half: ${second} ${said(trust, 'trusts', 'does not trust')} ${name}.`,
      ...(trust.decision === 'Allowed' ? [] : reasonsOf(trust, 2)),
    )
  } else if (there?.state === 'missing') {
    secondHalf.push(`Second half: ${second} does not exist.`)
  } else if (there) {
    secondHalf.push(
      `Second half: the trust policy of ${second} was not read${there.state === 'denied' && there.account ? `: name a profile of account ${there.account} with --target-profile` : ''}.`,
    )
    unseen.push(unread(there, `the role ${second}`, 'to check whether it trusts the first role'))
  }
  return all<'role-chain'>([
    error(
      'role-chain',
      `The role ${name} of target ${target.Id} can only assume another role, and EventBridge does not assume a second role.`,
      {
        because: [
          firstHalf,
          ...secondHalf,
          'EventBridge assumes the RoleArn of the target and calls the target with it: it makes one hop, and a target has no field for a second role.',
          `Use direct delivery (Lambda, SQS, SNS, Kinesis, API Gateway), an event bus in account ${arn?.account} with a rule of its own, or let a function or state machine here make the second hop.`,
        ],
      },
    ),
    ...unseen,
  ])
}
