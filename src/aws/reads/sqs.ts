import { boolean, exactOptional, nullable, number, string } from 'valibot'
import { deadLetter } from '../records/dead-letter.js'
import { arn, type Formed, type Found, read } from './declare.js'
import { exampleArn, KEY, LETS_EVENTBRIDGE_IN } from './example.js'
import { list, object } from './form.js'

export type { DeadLetter } from '../records/dead-letter.js'

const live = () => import('../live/sqs.js')

/** How many messages a queue holds: approximate, all three. */
export type QueueCounts = Formed<typeof queueCounts>

const queueCounts = () =>
  object({
    /** ApproximateNumberOfMessages. */
    waiting: number(),
    /** ApproximateNumberOfMessagesNotVisible: a consumer has them in hand. */
    inFlight: number(),
    /** ApproximateNumberOfMessagesDelayed. */
    delayed: number(),
    /** Whether the queue has a RedrivePolicy of its own. */
    redrives: boolean(),
  })

/** A queue, as sqs:GetQueueAttributes tells it. */
export type Queue = Found<typeof queue>

/** A queue by its ARN. */
export const queue = read({
  actions: ['sqs:GetQueueAttributes'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** What the API wants as QueueUrl. */
      url: string(),
      /** The queue policy as JSON text; null when the queue has none. */
      policy: nullable(string()),
      /** KmsMasterKeyId: a key id, a key ARN, `alias/NAME` or an alias ARN; absent without SSE-KMS. */
      kmsKey: exactOptional(string()),
      /** Whether SQS encrypts with keys of its own (SSE-SQS). */
      sqsManagedSse: boolean(),
      fifo: boolean(),
      /** In bytes: the queue refuses a larger message. */
      maximumMessageSize: exactOptional(number()),
      /** Whether SQS takes the deduplication id from the body: EventBridge sends none. */
      contentBasedDeduplication: boolean(),
      counts: exactOptional(queueCounts()),
    }),
  live: async () => (await live()).queue,
  example: {
    args: [exampleArn('sqs', 'orders')],
    answer: (arn) => ({
      arn,
      url: 'https://sqs',
      policy: LETS_EVENTBRIDGE_IN,
      kmsKey: KEY,
      sqsManagedSse: false,
      fifo: false,
      contentBasedDeduplication: false,
      counts: { waiting: 0, inFlight: 0, delayed: 0, redrives: false },
    }),
  },
})

/** The move tasks of a queue that run now, by the queue's ARN: one text each. */
export const queueMoves = read({
  actions: ['sqs:ListMessageMoveTasks'],
  args: [arn],
  answer: () => list(string()),
  live: async () => (await live()).queueMoves,
  example: { args: [exampleArn('sqs', 'failed')], answer: () => [] },
})

/**
 * Up to ten messages of a dead-letter queue, by its ARN. They stay visible to all others, and each look raises their receive
 * count: the one look that is not harmless, so only on demand.
 */
export const deadLetters = read({
  actions: ['sqs:ReceiveMessage'],
  args: [arn],
  answer: () => list(deadLetter()),
  live: async () => (await live()).deadLetters,
  example: { args: [exampleArn('sqs', 'failed')], answer: () => [] },
})
