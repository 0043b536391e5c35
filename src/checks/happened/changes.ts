import type { Account } from '../../aws/account.js'
import { isAccountId, parseArn } from '../../aws/arn.js'
import { isUnread, type Unread } from '../../aws/read.js'
import type { Target } from '../../aws/reads/events.js'
import { type Change, type ChangeLookup, changeLookups, changesOn } from '../../evidence/changes.js'
import type { WayInput, WayTarget } from '../../evidence/way.js'
import { windowOf } from '../../evidence/window.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import type { RuleSubject } from '../../verdict/subject.js'

/** What CloudTrail's history shows to have been changed on the way. */
export interface Changed {
  list: readonly Change[]
  /** A history that could not be read. */
  unread?: Unread
  /** Whether there were more records than were read. */
  more: boolean
}

/** The reads that the changes are found with. */
export const changeReads = ['targets', 'attachedPolicies', 'apiDestination', 'changeRecords'] as const

type ChangeAccount = Pick<Account, (typeof changeReads)[number]>

/** Asks CloudTrail for the changes of all that is on the way of a rule's events. */
export async function changesOf(
  subject: RuleSubject,
  targets: readonly Target[],
  account: ChangeAccount,
): Promise<Changed> {
  const { rule } = subject
  const window = windowOf(subject)
  const ask = ({ by, value, region }: ChangeLookup) =>
    account.changeRecords(by, value, region, window.from.toISOString(), window.to.toISOString())
  // What the rule itself tells is asked for while the rest is found out.
  const first = changeLookups({ rule, targets }).map(ask)
  const way: WayInput = { rule, targets: await Promise.all(targets.map((target) => withMore(rule, target, account))) }
  const lookups = changeLookups(way)
  const reads = await Promise.all([...first, ...lookups.map(ask)])
  const records = reads.flatMap((read) => (read.state === 'found' ? read.value.changes : []))
  const unread = reads.find(isUnread)
  return {
    list: changesOn(way, records),
    more: reads.some((read) => read.state === 'found' && read.value.more),
    ...(unread ? { unread } : {}),
  }
}

/** A target with the policies and connections that it uses, as far as they can be read and are the account's own. */
async function withMore(rule: RuleAddress, target: Target, account: ChangeAccount): Promise<WayTarget> {
  const role = parseArn(target.RoleArn ?? '')
  const arn = parseArn(target.Arn)
  const isOwn = (account: string) => !isAccountId(account) || account === rule.account
  const [policies, destination] = await Promise.all([
    role?.service === 'iam' && isOwn(role.account) ? account.attachedPolicies(role.text) : undefined,
    arn?.service === 'events' && arn.resource.startsWith('api-destination/') && isOwn(arn.account)
      ? account.apiDestination(arn.text)
      : undefined,
  ])
  const connection =
    destination?.state === 'found' ? parseArn(destination.value.connectionArn)?.resource.split('/')[1] : undefined
  return {
    ...target,
    // The policies of AWS change without anybody here.
    policies:
      policies?.state === 'found'
        ? policies.value.flatMap(({ arn }) => (arn && isAccountId(parseArn(arn)?.account ?? '') ? [arn] : []))
        : [],
    connections: connection === undefined ? [] : [connection],
  }
}
