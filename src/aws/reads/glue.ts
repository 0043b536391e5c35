import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A workflow with its triggers, as glue:GetWorkflow or glue:GetTriggers tell it. */
export interface GlueWorkflow {
  name: string
  /** `type`: SCHEDULED, CONDITIONAL, ON_DEMAND or EVENT. */
  triggers: readonly { name: string; type: string; state: string }[]
}

export interface GlueReads {
  /** A workflow by its ARN. */
  glueWorkflow(arn: string): Promise<Read<GlueWorkflow>>
}

export const glueFacts: FactsOf<GlueReads> = {
  glueWorkflow: { actions: ['glue:GetWorkflow', 'glue:GetTriggers'] },
}
