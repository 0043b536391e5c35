import { boolean, exactOptional, nullable, number, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn, KEY, LETS_EVENTBRIDGE_IN } from './example.js'
import { object } from './form.js'

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
    }),
  live: async () => (await import('../live/sqs.js')).queue,
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
    }),
  },
})
