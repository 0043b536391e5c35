import type { Account } from '../../aws/account.js'
import { isForeign, parseArn } from '../../aws/arn.js'
import { isUnread, type Unread } from '../../aws/read.js'
import type { Trail } from '../../aws/reads/trails.js'
import { type Delivery, dataEventFilter, type SortedDataEvents, sortDataEvents } from '../../evidence/data-events.js'
import { windowOf } from '../../evidence/window.js'
import { serviceOf } from '../../targets/index.js'
import type { DataEvents } from '../../targets/target.js'
import { records } from '../../trigger/selectors.js'
import type { TargetSubject } from '../../verdict/subject.js'

/** The data events of a delivery, or why there are none to read. */
export type DataEventsRead =
  | { state: 'read'; from: string; events: SortedDataEvents; more: boolean }
  /** One sentence. */
  | { state: 'none'; because: string }
  /** `what` could not be read. */
  | { state: 'unread'; read: Unread; what: string }

/** The reads that data events are found with. A diagnosis does without them. */
export const dataEventReads = ['trails', 'trailSelectors', 'logGroup', 'trailRecords'] as const

type TrailAccount = Pick<Account, (typeof dataEventReads)[number]>

const none = (because: string): DataEventsRead => ({ state: 'none', because })
const unread = (read: Unread, what: string): DataEventsRead => ({ state: 'unread', read, what })

/**
 * Reads the data events of a delivery from the log group of the trail that records them. One look in an account whose trails
 * have no log group.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/monitor-cloudtrail-log-files-with-cloudwatch-logs.html
 */
export async function dataEvents(subject: TargetSubject, account: TrailAccount): Promise<DataEventsRead> {
  const { sender, target } = subject
  const service = serviceOf(target)
  const calls = service?.dataEvents
  const arn = parseArn(target.Arn)
  if (!arn || !calls) return none('It is not known as which data events CloudTrail records them.')
  if (calls.onlyAcrossRegions && arn.region === sender.region) {
    return none('Within a Region CloudTrail has no record of what goes from bus to bus.')
  }
  // The record of a call that EventBridge itself makes goes to the account of what is called.
  if (!target.RoleArn && isForeign(arn, sender.account)) {
    return none(`The records of such calls are in account ${arn.account}.`)
  }
  const trails = await account.trails(sender.region)
  if (isUnread(trails)) return unread(trails, `the trails of ${sender.region}`)
  const withGroup = (trails.state === 'found' ? trails.value : []).filter(
    (trail): trail is Recording =>
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
  const chosen = await recorder(near, calls, subject, account)
  if ('state' in chosen) return chosen
  return recordsOf(chosen, { rule: sender.arn, target, calls }, subject, account)
}

type Recording = Trail & { logGroup: string }

/** The ARN of the log group, as its own service writes it. */
const groupOf = ({ logGroup }: Recording): string => logGroup.replace(/:\*$/, '')

/** The trail that selects the data events of the target. */
async function recorder(
  trails: readonly Recording[],
  calls: DataEvents,
  { sender, target }: TargetSubject,
  account: TrailAccount,
): Promise<Recording | Exclude<DataEventsRead, { state: 'read' }>> {
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
  const selecting = read.find(
    ({ selectors }) => selectors.state === 'found' && wanted.some((one) => records(selectors.value, one)),
  )
  if (selecting) return selecting.trail
  for (const { trail, selectors } of read) {
    if (isUnread(selectors)) return { state: 'unread', read: selectors, what: `what the trail ${trail.name} records` }
  }
  return { state: 'none', because: `No trail that sends its records to a log group selects ${calls.type}.` }
}

async function recordsOf(
  trail: Recording,
  delivery: Delivery,
  subject: TargetSubject,
  account: TrailAccount,
): Promise<DataEventsRead> {
  const arn = groupOf(trail)
  const name = `the log group ${arn.replace(/^.*:log-group:/, '')} of the trail ${trail.name}`
  const { from, to } = windowOf(subject)
  const [group, read] = await Promise.all([
    account.logGroup(arn),
    account.trailRecords(arn, from.toISOString(), to.toISOString(), dataEventFilter(delivery)),
  ])
  if (isUnread(group)) return unread(group, name)
  const kind = group.state === 'found' ? (group.value.class ?? 'STANDARD') : 'STANDARD'
  // FilterLogEvents does not read groups of another class.
  if (kind !== 'STANDARD') return none(`There is ${name}, but it cannot be searched (class ${kind}).`)
  if (read.state === 'missing') return none(`There is no longer ${name}.`)
  if (isUnread(read)) return unread(read, name)
  const { events, more } = read.value
  return { state: 'read', from: name, events: sortDataEvents(events, delivery), more }
}
