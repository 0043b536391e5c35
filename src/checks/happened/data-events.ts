import type { Account } from '../../aws/account.js'
import { isForeign, parseArn } from '../../aws/arn.js'
import { isUnread } from '../../aws/read.js'
import { type Delivery, dataEventFilter, type SortedDataEvents, sortDataEvents } from '../../evidence/data-events.js'
import { windowOf } from '../../evidence/window.js'
import { serviceOf } from '../../targets/index.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { type NoDataEvents, none, type RecordingTrail, trailOf, trailReads, unread } from './data-event-trail.js'

/** The data events of a delivery, or why there are none to read. */
export type DataEventsRead = { state: 'read'; from: string; events: SortedDataEvents; more: boolean } | NoDataEvents

/** The reads that data events are found with. A diagnosis does without them. */
export const dataEventReads = [...trailReads, 'logGroup', 'trailRecords'] as const

type DataEventAccount = Pick<Account, (typeof dataEventReads)[number]>

/**
 * Reads the data events of a delivery from the log group of the trail that records them. One look in an account whose trails
 * have no log group.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/monitor-cloudtrail-log-files-with-cloudwatch-logs.html
 */
export async function dataEvents(subject: TargetSubject, account: DataEventAccount): Promise<DataEventsRead> {
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
  const trail = await trailOf(calls, subject, account)
  if ('state' in trail) return trail
  return recordsOf(trail, { rule: sender.arn, target, calls }, subject, account)
}

/** The ARN of the log group, as its own service writes it. */
const groupOf = ({ logGroup }: RecordingTrail): string => logGroup.replace(/:\*$/, '')

async function recordsOf(
  trail: RecordingTrail,
  delivery: Delivery,
  subject: TargetSubject,
  account: DataEventAccount,
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
