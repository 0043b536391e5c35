import { keyReads } from '../access/encrypted.js'
import { organizationReads } from '../access/organization.js'
import { isForeign, parseArn } from '../aws/arn.js'
import { all, skipped, unread, unseenAside, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { keyAllows } from './dead-letter-queue/key.js'
import { organizationDenies } from './dead-letter-queue/organization.js'
import { policyAllows } from './dead-letter-queue/policy.js'
import { unusable } from './dead-letter-queue/unusable.js'

type Code = 'dead-letter-queue-unusable'

/**
 * An event that could not be delivered is kept only if EventBridge can put it on the target's dead-letter queue. It does
 * so under its own name, also when the target has a role.
 */
export const deadLetterQueue = targetCheck({
  id: 'dead-letter-queue',
  title: 'Events that fail are kept',
  stop: null,
  reads: ['queue', ...keyReads, ...organizationReads],
  // What of them could not be read is told with the account that it is about.
  goesWithout: organizationReads,
  findings: ['dead-letter-queue-unusable'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { sender, target } = subject
    const named = target.DeadLetterConfig?.Arn
    if (!named) return skipped(`Target ${target.Id} has no dead-letter queue: failed events are dropped.`)
    const arn = parseArn(named)
    if (arn?.service !== 'sqs') {
      return unusable(`The dead-letter queue of target ${target.Id} is not an SQS queue.`, [`Arn = "${named}"`])
    }
    const form = [
      ...(arn.resource.endsWith('.fifo') ? [isFifo(named)] : []),
      ...(arn.region === sender.region ? [] : [isElsewhere(named, sender.arn)]),
    ]
    const read = await account.queue(named)
    if (read.state === 'missing') {
      const gone = unusable(`The dead-letter queue ${named} does not exist.`, [
        'sqs:GetQueueAttributes: QueueDoesNotExist',
      ])
      return all([...form, gone])
    }
    if (read.state === 'denied' && isForeign(arn, sender.account)) {
      return all<Code>([...form, unseenAside(outOfSight(named, arn.account))])
    }
    if (read.state !== 'found') {
      const unseen = unread(read, `the dead-letter queue ${named}`, 'to check whether EventBridge may send to it')
      return all<Code>([...form, unseen])
    }
    const [ofKey, ofOrganization] = await Promise.all([
      keyAllows(subject, read.value, account),
      organizationDenies(subject, read.value, account),
    ])
    return all([...form, policyAllows(subject, read.value), ofKey, ...ofOrganization])
  },
})

/** Failed events are kept there or not; whether the target gets events does not depend on it. */
const outOfSight = (queue: string, owner: string): string =>
  `The dead-letter queue ${queue} belongs to account ${owner}, so its policy could not be read: name a profile of that account with --target-profile to check whether it keeps failed events.`

const page = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'

const isFifo = (arn: string) =>
  unusable(`The dead-letter queue ${arn} is a FIFO queue, which EventBridge does not use for failed events.`, [
    `DeadLetterConfig.Arn = "${arn}"`,
    page,
  ])

const isElsewhere = (arn: string, rule: string) =>
  unusable(`The dead-letter queue ${arn} is not in the rule's Region.`, [
    `DeadLetterConfig.Arn = "${arn}"`,
    `rule = "${rule}"`,
    page,
  ])
