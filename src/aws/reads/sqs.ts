import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A queue, as sqs:GetQueueAttributes tells it. */
export interface Queue {
  arn: string
  /** What the API wants as QueueUrl. */
  url: string
  /** The queue policy as JSON text; null when the queue has none. */
  policy: string | null
  /** KmsMasterKeyId: a key id, a key ARN, `alias/NAME` or an alias ARN; absent without SSE-KMS. */
  kmsKey?: string
  /** Whether SQS encrypts with keys of its own (SSE-SQS). */
  sqsManagedSse: boolean
  fifo: boolean
  /** Whether SQS takes the deduplication id from the body: EventBridge sends none. */
  contentBasedDeduplication: boolean
}

export interface SqsReads {
  /** A queue by its ARN. */
  queue(arn: string): Promise<Read<Queue>>
}

export const sqsFacts: FactsOf<SqsReads> = { queue: { actions: ['sqs:GetQueueAttributes'] } }
