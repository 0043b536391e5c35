import { customerKey } from '../../access/encrypted.js'
import { type Restrictions, restrictionsOf } from '../../access/organization.js'
import { callingAsRole, callingItself, type OrganizationCall } from '../../access/organization-calls.js'
import { notRead, organizationVerdict } from '../../access/organization-verdict.js'
import { keyNeeds, viaService } from '../../access/role-key.js'
import type { Account } from '../../aws/account.js'
import { isAccountId } from '../../aws/arn.js'
import { isUnread, type Unread } from '../../aws/read.js'
import { serviceOf } from '../../targets/index.js'
import { unique } from '../../text/unique.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { all, unread, type Verdict } from '../../verdict/verdict.js'
import type { Way } from './way.js'

/** With the policies at hand each call is held against those of both accounts. */
export async function byPolicies(
  subject: TargetSubject,
  way: Way,
  home: Restrictions,
  account: Account,
): Promise<Verdict<'organization-denies'>> {
  const { unseen } = way
  const keyed = await keyCalls(subject, way, account)
  const calls = [...way.calls, ...('state' in keyed ? [] : keyed)]
  const owners = unique(calls.map(({ owner }) => owner)).filter((owner) => isAccountId(owner) && owner !== home.account)
  const reads = await Promise.all(owners.map(async (owner) => ({ owner, read: await restrictionsOf(owner, account) })))
  const sides = new Map<string, Restrictions>([[home.account, home]])
  for (const { owner, read } of reads) if (read.state === 'found' && read.value) sides.set(owner, read.value)
  return all<'organization-denies'>([
    ...calls.map((call) => organizationVerdict(call, home, sides.get(call.owner))),
    ...reads.flatMap(({ owner, read }) => (isUnread(read) ? [notRead(read, owner)] : [])),
    ...('state' in keyed ? [unread(keyed, `the key of ${subject.target.Arn}`, 'to see what may use it')] : []),
    ...(unseen ? [{ status: 'unknown', because: unseen } as const] : []),
  ])
}

/** The calls on the key of the target: policies of the organization that owns it may deny them like those on the target. */
async function keyCalls(
  subject: TargetSubject,
  { role }: Way,
  account: Account,
): Promise<readonly OrganizationCall[] | Unread> {
  const { sender, target, now } = subject
  const key = serviceOf(target)?.key
  // What may not even be needed cannot be the ground of an error.
  if (!key || key.severity === 'warning') return []
  const read = await key.read.run(subject, account)
  if (isUnread(read)) return read
  if (read.state === 'missing' || read.value.key === null) return []
  const arn = await customerKey(read.value.key, target.Arn, account)
  if (isUnread(arn)) return arn
  if (arn.state === 'missing' || arn.value === null) return []
  const { value } = arn
  const own = key.alwaysOwn || !target.RoleArn ? key.own?.(subject) : undefined
  if (own) return key.actions.map((action) => callingItself(own, action, value, sender))
  if (!role) return []
  const sent = viaService({ ...key, owner: target.Arn }, sender.account)
  return keyNeeds(key, value, key.actions).map((need) => callingAsRole(role, { ...need, sent }, now, sender.region))
}
