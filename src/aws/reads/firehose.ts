import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A Firehose stream, as firehose:DescribeDeliveryStream tells it. */
export interface DeliveryStream {
  arn: string
  /** ACTIVE, CREATING, CREATING_FAILED, DELETING, DELETING_FAILED or SUSPENDED. */
  status: string
  /** DirectPut, or the source that it reads by itself: KinesisStreamAsSource, MSKAsSource, DatabaseAsSource. */
  type: string
}

export interface FirehoseReads {
  /** A Firehose stream by its ARN. */
  deliveryStream(arn: string): Promise<Read<DeliveryStream>>
}

export const firehoseFacts: FactsOf<FirehoseReads> = {
  deliveryStream: { actions: ['firehose:DescribeDeliveryStream'] },
}
