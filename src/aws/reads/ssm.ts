import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A document, as ssm:DescribeDocument tells it: a command document or a runbook. */
export interface SsmDocument {
  name: string
  /** `Amazon` and the like for those that AWS owns, else an account. */
  owner: string
  /** Active, Creating, Updating, Deleting or Failed. */
  status: string
  statusReason?: string
  /** Command, Automation ... */
  type: string
  /** Parameters without a default value. */
  required: readonly string[]
}

export interface SsmReads {
  /** A document by the ARN of a target: `document/NAME` or `automation-definition/NAME[:VERSION]`. */
  ssmDocument(arn: string): Promise<Read<SsmDocument>>
}

export const ssmFacts: FactsOf<SsmReads> = {
  ssmDocument: { actions: ['ssm:DescribeDocument'] },
}
