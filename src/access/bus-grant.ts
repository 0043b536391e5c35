import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import type { EventBus } from '../aws/reads/events.js'
import type { Role } from '../aws/reads/iam.js'
import { asEventBridge, asRole, type Caller, type Decision, evaluate } from '../iam/index.js'
import { decide } from '../remedies/decide.js'
import { allowPutEvents } from '../remedies/resource-policies.js'
import { forwardedBy } from '../targets/event-bus.js'
import type { ForwardedKeys } from '../targets/forwarded.js'
import { isNoPolicy } from '../text/policy-document.js'
import type { Fix } from '../verdict/fix.js'
import type { Sender } from '../verdict/sender.js'
import type { TargetSubject } from '../verdict/subject.js'
import { error, ok, skipped, undecidable, unread, type Verdict, withFix } from '../verdict/verdict.js'
import { reasonsOf } from './decision.js'

/** The reads that `busGrant` makes. */
export const busGrantReads = ['eventBus', 'role', 'rule'] as const

/**
 * Whether the policy of a bus in another account or Region allows this rule to put events. With a role the caller is the
 * role's session; without one (targets made before March 2023) it is the rule's account.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 */
export async function busGrant(
  subject: TargetSubject,
  account: Pick<Account, (typeof busGrantReads)[number]>,
): Promise<Verdict<'bus-policy-blocks'>> {
  const { sender, target } = subject
  const [bus, role, { sets }] = await Promise.all([
    account.eventBus(target.Arn),
    target.RoleArn ? account.role(target.RoleArn) : undefined,
    forwardedBy(subject, account),
  ])
  // The check target-state says that the bus is not there.
  if (bus.state === 'missing') return skipped(`The event bus ${target.Arn} does not exist.`)
  if (bus.state !== 'found')
    return unread(bus, `the policy of the event bus ${target.Arn}`, 'to check whether it allows this account')
  const known = role?.state === 'found' ? role.value : undefined
  const decision = worst(sets.map((keys) => answerTo(subject, bus.value, callerOf(subject, known, keys))))
  switch (decision.decision) {
    case 'Allowed':
      return ok(`The policy of the bus ${bus.value.name} allows account ${sender.account} to put the events.`)
    case 'CannotTell':
      return undecidable(
        `Cannot tell whether the policy of the bus ${target.Arn} allows account ${sender.account} to put the events: ${decision.because.join('; ')}.`,
      )
    case 'ImplicitlyDenied':
    case 'ExplicitlyDenied':
      return error(
        'bus-policy-blocks',
        `The policy of the event bus ${target.Arn} does not allow account ${sender.account} to put events.`,
        {
          because: isNoPolicy(bus.value.policy)
            ? ['The bus has no policy: only its own account may put events.']
            : reasonsOf(decision),
          ...(decision.decision === 'ImplicitlyDenied' ? withFix(fixOf(bus.value, sender)) : {}),
        },
      )
  }
}

const fixOf = (bus: EventBus, sender: Sender): Fix | undefined =>
  bus.managedBy === undefined
    ? allowPutEvents(bus, sender)
    : decide(
        `Allow the ${sender.noun} ${sender.name} to put events on the bus ${bus.name}.`,
        `${bus.managedBy} manages the bus, so its policy must be changed through that service.`,
      )

/** Who puts the events of one kind on the bus, and with which condition keys. */
function callerOf({ sender, target, now }: TargetSubject, role: Role | undefined, keys: ForwardedKeys): Caller {
  const arn = parseArn(target.Arn)
  if (target.RoleArn === undefined) {
    const caller = asEventBridge({ ruleArn: sender.arn, call: 'event-bus-without-role' })
    return { ...caller, context: { ...caller.context, ...keys } }
  }
  return asRole({
    roleArn: target.RoleArn,
    ...(role ? { roleTags: role.tags } : {}),
    region: arn?.region ?? sender.region,
    resourceAccount: arn?.account ?? '',
    now,
    extra: { 'aws:SourceArn': sender.arn, ...keys },
  })
}

/** The check role-permissions asks what the role may do; here it may do everything. */
const EVERYTHING = [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }]

const answerTo = ({ target }: TargetSubject, { name, policy }: EventBus, caller: Caller): Decision =>
  evaluate(
    {
      ...caller,
      action: 'events:PutEvents',
      resource: target.Arn,
      resourceAccount: parseArn(target.Arn)?.account ?? '',
    },
    { identity: EVERYTHING, resource: { name: `policy of the bus ${name}`, document: policy } },
  )

/** The answer for the kind of event that has the least favourable one. */
function worst(decisions: readonly Decision[]): Decision {
  const order = ['ExplicitlyDenied', 'ImplicitlyDenied', 'CannotTell', 'Allowed'] as const
  const [first] = order.flatMap((answer) => decisions.find(({ decision }) => decision === answer) ?? [])
  if (!first) throw new Error('a rule forwards at least one kind of event')
  return first
}
