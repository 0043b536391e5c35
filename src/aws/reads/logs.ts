import { exactOptional, picklist, string } from 'valibot'
import { arn, type Formed, type Found, read } from './declare.js'
import { exampleArn, LETS_EVENTBRIDGE_IN } from './example.js'
import { list, object } from './form.js'

const live = () => import('../live/logs.js')
const GROUP = exampleArn('logs', 'log-group:/aws/events/orders')

/** A log group, as logs:DescribeLogGroups tells it. */
export type LogGroup = Found<typeof logGroup>

/** A log group by its ARN, with or without a trailing `:*`. */
export const logGroup = read({
  actions: ['logs:DescribeLogGroups'],
  args: [arn],
  answer: () =>
    object({
      name: string(),
      /** Without the trailing `:*`. */
      arn: string(),
      kmsKey: exactOptional(string()),
    }),
  live: async () => (await live()).logGroup,
  example: { args: [GROUP], answer: (arn) => ({ name: '/aws/events/orders', arn }) },
})

/** A resource policy of CloudWatch Logs: of the whole account and region, or of one log group. */
export type LogsPolicy = Formed<typeof logsPolicy>

const logsPolicy = () =>
  object({
    name: string(),
    scope: picklist(['ACCOUNT', 'RESOURCE']),
    /** JSON text. */
    document: string(),
    /** Set for a policy of one log group; logs:PutResourcePolicy wants it back. */
    revisionId: exactOptional(string()),
  })

/**
 * Every resource policy that counts for a log group, by its ARN: those of the account and those of the group. All pages.
 */
export const logsPolicies = read({
  actions: ['logs:DescribeResourcePolicies'],
  args: [arn],
  answer: () => list(logsPolicy()),
  live: async () => (await live()).logsPolicies,
  example: {
    args: [GROUP],
    answer: () => [{ name: 'events', scope: 'ACCOUNT', document: LETS_EVENTBRIDGE_IN }],
  },
})
