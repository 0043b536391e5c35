import { grantOf, ownCaller } from '../../access/grants.js'
import type { Account } from '../../aws/account.js'
import type { AuditEvent } from '../../aws/reads/cloudtrail.js'
import { outcomes, quoted } from '../../evidence/calls.js'
import { isDenial, isTransient, parseDenial } from '../../evidence/denial.js'
import { serviceOf } from '../../targets/index.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { error, ok, type Verdict, warning } from '../../verdict/verdict.js'

type Code = 'delivery-denied' | 'delivery-failed'

/** What the calls say that EventBridge made to the target under its own name, for this rule. */
export async function ownVerdicts(
  subject: TargetSubject,
  calls: readonly AuditEvent[],
  account: Account,
): Promise<Verdict<Code>[]> {
  const history = outcomes(calls)
  if (!history) return []
  const { last, failures, succeededSince } = history
  const because = quoted(last, failures)
  if (succeededSince) return [ok(`${last.name} failed until ${last.time} and has succeeded since.`)]
  const { Id } = subject.target
  if (!isDenial(last.errorCode ?? '')) {
    const say = isTransient(last.errorCode ?? '') ? warning : error
    const what = last.errorCode ?? last.failures[0] ?? 'an error'
    return [
      say('delivery-failed', `The last ${last.name} that EventBridge made for target ${Id} ended with ${what}.`, {
        because,
      }),
    ]
  }
  const what = `${parseDenial(last.errorMessage ?? '').action ?? last.name} on ${subject.target.Arn}`
  if (await isAllowedNow(subject, account)) {
    return [
      warning('delivery-denied', `EventBridge was refused ${what}, but the target's own policy allows it now.`, {
        because: [
          ...because,
          'The current policy allows it: either it was changed since, or a policy that cannot be read here refused the call.',
        ],
      }),
    ]
  }
  return [error('delivery-denied', `EventBridge was refused ${what}.`, { because })]
}

/** Whether the target's own policy certainly allows the delivery as it is now. */
async function isAllowedNow(subject: TargetSubject, account: Account): Promise<boolean> {
  const policy = serviceOf(subject.target)?.resourcePolicy
  const own = policy?.own?.(subject)
  if (!policy || !own) return false
  const attached = await policy.read.run(subject, account)
  if (attached.state !== 'found' || attached.value.unsure) return false
  if (attached.value.open) return true
  const { answer } = grantOf({
    caller: ownCaller(subject.sender, own),
    actions: policy.actions,
    resource: policy.resource(subject.target),
    documents: attached.value.documents,
    contested: own.contested ?? [],
    ...(own.everybody ? { everybody: own.everybody } : {}),
    sender: subject.sender,
  })
  return answer === 'allowed'
}
