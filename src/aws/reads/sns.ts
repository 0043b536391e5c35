import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A topic, as sns:GetTopicAttributes tells it. */
export interface Topic {
  arn: string
  /** The topic policy as JSON text; null when the answer has none. */
  policy: string | null
  /** KmsMasterKeyId: a key id, a key ARN, `alias/NAME` or an alias ARN; absent without encryption. */
  kmsKey?: string
  fifo: boolean
}

export interface SnsReads {
  /** A topic by its ARN. */
  topic(arn: string): Promise<Read<Topic>>
}

export const snsFacts: FactsOf<SnsReads> = { topic: { actions: ['sns:GetTopicAttributes'] } }
