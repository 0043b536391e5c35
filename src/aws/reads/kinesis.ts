import { exactOptional, nullable, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn, KEY } from './example.js'
import { object } from './form.js'

const live = () => import('../live/kinesis.js')

/** A data stream, as kinesis:DescribeStreamSummary tells it. */
export type Stream = Found<typeof stream>

/** A data stream by its ARN. */
export const stream = read({
  actions: ['kinesis:DescribeStreamSummary'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** ACTIVE, UPDATING, CREATING or DELETING. */
      status: string(),
      /** The KMS key that encrypts it (an id, an ARN or an alias); absent without server-side encryption. */
      kmsKey: exactOptional(string()),
    }),
  live: async () => (await live()).stream,
  example: {
    args: [exampleArn('kinesis', 'stream/orders')],
    answer: (arn) => ({ arn, status: 'ACTIVE', kmsKey: KEY }),
  },
})

/** The resource policy of a data stream as JSON text, by its ARN; null when it has none. */
export const streamPolicy = read({
  actions: ['kinesis:GetResourcePolicy'],
  args: [arn],
  answer: () => nullable(string()),
  live: async () => (await live()).streamPolicy,
  example: { args: [exampleArn('kinesis', 'stream/orders')], answer: () => null },
})
