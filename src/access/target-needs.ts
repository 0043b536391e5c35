import type { Account } from '../aws/account.js'
import { serviceOf } from '../targets/index.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { isAwsAlias } from './encrypted.js'
import { keyNeeds } from './role-key.js'

/** All that a role needs for a target; `unseen` says what could not be looked at, and the needs are then not all. */
export interface TargetNeeds {
  needs: readonly Need[]
  unseen: readonly string[]
}

/**
 * All that a role has to be allowed so that EventBridge delivers to a target through it: what the target's API asks, and
 * the use of the customer managed key of what is encrypted. Undefined for a service that takes no role.
 */
export async function targetNeeds(subject: TargetSubject, account: Account): Promise<TargetNeeds | undefined> {
  const needed = await serviceOf(subject.target)?.needs?.run(subject, account)
  if (!needed) return undefined
  const ofKey = await needsOfKey(subject, account)
  return {
    needs: [...needed.needs, ...ofKey.needs],
    unseen: [...(needed.unseen ? [needed.unseen.text] : []), ...ofKey.unseen],
  }
}

async function needsOfKey(subject: TargetSubject, account: Account): Promise<TargetNeeds> {
  const { target } = subject
  const use = serviceOf(target)?.key
  // Under its own name EventBridge needs no permission of the role.
  if (!use || use.alwaysOwn) return { needs: [], unseen: [] }
  const named = await use.read.run(subject, account)
  if (named.state === 'missing') return { needs: [], unseen: [] }
  if (named.state !== 'found') return { needs: [], unseen: [`Could not see whether ${target.Arn} has a KMS key.`] }
  const { key } = named.value
  if (key === null || isAwsAlias(key)) return { needs: [], unseen: [] }
  const read = await account.kmsKey(key, target.Arn)
  if (read.state !== 'found') return { needs: [], unseen: [`Could not read the KMS key ${key} of ${target.Arn}.`] }
  return { needs: read.value.manager === 'AWS' ? [] : keyNeeds(use, read.value.arn, use.actions), unseen: [] }
}
