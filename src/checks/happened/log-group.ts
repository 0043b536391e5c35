import type { Account } from '../../aws/account.js'
import { isUnread, type Unread } from '../../aws/read.js'
import type { LogRecords } from '../../aws/reads/logs.js'
import { filterPattern, insightsQuery } from '../../evidence/log-queries.js'
import { wantedBy } from '../../evidence/log-reading.js'
import { windowOf } from '../../evidence/window.js'
import type { RuleSubject } from '../../verdict/subject.js'

/** Why there is no log to read. */
export type NoLog =
  /** One sentence. */
  | { state: 'none'; because: string }
  /** `what` could not be read. */
  | { state: 'unread'; read: Unread; what: string }

/** The reads that the records of a log group are read with. */
export const groupReads = ['logGroup', 'busLogRecords', 'busLogQuery'] as const

/** The records in one log group, by the way that its class allows. */
export async function recordsOf(
  arn: string,
  subject: RuleSubject,
  pattern: string | undefined,
  account: Pick<Account, (typeof groupReads)[number]>,
): Promise<{ state: 'read'; records: LogRecords } | NoLog> {
  const name = arn.replace(/^.*:log-group:/, '')
  const group = await account.logGroup(arn)
  if (group.state === 'missing') return { state: 'none', because: `The log group ${name} does not exist.` }
  if (isUnread(group)) return { state: 'unread', read: group, what: `the log group ${name}` }
  const window = windowOf(subject)
  const when = [window.from.toISOString(), window.to.toISOString()] as const
  const wanted = wantedBy(pattern)
  const byQuery = group.value.class === 'INFREQUENT_ACCESS'
  const query = insightsQuery(subject.rule, wanted)
  if (group.value.class === 'DELIVERY' || (byQuery && query === undefined)) {
    return { state: 'none', because: `The log group ${name} cannot be searched (class ${group.value.class}).` }
  }
  const read =
    byQuery && query !== undefined
      ? await account.busLogQuery(arn, ...when, query)
      : await account.busLogRecords(arn, ...when, filterPattern(subject.rule, wanted) ?? null)
  if (read.state === 'missing') return { state: 'none', because: `The log group ${name} does not exist.` }
  if (isUnread(read)) return { state: 'unread', read, what: `the log group ${name}` }
  return { state: 'read', records: read.value }
}
