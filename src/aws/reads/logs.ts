import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A log group, as logs:DescribeLogGroups tells it. */
export interface LogGroup {
  name: string
  /** Without the trailing `:*`. */
  arn: string
  kmsKey?: string
}

/** A resource policy of CloudWatch Logs: of the whole account and region, or of one log group. */
export interface LogsPolicy {
  name: string
  scope: 'ACCOUNT' | 'RESOURCE'
  /** JSON text. */
  document: string
  /** Set for a policy of one log group; logs:PutResourcePolicy wants it back. */
  revisionId?: string
}

export interface LogsReads {
  /** A log group by its ARN, with or without a trailing `:*`. */
  logGroup(arn: string): Promise<Read<LogGroup>>
  /** Every resource policy that counts for a log group: those of the account and those of the group. All pages. */
  logsPolicies(logGroupArn: string): Promise<Read<readonly LogsPolicy[]>>
}

export const logsFacts: FactsOf<LogsReads> = {
  logGroup: { actions: ['logs:DescribeLogGroups'] },
  logsPolicies: { actions: ['logs:DescribeResourcePolicies'] },
}
