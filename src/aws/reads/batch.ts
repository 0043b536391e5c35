import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A job queue, as batch:DescribeJobQueues tells it. */
export interface JobQueue {
  arn: string
  /** ENABLED takes jobs, DISABLED refuses them. */
  state: string
  /** VALID, UPDATING, CREATING, INVALID, DELETING or DELETED. */
  status: string
  statusReason?: string
}

/** A revision of a job definition, as batch:DescribeJobDefinitions tells it. */
export interface JobDefinition {
  /** With its revision. */
  arn: string
  /** ACTIVE or INACTIVE. */
  status: string
}

export interface BatchReads {
  /** A job queue by its ARN. */
  jobQueue(arn: string): Promise<Read<JobQueue>>
  /**
   * A job definition by what SubmitJob takes: a name, `name:revision`, or an ARN with or without a revision. Without one
   * the latest active revision.
   */
  jobDefinition(reference: string): Promise<Read<JobDefinition>>
}

export const batchFacts: FactsOf<BatchReads> = {
  jobQueue: { actions: ['batch:DescribeJobQueues'] },
  jobDefinition: { actions: ['batch:DescribeJobDefinitions'] },
}
