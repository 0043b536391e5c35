import { rolePolicyReads } from '../access/role-decisions.js'
import type { Account } from '../aws/account.js'
import { isRefused } from '../aws/read.js'
import { readsOfAll } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { callVerdicts } from './cloudtrail/calls.js'
import { seenText, WHY_DATA } from './cloudtrail/no-failure.js'
import { ownVerdicts } from './cloudtrail/own-calls.js'
import { trustVerdicts } from './cloudtrail/trust.js'
import { type Calls, callsOf } from './happened/calls.js'
import { dataEventReads } from './happened/data-events.js'

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
