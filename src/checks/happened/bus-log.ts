import type { Account } from '../../aws/account.js'
import { lastSegment } from '../../aws/arn.js'
import { isUnread, type Unread } from '../../aws/read.js'
import type { LogDelivery, LogRecords } from '../../aws/reads/logs.js'
import type { RuleSubject } from '../../verdict/subject.js'
import { groupReads, type NoLog, recordsOf } from './log-group.js'

/** The log of a rule's bus, or why there is none to read. */
export type BusLog = { state: 'read'; level: string; records: LogRecords } | NoLog

/** The reads that the log of a bus is read with. */
export const busLogReads = ['rule', 'eventBus', 'logDeliveries', ...groupReads] as const

type LogAccount = Pick<Account, (typeof busLogReads)[number]>

/**
 * Follows the LogConfig of the rule's bus and its deliveries to a log group, and reads the newest records there of the rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-logs.html
 */
export async function busLog(subject: RuleSubject, account: LogAccount): Promise<BusLog> {
  const { rule } = subject
  const none = (because: string): BusLog => ({ state: 'none', because })
  const unread = (read: Unread, what: string): BusLog => ({ state: 'unread', read, what })
  const [bus, known] = await Promise.all([account.eventBus(rule.busArn), account.rule(rule.name, rule.busRef)])
  if (bus.state === 'missing') return none(`There is no event bus ${rule.bus}.`)
  if (isUnread(bus)) return unread(bus, `the event bus ${rule.bus}`)
  if (isUnread(known)) return unread(known, `the rule ${rule.name}`)
  const level = bus.value.logLevel ?? 'OFF'
  if (level === 'OFF') return none(`The event bus ${rule.bus} keeps no log.`)
  const deliveries = await account.logDeliveries(rule.busArn)
  if (isUnread(deliveries)) return unread(deliveries, `where the log of the event bus ${rule.bus} goes`)
  const places = deliveries.state === 'found' ? deliveries.value : []
  const groups = [...new Set(places.filter(({ type }) => type === 'CWL').map(({ to }) => to))]
  if (groups.length === 0) {
    return none(
      places.length === 0
        ? `The event bus ${rule.bus} has the log level ${level}, but its log is delivered nowhere.`
        : `The log of the event bus ${rule.bus} goes to ${placesText(places)}, which is not read.`,
    )
  }
  const pattern = known.state === 'found' ? known.value.eventPattern : undefined
  const logs = await Promise.all(groups.map((group) => recordsOf(group, subject, pattern, account)))
  const gap = logs.find((log) => log.state !== 'read')
  if (gap) return gap
  const read = logs.flatMap((log) => (log.state === 'read' ? [log.records] : []))
  return {
    state: 'read',
    level,
    records: { records: read.flatMap(({ records }) => records), more: read.some(({ more }) => more) },
  }
}

const PLACES: Readonly<Record<string, string>> = { S3: 'the S3 bucket', FH: 'the Firehose stream', XRAY: 'X-Ray' }

const placesText = (places: readonly LogDelivery[]): string =>
  [
    ...new Set(places.map(({ type, to }) => `${PLACES[type] ?? type} ${lastSegment(to.replace(/^.*:/, ''))}`.trim())),
  ].join(' and ')
