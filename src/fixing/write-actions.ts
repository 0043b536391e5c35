import { READS } from '../aws/account.js'
import type { IamAction } from '../aws/read.js'
import { operationsOf } from './writes.js'

/** What `fix` must be allowed to do beside diagnosing: its writes, and what goes with them. */
const FIX_ACTIONS: readonly IamAction[] = [
  ...operationsOf('fix'),
  // PutTargets with a role asks for it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
  'iam:PassRole',
  // Whose stack a resource belongs to is looked at before it is changed.
  ...READS.tags.actions,
]

/** What `listen` looks at of the account. */
const LISTEN_READS = ['caller', 'rule', 'targets'] as const

/** What `listen` must be allowed to do with the queue and the rule that it makes, and with nothing else. */
const LISTEN_ACTIONS: readonly IamAction[] = [
  ...operationsOf('listen'),
  'events:PutTargets',
  // A queue and a rule that are made with tags: both APIs ask for it.
  'sqs:TagQueue',
  'events:TagResource',
  // The tags are looked at before anything is removed.
  'sqs:ListQueueTags',
  'events:ListTagsForResource',
]

/** What each command that writes must be allowed to do. */
export const WRITE_ACTIONS = { fix: FIX_ACTIONS, listen: { reads: LISTEN_READS, own: LISTEN_ACTIONS } } as const
