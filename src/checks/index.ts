import { busEncryption } from './bus-encryption.js'
import type { Check } from './check.js'
import { cloudtrail } from './cloudtrail.js'
import { crossAccount } from './cross-account.js'
import { deadLetterQueue } from './dead-letter-queue.js'
import { encryption } from './encryption.js'
import { organization } from './organization.js'
import { resourcePolicy } from './resource-policy.js'
import { rolePermissions } from './role-permissions.js'
import { roleTrust } from './role-trust.js'
import { rule } from './rule.js'
import { targetConfig } from './target-config.js'
import { targetState } from './target-state.js'
import { targets } from './targets.js'
import { trigger } from './trigger.js'

/** All checks, in the order in which an event travels. Reading this list tells what the tool does. */
export const CHECKS: readonly Check[] = [
  rule,
  trigger,
  targets,
  busEncryption,
  targetConfig,
  targetState,
  roleTrust,
  rolePermissions,
  resourcePolicy,
  organization,
  encryption,
  crossAccount,
  deadLetterQueue,
  cloudtrail,
]
