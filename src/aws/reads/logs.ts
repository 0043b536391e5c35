import { boolean, exactOptional, nullable, picklist, string } from 'valibot'
import { auditEvent } from '../records/audit-event.js'
import { logRecord } from '../records/log-record.js'
import { arn, type Formed, type Found, name, read } from './declare.js'
import { exampleArn, LETS_EVENTBRIDGE_IN } from './example.js'
import { list, object } from './form.js'

export type { LogRecord } from '../records/log-record.js'

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
      /** STANDARD, INFREQUENT_ACCESS or DELIVERY. */
      class: exactOptional(string()),
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

/** Where the log of a resource goes. */
export type LogDelivery = Formed<typeof logDelivery>

const logDelivery = () =>
  object({
    /** CWL, S3, FH or XRAY. */
    type: string(),
    /** The ARN of the log group, bucket or delivery stream. */
    to: string(),
    /** ERROR_LOGS, INFO_LOGS or TRACE_LOGS. */
    logType: exactOptional(string()),
  })

/** The deliveries of the log of a resource, by its ARN. All pages of the three lists that make up the chain. */
export const logDeliveries = read({
  actions: ['logs:DescribeDeliverySources', 'logs:DescribeDeliveries', 'logs:DescribeDeliveryDestinations'],
  args: [arn],
  answer: () => list(logDelivery()),
  live: async () => (await live()).logDeliveries,
  example: {
    args: [exampleArn('events', 'event-bus/orders')],
    answer: () => [{ type: 'CWL', to: GROUP, logType: 'INFO_LOGS' }],
  },
})

/** What was read of a bus's log. */
export type LogRecords = Formed<typeof logRecords>

const logRecords = () =>
  object({
    records: list(logRecord()),
    /** Whether there was more than was read. */
    more: boolean(),
  })

const WHEN = ['2026-11-21T11:00:00.000Z', '2026-11-21T12:00:00.000Z'] as const

/**
 * The newest records of an event bus's log, by the ARN of the log group, from when on and before when (ISO 8601), and the
 * filter pattern that narrows what is read.
 */
export const busLogRecords = read({
  actions: ['logs:FilterLogEvents'],
  args: [arn, name, name, nullable(string())],
  answer: logRecords,
  live: async () => (await live()).busLogRecords,
  example: { args: [GROUP, ...WHEN, null], answer: () => ({ records: [], more: false }) },
})

/** The same by a query of Logs Insights, for log groups of the class INFREQUENT_ACCESS. Billed by what is searched. */
export const busLogQuery = read({
  actions: ['logs:StartQuery', 'logs:GetQueryResults'],
  args: [arn, name, name, string()],
  answer: logRecords,
  live: async () => (await live()).busLogQuery,
  example: { args: [GROUP, ...WHEN, 'fields @timestamp, @message'], answer: () => ({ records: [], more: false }) },
})

/** What was read of the records that a trail sends to a log group. */
export type TrailRecords = Found<typeof trailRecords>

/**
 * The newest records of CloudTrail in a log group, by its ARN, from when on and before when (ISO 8601), and the filter pattern
 * that narrows what is read. The event history has no data events; a trail that selects them sends them here.
 */
export const trailRecords = read({
  actions: ['logs:FilterLogEvents'],
  args: [arn, name, name, name],
  answer: () =>
    object({
      events: list(auditEvent()),
      /** Whether there was more than was read. */
      more: boolean(),
    }),
  live: async () => (await live()).trailRecords,
  example: {
    args: [GROUP, ...WHEN, '{ $.eventName = "Invoke" }'],
    answer: () => ({ events: [], more: false }),
  },
})
