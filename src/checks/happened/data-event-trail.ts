import type { Account } from '../../aws/account.js'
import { parseArn } from '../../aws/arn.js'
import { isUnread, type Unread } from '../../aws/read.js'
import type { Trail } from '../../aws/reads/trails.js'
import type { DataEvents } from '../../targets/target.js'
import { records } from '../../trigger/selectors.js'
import type { TargetSubject } from '../../verdict/subject.js'

/** Why there are no data events to read. */
export type NoDataEvents =
  /** One sentence. */
  | { state: 'none'; because: string }
  /** `what` could not be read. */
  | { state: 'unread'; read: Unread; what: string }

/** There are none, for a reason that is one sentence. */
export const none = (because: string): NoDataEvents => ({ state: 'none', because })

/** Something that could not be read keeps them from being seen. */
export const unread = (read: Unread, what: string): NoDataEvents => ({ state: 'unread', read, what })

/** The reads that the trail is found with. */
export const trailReads = ['trails', 'trailSelectors'] as const

type TrailAccount = Pick<Account, (typeof trailReads)[number]>

/** A trail that sends its records to a log group. */
export type RecordingTrail = Trail & { logGroup: string }

/** The trail of the rule's account that sends the data events of a target to a log group. */
export async function trailOf(
  calls: DataEvents,
  subject: TargetSubject,
  account: TrailAccount,
): Promise<RecordingTrail | NoDataEvents> {
  const { sender } = subject
  const trails = await account.trails(sender.region)
  if (isUnread(trails)) return unread(trails, `the trails of ${sender.region}`)
  const withGroup = (trails.state === 'found' ? trails.value : []).filter(
    (trail): trail is RecordingTrail =>
      trail.logGroup !== undefined && (trail.multiRegion || [undefined, sender.region].includes(trail.homeRegion)),
  )
  const near = withGroup.filter(({ logGroup }) => parseArn(logGroup)?.account === sender.account)
  if (near.length === 0) {
    return none(
      withGroup.length === 0
        ? `No trail in ${sender.region} sends its records to a log group.`
        : `The records of the trail ${withGroup[0]?.name} go to a log group of another account.`,
    )
  }
  return selecting(near, calls, subject, account)
}

/** The trail that selects the data events of the target. */
async function selecting(
  trails: readonly RecordingTrail[],
  calls: DataEvents,
  { sender, target }: TargetSubject,
  account: TrailAccount,
): Promise<RecordingTrail | NoDataEvents> {
  const wanted = calls.events.map((eventName) => ({
    category: 'data' as const,
    eventSource: calls.source,
    eventName,
    resourceType: calls.type,
    resources: [target.Arn],
  }))
  const read = await Promise.all(
    trails.map(async (trail) => ({ trail, selectors: await account.trailSelectors(trail.arn, sender.region) })),
  )
  const found = read.find(
    ({ selectors }) => selectors.state === 'found' && wanted.some((one) => records(selectors.value, one)),
  )
  if (found) return found.trail
  for (const { trail, selectors } of read) {
    if (isUnread(selectors)) return unread(selectors, `what the trail ${trail.name} records`)
  }
  return none(`No trail that sends its records to a log group selects ${calls.type}.`)
}
