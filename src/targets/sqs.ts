import { mapRead } from '../aws/read.js'
import type { Queue } from '../aws/reads/sqs.js'
import { allowSend } from '../remedies/resource-policies.js'
import { looking } from '../verdict/look.js'
import type { TargetSubject } from '../verdict/subject.js'
import { error, ok, unread } from '../verdict/verdict.js'
import {
  type AttachedPolicy,
  type Flaw,
  type KeyName,
  type OwnCall,
  STAR_IS_EVERYBODY,
  type TargetService,
} from './target.js'

const isFifo = (arn: string): boolean => arn.endsWith('.fifo')

/** What a queue's policy is to whoever sends: also a dead-letter queue's. */
export const queuePolicy = (queue: Queue): AttachedPolicy => ({
  documents: queue.policy === null ? [] : [{ name: 'queue policy', document: queue.policy }],
  fix: (sender) => allowSend(queue, sender),
})

/** The key of a queue. Keys of SQS itself (SSE-SQS) ask no permission of a sender. */
export function queueKey(queue: Queue): KeyName {
  if (queue.kmsKey) return { key: queue.kmsKey }
  return {
    key: null,
    because: queue.sqsManagedSse
      ? 'SQS encrypts the queue with its own keys (SSE-SQS), for which a sender needs no permission.'
      : 'The queue is not encrypted with a KMS key.',
  }
}

/** What EventBridge sends with its use of a queue's key. AWS does not say which ARN the source is. */
export const queueKeyCall = ({ sender }: Pick<TargetSubject, 'sender'>, queueArn: string): OwnCall => ({
  call: 'sqs-key',
  context: { 'aws:SourceAccount': sender.account },
  contested: [
    {
      key: 'aws:SourceArn',
      values: [queueArn, sender.arn, null],
      pages: [
        'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html: the key policy may use aws:SourceArn, the ARN of the resource that is encrypted.',
        'https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html: aws:SourceArn is the ARN of the rule.',
      ],
    },
  ],
})

/** The actions that a sender to an encrypted queue needs on its key. */
export const QUEUE_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'] as const

/** Standard, fair and FIFO queues. EventBridge sends no deduplication id, so a FIFO queue must find its own. */
export const sqs: TargetService = {
  id: 'sqs',
  name: 'SQS queue',
  arnForms: ['arn:aws:sqs:REGION:ACCOUNT:NAME', 'arn:aws:sqs:REGION:ACCOUNT:NAME.fifo'],
  matches: (arn) => arn.service === 'sqs',
  role: 'optional',
  crossAccount: 'direct',
  crossRegion: false,
  flaws: ({ Id, Arn, SqsParameters: sqs }): Flaw[] => {
    const group = sqs?.MessageGroupId
    if (isFifo(Arn) && !group) {
      return [
        {
          code: 'parameters-invalid',
          summary: `Target ${Id} sends to a FIFO queue without a message group.`,
          because: ['SqsParameters.MessageGroupId is absent', `Arn = "${Arn}"`],
        },
      ]
    }
    if (group && group.length > 100) {
      return [
        {
          code: 'parameters-invalid',
          summary: `The message group of target ${Id} is longer than 100 characters.`,
          because: [`SqsParameters.MessageGroupId has ${group.length} characters`],
        },
      ]
    }
    return []
  },
  state: looking(['queue'], async ({ target }: TargetSubject, account) => {
    const read = await account.queue(target.Arn)
    if (read.state === 'missing') {
      return error('target-not-found', `The queue ${target.Arn} does not exist.`, {
        because: ['sqs:GetQueueAttributes: QueueDoesNotExist'],
      })
    }
    if (read.state !== 'found') return unread(read, `the queue ${target.Arn}`, 'to see whether it exists')
    if (read.value.fifo && !read.value.contentBasedDeduplication) {
      return error('target-not-ready', `The queue ${target.Arn} refuses messages without a deduplication id.`, {
        because: [
          'sqs:GetQueueAttributes: FifoQueue = "true", ContentBasedDeduplication = "false"',
          'EventBridge sends no MessageDeduplicationId, so the queue must use content-based deduplication.',
        ],
      })
    }
    return ok(`The queue exists.${sizeLimit(read.value)}`)
  }),
  needs: looking([], async ({ target }: TargetSubject) => ({
    needs: [{ action: 'sqs:SendMessage', resource: target.Arn, why: 'send to the queue', severity: 'error' }],
  })),
  actions: ['sqs:SendMessage'],
  resourcePolicy: {
    noun: 'queue policy',
    actions: ['sqs:SendMessage'],
    resource: (target) => target.Arn,
    own: () => ({ call: 'sqs', everybody: STAR_IS_EVERYBODY }),
    read: looking(['queue'], async ({ target }: TargetSubject, account) =>
      mapRead(await account.queue(target.Arn), queuePolicy),
    ),
  },
  key: {
    noun: 'queue',
    actions: QUEUE_KEY_ACTIONS,
    via: 'sqs',
    encryptionContext: 'aws:sqs:arn',
    managed: {
      doubtful: [
        'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html: every principal of the account that may use SQS may use this key, so the role may.',
        'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html: EventBridge does not support queues that are encrypted with a key of AWS.',
      ],
    },
    own: (subject) => queueKeyCall(subject, subject.target.Arn),
    read: looking(['queue'], async ({ target }: TargetSubject, account) =>
      mapRead(await account.queue(target.Arn), queueKey),
    ),
  },
  history: null,
  dataEvents: { source: 'sqs.amazonaws.com', events: ['SendMessage', 'SendMessageBatch'], type: 'AWS::SQS::Queue' },
  docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
}

/**
 * Since 2026 an event may have 1 MB, and most queues were made to take less. Few events come near either size, so this is
 * said and is no finding.
 */
const sizeLimit = ({ maximumMessageSize: most }: Queue): string =>
  most === undefined || most >= 1_000_000
    ? ''
    : ` It refuses messages of more than ${most} bytes (MaximumMessageSize); an event may have up to 1 MB.`
