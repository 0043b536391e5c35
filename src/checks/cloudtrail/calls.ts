import { permissionDecision, rolePolicies } from '../../access/role-decisions.js'
import type { Account } from '../../aws/account.js'
import type { AuditEvent } from '../../aws/reads/cloudtrail.js'
import { beyondSight, isOfTarget, outcomes, quoted } from '../../evidence/calls.js'
import { isDenial, isTransient, parseDenial } from '../../evidence/denial.js'
import { serviceOf } from '../../targets/index.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { error, ok, type Verdict, warning } from '../../verdict/verdict.js'

type Code = 'delivery-denied' | 'delivery-failed'

/** What the calls that EventBridge made as the target's role say. */
export async function callVerdicts(
  subject: TargetSubject,
  calls: readonly AuditEvent[],
  account: Account,
): Promise<Verdict<Code>[]> {
  const { target, sender, now } = subject
  const service = serviceOf(target)
  if (calls.length === 0 || !service) return []
  const { needs } = (await service.needs?.run(subject, account)) ?? { needs: [] }
  const mine = calls.filter((call) => isOfTarget(call, target, needs))
  const history = outcomes(mine)
  if (!history) return []
  const { last, failures, succeededSince } = history
  const because = quoted(last, failures)
  if (succeededSince) return [ok(`${last.name} failed until ${last.time} and has succeeded since.`)]

  if (!isDenial(last.errorCode ?? '')) {
    const transient = isTransient(last.errorCode ?? '')
    const what = last.errorCode ? `with ${last.errorCode}` : 'without starting anything'
    const summary = `The last ${last.name} that EventBridge made for target ${target.Id} ended ${what}.`
    return [
      transient ? warning('delivery-failed', summary, { because }) : error('delivery-failed', summary, { because }),
    ]
  }
  const denial = parseDenial(last.errorMessage ?? '')
  const asked = needs.filter((need) => need.action === denial.action)
  const policies = await rolePolicies(target.RoleArn ?? '', account)
  const allowsNow =
    policies.state === 'found' &&
    asked.length > 0 &&
    asked.every((need) => permissionDecision(policies.value, need, now, sender.region).decision.decision === 'Allowed')
  const what = `${denial.action ?? last.name}${denial.resource ? ` on ${denial.resource}` : ''}`
  if (allowsNow && !beyondSight(last)) {
    return [
      warning('delivery-denied', `EventBridge was refused ${what}, but the role allows it now.`, {
        because: [
          ...because,
          'The current policies allow it: either they were changed since, or a policy that cannot be read here refused the call.',
        ],
      }),
    ]
  }
  const elsewhere = allowsNow
    ? [
        `The role's own policies allow it: the call was refused by a ${denial.policyType ?? 'policy'} that cannot be read here.`,
      ]
    : []
  return [error('delivery-denied', `EventBridge was refused ${what}.`, { because: [...because, ...elsewhere] })]
}
