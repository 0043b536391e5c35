import { exactOptional, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { object } from './form.js'

/** A Firehose stream, as firehose:DescribeDeliveryStream tells it. */
export type DeliveryStream = Found<typeof deliveryStream>

/** A Firehose stream by its ARN. */
export const deliveryStream = read({
  actions: ['firehose:DescribeDeliveryStream'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** ACTIVE, CREATING, CREATING_FAILED, DELETING, DELETING_FAILED or SUSPENDED. */
      status: string(),
      /** DirectPut, or the source that it reads by itself: KinesisStreamAsSource, MSKAsSource, DatabaseAsSource. */
      type: string(),
      /** ARN of the customer's key that encrypts what is put; absent with a key of AWS or without encryption. */
      kmsKey: exactOptional(string()),
    }),
  live: async () => (await import('../live/firehose.js')).deliveryStream,
  example: {
    args: [exampleArn('firehose', 'deliverystream/orders')],
    answer: (arn) => ({ arn, status: 'ACTIVE', type: 'DirectPut' }),
  },
})
