import { READS } from '../aws/account.js'
import type { IamAction } from '../aws/read.js'
import { OPERATIONS } from './writes.js'

/** What `fix` must be allowed to do beside diagnosing: its writes, and what goes with them. */
export const WRITE_ACTIONS: readonly IamAction[] = [
  ...OPERATIONS,
  // PutTargets with a role asks for it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
  'iam:PassRole',
  // Whose stack a resource belongs to is looked at before it is changed.
  ...READS.tags.actions,
]
