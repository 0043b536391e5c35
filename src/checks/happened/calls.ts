import type { Account } from '../../aws/account.js'
import { isUnread, type Unread } from '../../aws/read.js'
import type { AuditEvent } from '../../aws/reads/cloudtrail.js'
import { serviceOf } from '../../targets/index.js'
import type { TargetSubject } from '../../verdict/subject.js'
import { type DataEventsRead, dataEventReads, dataEvents } from './data-events.js'

/** The calls that EventBridge made for one target, as far as CloudTrail shows them. Each list as CloudTrail gave it. */
export interface Calls {
  /** Its AssumeRole calls for the role of the target. */
  assumed: readonly AuditEvent[]
  /** Calls made as that role to the target's service: of any target with that role. */
  asRole: readonly AuditEvent[]
  /** Calls to the target under its own name, for this rule. */
  own: readonly AuditEvent[]
  /** Calls to the target under its own name, of which the record does not say for which rule. */
  ofSomeRule: readonly AuditEvent[]
  /** Where the data events were looked for. */
  data: DataEventsRead
  /** A look into the event history that brought no answer. */
  unread?: Unread
}

/** The reads that the calls are found with. */
export const callReads = ['auditEvents', ...dataEventReads] as const

/** Asks CloudTrail for the calls that EventBridge made for one target. Undefined for a target that is not known. */
export async function callsOf(
  subject: TargetSubject,
  account: Pick<Account, (typeof callReads)[number]>,
): Promise<Calls | undefined> {
  const { target, sinceMinutes, until } = subject
  const service = serviceOf(target)
  if (!service) return undefined
  const { RoleArn } = target
  const [assumed, called, data] = await Promise.all([
    RoleArn ? assumptions(RoleArn, sinceMinutes, account) : undefined,
    Promise.all(
      RoleArn && service.history
        ? service.history.events.map((name) => account.auditEvents('EventName', name, sinceMinutes))
        : [],
    ),
    dataEvents(subject, account),
  ])
  const unread = [...(assumed ? [assumed] : []), ...called].find(isUnread)
  const seen = (read: NonNullable<typeof assumed> | undefined) => (read?.state === 'found' ? read.value.events : [])
  const byEventBridge = ({ time, invokedBy }: AuditEvent) =>
    invokedBy === 'events.amazonaws.com' && (until === undefined || time <= until.toISOString())
  const sorted = data.state === 'read' ? data.events : { asRole: [], own: [], ofSomeRule: [] }
  return {
    assumed: seen(assumed).filter(
      (event) => event.name === 'AssumeRole' && byEventBridge(event) && event.assumedRoleArn === RoleArn,
    ),
    asRole: [
      ...called
        .flatMap(seen)
        .filter(
          (event) =>
            event.source === service.history?.source && byEventBridge(event) && event.sessionRoleArn === RoleArn,
        ),
      ...sorted.asRole,
    ],
    own: sorted.own,
    ofSomeRule: sorted.ofSomeRule,
    data,
    ...(unread ? { unread } : {}),
  }
}

/**
 * The look-up by the role's ARN is the precise one. A refused AssumeRole may be recorded without its resource, so when it
 * brings nothing the last AssumeRole calls of the whole account are looked through as well.
 */
async function assumptions(roleArn: string, minutes: number, account: Pick<Account, 'auditEvents'>) {
  const precise = await account.auditEvents('ResourceName', roleArn, minutes)
  const found = precise.state === 'found' && precise.value.events.some((event) => event.name === 'AssumeRole')
  return found || precise.state !== 'found' ? precise : account.auditEvents('EventName', 'AssumeRole', minutes)
}
