import { exactOptional, string } from 'valibot'
import { arn, type Found, name, read } from './declare.js'
import { exampleArn } from './example.js'
import { object } from './form.js'

const live = () => import('../live/batch.js')

/** A job queue, as batch:DescribeJobQueues tells it. */
export type JobQueue = Found<typeof jobQueue>

/** A job queue by its ARN. */
export const jobQueue = read({
  actions: ['batch:DescribeJobQueues'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** ENABLED takes jobs, DISABLED refuses them. */
      state: string(),
      /** VALID, UPDATING, CREATING, INVALID, DELETING or DELETED. */
      status: string(),
      statusReason: exactOptional(string()),
    }),
  live: async () => (await live()).jobQueue,
  example: {
    args: [exampleArn('batch', 'job-queue/jobs')],
    answer: (arn) => ({ arn, state: 'ENABLED', status: 'VALID' }),
  },
})

/** A revision of a job definition, as batch:DescribeJobDefinitions tells it. */
export type JobDefinition = Found<typeof jobDefinition>

/**
 * A job definition by what SubmitJob takes: a name, `name:revision`, or an ARN with or without a revision. Without one the
 * latest active revision.
 */
export const jobDefinition = read({
  actions: ['batch:DescribeJobDefinitions'],
  args: [name],
  answer: () =>
    object({
      /** With its revision. */
      arn: string(),
      /** ACTIVE or INACTIVE. */
      status: string(),
    }),
  live: async () => (await live()).jobDefinition,
  example: {
    args: [exampleArn('batch', 'job-definition/report:1')],
    answer: (arn) => ({ arn, status: 'ACTIVE' }),
  },
})
