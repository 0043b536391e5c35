import { trustDecision } from '../../access/role-decisions.js'
import type { Account } from '../../aws/account.js'
import { lastSegment } from '../../aws/arn.js'
import type { AuditEvent } from '../../aws/reads/cloudtrail.js'
import { beyondSight, outcomes, quoted } from '../../evidence/calls.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { error, ok, type Verdict, warning } from '../../verdict/verdict.js'

/** What EventBridge's attempts to assume the target's role say. */
export async function trustVerdicts(
  { sender, target }: TargetSubject,
  calls: readonly AuditEvent[],
  account: Pick<Account, 'role'>,
): Promise<Verdict<'assume-role-failed'>[]> {
  const history = outcomes(calls)
  if (!history) return []
  const { last, failures, succeededSince } = history
  const because = quoted(last, failures)
  if (succeededSince) return [ok(`AssumeRole failed until ${last.time} and has succeeded since.`)]
  const role = await account.role(target.RoleArn ?? '')
  const allowsNow = role.state === 'found' && trustDecision(role.value, sender).decision === 'Allowed'
  const name = lastSegment(target.RoleArn ?? '')
  if (allowsNow && !beyondSight(last)) {
    return [
      warning(
        'assume-role-failed',
        `EventBridge could not assume the role ${name}, but the role's trust policy allows it now.`,
        {
          because: [
            ...because,
            'The current trust policy allows EventBridge: either it was changed since, or another policy refused the call.',
          ],
        },
      ),
    ]
  }
  return [
    error('assume-role-failed', `EventBridge could not assume the role ${name}: its trust policy refused it.`, {
      because: [
        ...because,
        ...(allowsNow ? ['The trust policy allows it, so a policy that cannot be read here refused the call.'] : []),
      ],
    }),
  ]
}
