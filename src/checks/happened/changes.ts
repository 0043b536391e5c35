import type { Account } from '../../aws/account.js'
import { isUnread } from '../../aws/read.js'
import type { Target } from '../../aws/reads/events.js'
import { tagReads } from '../../aws/tags.js'
import { type Change, type ChangeLookup, changeLookups, changesOn, deployed } from '../../evidence/changes.js'
import type { WayInput } from '../../evidence/way.js'
import { windowOf } from '../../evidence/window.js'
import { readsOfAll } from '../../targets/index.js'
import type { ReadsFor } from '../../targets/target.js'
import type { RuleSubject } from '../../verdict/subject.js'
import { keyOfBus, type UnreadOnWay } from './keys.js'
import { stacksOf } from './stacks.js'
import { withMore } from './target-on-way.js'

/** What CloudTrail's history shows to have been changed on the way. */
export interface Changed {
  list: readonly Change[]
  /** A history that could not be read, or what is on the way. */
  unread?: UnreadOnWay
  /** Whether there were more records than were read. */
  more: boolean
}

/** The reads that the changes are found with, for a target of one service. */
export const changeReadsFor: ReadsFor = ({ key }) => [
  ...(['targets', 'attachedPolicies', 'apiDestination', 'eventBus', 'queue', 'kmsKey', 'changeRecords'] as const),
  ...tagReads,
  ...(key?.read.reads ?? []),
]

/** The reads that the changes are found with. */
export const changeReads = readsOfAll(changeReadsFor)

/** Asks CloudTrail for the changes of all that is on the way of a rule's events. */
export async function changesOf(subject: RuleSubject, targets: readonly Target[], account: Account): Promise<Changed> {
  const { rule } = subject
  const window = windowOf(subject)
  const ask = ({ by, value, region }: ChangeLookup) =>
    account.changeRecords(by, value, region, window.from.toISOString(), window.to.toISOString())
  // What the rule itself tells is asked for while the rest is found out.
  const first = changeLookups({ rule, targets }).map(ask)
  const [more, busKey] = await Promise.all([
    Promise.all(targets.map((target) => withMore(subject, target, account))),
    keyOfBus(rule, account),
  ])
  const way: WayInput = { rule, busKeys: busKey.keys, targets: more.map(({ target }) => target) }
  const reads = await Promise.all([...first, ...changeLookups(way).map(ask)])
  const records = reads.flatMap((read) => (read.state === 'found' ? read.value.changes : []))
  const history = reads.find(isUnread)
  const unread = history
    ? { read: history, what: "CloudTrail's event history" }
    : [...more, busKey].find((one) => one.unread)?.unread
  return {
    list: changesOn(way, records, await stacksOf(deployed(way, records), account)),
    more: reads.some((read) => read.state === 'found' && read.value.more),
    ...(unread ? { unread } : {}),
  }
}
