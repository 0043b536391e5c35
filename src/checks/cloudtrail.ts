import { rolePolicyReads } from '../access/role-decisions.js'
import type { Account } from '../aws/account.js'
import { isRefused } from '../aws/read.js'
import { readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import { spanOf } from '../text/duration.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, cannotTell, ok, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { callVerdicts } from './cloudtrail/calls.js'
import { ownVerdicts } from './cloudtrail/own-calls.js'
import { trustVerdicts } from './cloudtrail/trust.js'
import { type Calls, callsOf } from './happened/calls.js'
import { type DataEventsRead, dataEventReads } from './happened/data-events.js'

type Code = 'assume-role-failed' | 'delivery-denied' | 'delivery-failed'

const readsFor: ReadsFor = ({ needs, dataEvents, resourcePolicy }) => [
  'auditEvents',
  ...rolePolicyReads,
  ...(needs?.reads ?? []),
  ...(dataEvents ? [...dataEventReads, ...(resourcePolicy?.read.reads ?? [])] : []),
]

/**
 * What CloudTrail saw: AssumeRole failing means trust, AssumeRole passing and the call failing means permissions.
 * Silence proves nothing: the event history is late, has management events only, and may not show what was refused. Data
 * events are read where a trail sends them to a log group.
 */
export const cloudtrail = targetCheck({
  id: 'cloudtrail',
  title: 'CloudTrail shows no failed delivery',
  // A role that could not be assumed, or else the call at the end.
  stop: (code) => (code === 'assume-role-failed' ? 'role' : 'end'),
  reads: readsOfAll(readsFor),
  readsFor,
  // Most accounts have no data events, and the event history is there without them.
  tellsMoreWith: dataEventReads,
  findings: ['assume-role-failed', 'delivery-denied', 'delivery-failed'],

  async run(subject, account): Promise<Verdict<Code>> {
    const calls = await callsOf(subject, account)
    if (!calls) return skipped('eb-doctor does not know which calls to this target CloudTrail records.')
    const verdicts = [...(await judged(subject, calls, account)), ...unreadOf(calls)]
    if (verdicts.some((verdict) => verdict.status !== 'ok')) return all(verdicts)
    return seenText(subject, calls)
  },
})

const judged = async (subject: TargetSubject, { assumed, asRole, own }: Calls, account: Account) => [
  ...(subject.target.RoleArn ? await trustVerdicts(subject, assumed, account) : []),
  ...(await callVerdicts(subject, asRole, account)),
  ...(await ownVerdicts(subject, own, account)),
]

/** What was asked and not answered. Data events that may not be read are a limit of the report. */
const unreadOf = ({ unread: history, data }: Calls): Verdict<never>[] => [
  ...(history ? [unread(history, "CloudTrail's event history", 'to see whether deliveries were refused')] : []),
  ...(data.state === 'unread' && !isRefused(data.read) ? [unread(data.read, data.what, WHY_DATA)] : []),
]

const WHY_DATA = 'to see the data events of the deliveries'

/** Why the data events were not read. Of a snapshot that does not hold them a limit of the report tells. */
function unseenText(data: DataEventsRead): string {
  if (data.state === 'none') return ` ${data.because}`
  if (data.state === 'read' || (data.read.state === 'failed' && data.read.error.kind === 'not-recorded')) return ''
  return ` ${cannotTell(data.read, data.what, WHY_DATA).text}`
}

/** What a CloudTrail without failures says. */
function seenText({ target, sinceMinutes }: TargetSubject, calls: Calls): Verdict<never> {
  const { assumed, asRole, own, ofSomeRule, data } = calls
  const service = serviceOf(target)
  const name = service?.name ?? 'target'
  const when = `in the last ${spanOf(sinceMinutes)}`
  const count = assumed.length + asRole.length + own.length
  const unseen = unseenText(data)
  const more = data.state === 'read' && data.more ? ' There were more records than were read.' : ''
  if (count > 0) {
    const dataEvents =
      service?.history || data.state === 'read'
        ? ''
        : ` The calls to the ${name} are data events, which the event history does not show.`
    const whose = target.RoleArn ? 'with this role' : 'for this rule'
    return ok(
      `EventBridge made ${count === 1 ? 'one call' : `${count} calls`} ${whose} ${when}; the latest ones succeeded.${dataEvents}${more}`,
    )
  }
  if (target.RoleArn) {
    return skipped(
      `CloudTrail shows no call of EventBridge with this role ${when}, which proves neither success nor failure.${data.state === 'unread' ? unseen : ''}`,
    )
  }
  if (data.state !== 'read') {
    return skipped(
      `The target has no role. CloudTrail's event history does not show calls that EventBridge itself makes to ${withArticle(name)}: they are data events.${unseen}`,
    )
  }
  const others =
    ofSomeRule.length > 0 ? ` Of ${ofSomeRule.length} calls to it the records do not say for which rule.` : ''
  return skipped(
    `CloudTrail's data events (${data.from}) show no call of EventBridge for this rule ${when}, which proves neither success nor failure.${others}${more}`,
  )
}
