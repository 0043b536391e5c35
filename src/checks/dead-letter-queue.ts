import { keyReads } from '../access/encrypted.js'
import { grantOf, inOneSentence, ownCaller } from '../access/grants.js'
import { ownKeyGrant } from '../access/own-key.js'
import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import type { Queue } from '../aws/reads/sqs.js'
import { allowSend } from '../remedies/resource-policies.js'
import { QUEUE_KEY_ACTIONS, queueKey, queueKeyCall, queuePolicy } from '../targets/sqs.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, type Because, ok, skipped, undecidable, unread, type Verdict, warning } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

type Code = 'dead-letter-queue-unusable'

const page = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'

/**
 * An event that could not be delivered is kept only if EventBridge can put it on the target's dead-letter queue. It does
 * so under its own name, also when the target has a role.
 */
export const deadLetterQueue = targetCheck({
  id: 'dead-letter-queue',
  title: 'Events that fail are kept',
  stop: null,
  reads: ['queue', ...keyReads],
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
    if (read.state !== 'found') {
      const unseen = unread(read, `the dead-letter queue ${named}`, 'to check whether EventBridge may send to it')
      return all<Code>([...form, unseen])
    }
    return all([...form, grant(subject, read.value), await key(subject, read.value, account)])
  },
})

const unusable = (summary: string, because: Because): Verdict<Code> =>
  warning('dead-letter-queue-unusable', summary, { because })

const isFifo = (arn: string) =>
  unusable(`The dead-letter queue ${arn} is a FIFO queue, which EventBridge does not use for failed events.`, [
    `DeadLetterConfig.Arn = "${arn}"`,
    page,
  ])

const isElsewhere = (arn: string, rule: string) =>
  unusable(`The dead-letter queue ${arn} is not in the region of the rule.`, [
    `DeadLetterConfig.Arn = "${arn}"`,
    `rule = "${rule}"`,
    page,
  ])

function grant({ sender }: TargetSubject, queue: Queue): Verdict<Code> {
  const answer = grantOf({
    caller: ownCaller(sender, { call: 'sqs' }),
    actions: ['sqs:SendMessage'],
    resource: queue.arn,
    documents: queuePolicy(queue).documents,
    sender,
  })
  if (answer.answer === 'allowed') {
    return ok(`The dead-letter queue ${queue.arn} takes failed events of the ${sender.noun} ${sender.name}.`)
  }
  const { because } = answer
  switch (answer.answer) {
    case 'cannot-tell':
      return undecidable(
        `Cannot tell whether the dead-letter queue ${queue.arn} lets EventBridge in: ${inOneSentence(because)}`,
      )
    case 'contested':
      return unusable(
        `The dead-letter queue ${queue.arn} lets EventBridge in only by a statement of which AWS does not say that it works.`,
        because,
      )
    case 'denied':
      return unusable(`The policy of the dead-letter queue ${queue.arn} denies EventBridge ${answer.action}.`, because)
    case 'missing':
    case 'mismatch': {
      const fix = allowSend(queue, sender)
      return warning(
        'dead-letter-queue-unusable',
        `The policy of the dead-letter queue ${queue.arn} does not let EventBridge in for the ${sender.noun} ${sender.name}.`,
        { because, ...(fix ? { fix } : {}) },
      )
    }
  }
}

async function key(
  subject: TargetSubject,
  queue: Queue,
  account: Pick<Account, (typeof keyReads)[number]>,
): Promise<Verdict<Code>> {
  const name = queueKey(queue)
  if (name.key === null) return ok(name.because)
  const verdict = await ownKeyGrant(
    {
      key: name.key,
      owner: queue.arn,
      noun: 'dead-letter queue',
      actions: QUEUE_KEY_ACTIONS,
      via: 'sqs',
      user: { own: queueKeyCall(subject, queue.arn) },
    },
    subject.sender,
    account,
  )
  if (verdict.status !== 'problem') return verdict
  const [first, ...rest] = verdict.findings
  const asWarning = (finding: typeof first) =>
    ({ ...finding, code: 'dead-letter-queue-unusable', severity: 'warning' }) as const
  return { ...verdict, findings: [asWarning(first), ...rest.map(asWarning)] }
}
