import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import { mapRead, missing } from '../aws/read.js'
import { looking } from '../verdict/look.js'
import type { Need } from '../verdict/need.js'
import { isRule } from '../verdict/rule-address.js'
import type { TargetSubject } from '../verdict/subject.js'
import { type CannotTell, cannotTell, error, ok, unread } from '../verdict/verdict.js'
import { type ForwardedKeys, forwardedKeys } from './forwarded.js'
import { secondHop, secondHopReads } from './second-hop.js'
import type { Flaw, KeyName, OwnCall, TargetService } from './target.js'

const encryption = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html'

/**
 * What EventBridge sends when it uses a bus's key: the bus is the source, not the rule. AWS's own example has an ARN where
 * the account belongs, so that value may be what is sent as well.
 */
export function busKeyCall(busArn: string): OwnCall {
  const bus = parseArn(busArn)
  const account = bus?.account ?? ''
  return {
    call: 'bus-key',
    context: { 'aws:SourceArn': busArn, 'kms:EncryptionContext:aws:events:event-bus:arn': busArn },
    contested: [
      {
        key: 'aws:SourceAccount',
        firstIsSure: true,
        values: [account, `arn:${bus?.partition}:events:${bus?.region}:${account}`],
        pages: [
          'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html: aws:SourceAccount is an account id.',
          `${encryption}: the example compares aws:SourceAccount with an ARN.`,
        ],
      },
    ],
  }
}

/** The condition keys that the rule sends with the events it puts on a bus, one set for each kind of event. */
export async function forwardedBy(
  { sender }: Pick<TargetSubject, 'sender'>,
  account: Pick<Account, 'rule'>,
): Promise<{ sets: readonly ForwardedKeys[]; unseen?: CannotTell }> {
  const read = isRule(sender) ? await account.rule(sender.name, sender.busRef) : missing
  if (read.state === 'found') return { sets: forwardedKeys(read.value) }
  const sets = forwardedKeys({})
  return read.state === 'missing'
    ? { sets }
    : { sets, unseen: cannotTell(read, `the ${sender.noun} ${sender.name}`, 'to know which events it forwards') }
}

/** A bus of another account takes an event as it is. */
function changedOnTheWay({ sender, target }: TargetSubject): Flaw[] {
  const set = (['Input', 'InputPath', 'InputTransformer'] as const).filter((name) => target[name] !== undefined)
  if (parseArn(target.Arn)?.account === sender.account || set.length === 0) return []
  return [
    {
      code: 'input-invalid',
      summary: `Target ${target.Id} changes the event, but a bus of another account accepts only unchanged events.`,
      because: [`${set.join(', ')} is set`, `Arn = "${target.Arn}", ${sender.noun} = "${sender.arn}"`],
    },
  ]
}

/** What the role puts on the bus, for sentences: which events only when there are several kinds. */
function whatIsPut(keys: ForwardedKeys, kinds: number): string {
  const named = ['source', 'detail-type'].flatMap((name) => {
    const value = keys[`events:${name}`]
    return value === undefined ? [] : [`${name} "${value}"`]
  })
  return kinds > 1 && named.length > 0 ? `put events with ${named.join(' and ')} on the bus` : 'put events on the bus'
}

/** What EventBridge does with the key of a bus. */
export const BUS_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'] as const

/** A bus of this account, of another region or of another account. */
export const eventBus: TargetService = {
  id: 'event-bus',
  name: 'event bus',
  arnForms: ['arn:aws:events:REGION:ACCOUNT:event-bus/NAME'],
  matches: (arn) => arn.service === 'events' && arn.resource.startsWith('event-bus/'),
  role: 'required',
  crossAccount: 'bus',
  crossRegion: true,
  settings: looking(secondHopReads, async (subject: TargetSubject, account) => {
    const hop = await secondHop(subject, account)
    return { ...hop, flaws: [...changedOnTheWay(subject), ...hop.flaws] }
  }),
  state: looking(['eventBus'], async ({ target }: TargetSubject, account) => {
    const read = await account.eventBus(target.Arn)
    if (read.state === 'missing') {
      return error('target-not-found', `The event bus ${target.Arn} does not exist.`, {
        because: ['events:DescribeEventBus: ResourceNotFoundException'],
      })
    }
    if (read.state !== 'found') return unread(read, `the event bus ${target.Arn}`, 'to see whether it exists')
    return ok('The event bus exists.')
  }),
  needs: looking(['rule'], async (subject: TargetSubject, account) => {
    const { sets, unseen } = await forwardedBy(subject, account)
    const needs = sets.map(
      (sent): Need => ({
        action: 'events:PutEvents',
        resource: subject.target.Arn,
        sent,
        why: whatIsPut(sent, sets.length),
        severity: 'error',
      }),
    )
    return unseen ? { needs, unseen } : { needs }
  }),
  actions: ['events:PutEvents'],
  resourcePolicy: {
    noun: 'bus policy',
    actions: ['events:PutEvents'],
    resource: (target) => target.Arn,
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-example-policy-restrict-rule.html
    sent: ({ sender }) => ({ 'aws:SourceArn': sender.arn, 'events:eventBusInvocation': 'true' }),
    read: looking(['eventBus', 'rule'], async (subject: TargetSubject, account) => {
      const [bus, { sets }] = await Promise.all([account.eventBus(subject.target.Arn), forwardedBy(subject, account)])
      return mapRead(bus, ({ policy }) => ({
        documents: policy === null ? [] : [{ name: 'bus policy', document: policy }],
        sent: sets,
      }))
    }),
  },
  key: {
    noun: 'event bus',
    actions: BUS_KEY_ACTIONS,
    via: 'events',
    managed: { usable: 'EventBridge itself uses the key of a bus, not the role of a target.' },
    alwaysOwn: true,
    own: ({ target }) => busKeyCall(target.Arn),
    read: looking(['eventBus'], async ({ target }: TargetSubject, account) =>
      mapRead(
        await account.eventBus(target.Arn),
        ({ kmsKey }): KeyName =>
          kmsKey ? { key: kmsKey } : { key: null, because: 'The event bus has no customer managed key.' },
      ),
    ),
  },
  history: null,
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/logging-using-cloudtrail.html
  dataEvents: {
    source: 'events.amazonaws.com',
    events: ['PutEvents'],
    type: 'AWS::Events::EventBus',
    onlyAcrossRegions: true,
  },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html',
}
