import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A workflow with its triggers, as glue:GetWorkflow tells it. */
export interface GlueWorkflow {
  name: string
  /** SCHEDULED, CONDITIONAL, ON_DEMAND or EVENT; absent when the answer holds no graph. */
  triggers?: readonly { name: string; type: string; state: string }[]
}

export interface GlueReads {
  /** A workflow by its ARN. */
  glueWorkflow(arn: string): Promise<Read<GlueWorkflow>>
}

export const glueFacts: FactsOf<GlueReads> = {
  glueWorkflow: { actions: ['glue:GetWorkflow'] },
}
