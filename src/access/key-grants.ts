import type { Account } from '../aws/account.js'
import { lastSegment } from '../aws/arn.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, ok, type Verdict } from '../verdict/verdict.js'
import { awsManagedWithRole, type Encrypted, isAwsAlias, type KeyCode, withKey } from './encrypted.js'
import { ownKeyGrant } from './own-key.js'
import { roleKeyGrant } from './role-key.js'

/** Whether EventBridge, or the target's role, can use a key. Reads the roles only when a role is the user. */
export async function keyGrant(
  encrypted: Encrypted,
  subject: TargetSubject,
  account: Account,
): Promise<Verdict<KeyCode>> {
  const { user } = encrypted
  if ('own' in user) return ownKeyGrant({ ...encrypted, user }, subject.sender, account)
  const { key, noun, owner } = encrypted
  if (isAwsAlias(key)) return awsManagedWithRole(encrypted, user.managed)
  return withKey(encrypted, account, async (read, policy) => {
    if (read.manager === 'AWS') return awsManagedWithRole(encrypted, user.managed)
    return all([
      await roleKeyGrant({ ...encrypted, user }, { key: read, policy }, subject, account),
      ...(policy === undefined ? [] : [ok(`The key of the ${noun} ${lastSegment(owner)} is ${read.state}.`)]),
    ])
  })
}
