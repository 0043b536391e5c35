import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A data stream, as kinesis:DescribeStreamSummary tells it. */
export interface Stream {
  arn: string
  /** ACTIVE, UPDATING, CREATING or DELETING. */
  status: string
  /** The KMS key that encrypts it (an id, an ARN or an alias); absent without server-side encryption. */
  kmsKey?: string
}

export interface KinesisReads {
  /** A data stream by its ARN. */
  stream(arn: string): Promise<Read<Stream>>
  /** The resource policy of a data stream as JSON text; null when it has none. */
  streamPolicy(arn: string): Promise<Read<string | null>>
}

export const kinesisFacts: FactsOf<KinesisReads> = {
  stream: { actions: ['kinesis:DescribeStreamSummary'] },
  streamPolicy: { actions: ['kinesis:GetResourcePolicy'] },
}
