import { boolean, exactOptional, nullable, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn, KEY, LETS_EVENTBRIDGE_IN } from './example.js'
import { object } from './form.js'

/** A topic, as sns:GetTopicAttributes tells it. */
export type Topic = Found<typeof topic>

/** A topic by its ARN. */
export const topic = read({
  actions: ['sns:GetTopicAttributes'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** The topic policy as JSON text; null when the answer has none. */
      policy: nullable(string()),
      /** KmsMasterKeyId: a key id, a key ARN, `alias/NAME` or an alias ARN; absent without encryption. */
      kmsKey: exactOptional(string()),
      fifo: boolean(),
    }),
  live: async () => (await import('../live/sns.js')).topic,
  example: {
    args: [exampleArn('sns', 'orders')],
    answer: (arn) => ({ arn, policy: LETS_EVENTBRIDGE_IN, kmsKey: KEY, fifo: false }),
  },
})
