import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import { asEventBridge, asRole, type Caller, evaluate } from '../iam/index.js'
import { allowPutEvents } from '../remedies/resource-policies.js'
import { isNoPolicy } from '../text/policy-document.js'
import type { TargetSubject } from '../verdict/subject.js'
import { error, ok, skipped, undecidable, unread, type Verdict, withFix } from '../verdict/verdict.js'
import { reasonsOf } from './decision.js'

/**
 * Whether the policy of a bus in another account or region lets this rule in. With a role the caller is the role's
 * session; without one (targets made before March 2023) it is the rule's account.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 */
export async function busGrant(
  { sender, target, now }: TargetSubject,
  account: Pick<Account, 'eventBus' | 'role'>,
): Promise<Verdict<'bus-policy-blocks'>> {
  const [bus, role] = await Promise.all([
    account.eventBus(target.Arn),
    target.RoleArn ? account.role(target.RoleArn) : undefined,
  ])
  // That the bus is not there is told by the check of the target's state.
  if (bus.state === 'missing') return skipped(`The event bus ${target.Arn} does not exist.`)
  if (bus.state !== 'found')
    return unread(bus, `the policy of the event bus ${target.Arn}`, 'to check whether it lets this account in')
  const arn = parseArn(target.Arn)
  const owner = arn?.account ?? ''
  const caller = target.RoleArn
    ? sending(
        { 'aws:SourceArn': sender.arn, 'events:eventBusInvocation': 'true' },
        asRole({
          roleArn: target.RoleArn,
          ...(role?.state === 'found' ? { roleTags: role.value.tags } : {}),
          region: arn?.region ?? sender.region,
          resourceAccount: owner,
          now,
        }),
      )
    : asEventBridge({ ruleArn: sender.arn, call: 'event-bus-without-role' })
  // The role's own side is the business of role-permissions: here it may do everything.
  const identity = [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }]
  const decision = evaluate(
    { ...caller, action: 'events:PutEvents', resource: target.Arn, resourceAccount: owner },
    {
      identity,
      resource: { name: `policy of the bus ${bus.value.name}`, document: bus.value.policy },
    },
  )
  switch (decision.decision) {
    case 'Allowed':
      return ok(`The policy of the bus ${bus.value.name} lets the delivery in.`)
    case 'CannotTell':
      return undecidable(
        `Cannot tell whether the policy of the bus ${target.Arn} lets the delivery in: ${decision.because.join('; ')}.`,
      )
    case 'ImplicitlyDenied':
    case 'ExplicitlyDenied':
      return error(
        'bus-policy-blocks',
        `The policy of the event bus ${target.Arn} does not let account ${sender.account} put events.`,
        {
          because: isNoPolicy(bus.value.policy)
            ? ['The bus has no policy: only its own account may put events.']
            : reasonsOf(decision),
          ...(decision.decision === 'ImplicitlyDenied' ? withFix(allowPutEvents(bus.value, sender)) : {}),
        },
      )
  }
}

/** A caller that is known to send certain keys, whatever is known of such callers in general. */
function sending(keys: Caller['context'], caller: Caller): Caller {
  return {
    ...caller,
    context: { ...caller.context, ...keys },
    unknownKeys: caller.unknownKeys.filter((key) => !(key in keys)),
  }
}
