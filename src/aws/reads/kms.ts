import { picklist, string } from 'valibot'
import { arn, type Found, name, read } from './declare.js'
import { allowing, exampleArn, HOME, KEY } from './example.js'
import { object } from './form.js'

const live = () => import('../live/kms.js')

/** A KMS key, as kms:DescribeKey tells it. */
export type KmsKey = Found<typeof kmsKey>

/**
 * A key by whatever a service names it with: key id, key ARN, `alias/NAME` or alias ARN. The second argument is the ARN of
 * the resource that is encrypted: ids and bare aliases mean its account and region.
 */
export const kmsKey = read({
  actions: ['kms:DescribeKey'],
  args: [name, arn],
  answer: () =>
    object({
      /** ARN of the key itself, whatever alias it was asked by. */
      arn: string(),
      /** AWS for `alias/aws/...` keys, whose policy nobody can change; CUSTOMER for the account's own. */
      manager: picklist(['AWS', 'CUSTOMER']),
      /** Enabled, Disabled, PendingDeletion, PendingImport, Unavailable ... */
      state: string(),
    }),
  live: async () => (await live()).kmsKey,
  example: {
    args: [KEY, exampleArn('sqs', 'orders')],
    answer: () => ({ arn: KEY, manager: 'CUSTOMER', state: 'Enabled' }),
  },
})

/**
 * The key policy as JSON text, by key id or key ARN (kms:GetKeyPolicy takes no alias) and the ARN of the resource that is
 * encrypted.
 */
export const keyPolicy = read({
  actions: ['kms:GetKeyPolicy'],
  args: [name, arn],
  answer: () => string(),
  live: async () => (await live()).keyPolicy,
  example: {
    args: [KEY, exampleArn('sqs', 'orders')],
    answer: () => allowing({ Principal: { Service: 'events.amazonaws.com', AWS: HOME } }),
  },
})
