import { rolePolicyReads } from '../access/role-decisions.js'
import type { Account } from '../aws/account.js'
import type { AuditEvent } from '../aws/reads/cloudtrail.js'
import { readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import { spanOf } from '../text/duration.js'
import { all, ok, skipped, unread, type Verdict } from '../verdict/verdict.js'
import { targetCheck } from './check.js'
import { callVerdicts } from './cloudtrail/calls.js'
import { trustVerdicts } from './cloudtrail/trust.js'

type Code = 'assume-role-failed' | 'delivery-denied' | 'delivery-failed'

const readsFor: ReadsFor = ({ needs }) => ['auditEvents', ...rolePolicyReads, ...(needs?.reads ?? [])]

/**
 * What CloudTrail saw: AssumeRole failing means trust, AssumeRole passing and the call failing means permissions.
 * Silence proves nothing: the event history is late, has management events only, and may not show what was refused.
 */
export const cloudtrail = targetCheck({
  id: 'cloudtrail',
  title: 'CloudTrail shows no failed delivery',
  // A role that could not be assumed, or else the call at the end.
  stop: (code) => (code === 'assume-role-failed' ? 'role' : 'end'),
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['assume-role-failed', 'delivery-denied', 'delivery-failed'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { target, sinceMinutes, until } = subject
    const service = serviceOf(target)
    if (!service) return skipped('eb-doctor does not know which calls to this target CloudTrail records.')
    const { RoleArn } = target
    if (!RoleArn) {
      return skipped(
        `The target has no role. CloudTrail's event history does not show calls that EventBridge itself makes to ${withArticle(service.name)}: they are data events.`,
      )
    }
    const [assumed, called] = await Promise.all([
      assumptions(RoleArn, sinceMinutes, account),
      service.history
        ? Promise.all(service.history.events.map((name) => account.auditEvents('EventName', name, sinceMinutes)))
        : [],
    ])
    const failed = [assumed, ...called].find((read) => read.state === 'denied' || read.state === 'failed')
    const seen = (read: typeof assumed): readonly AuditEvent[] => (read.state === 'found' ? read.value.events : [])
    const inWindow = ({ time }: AuditEvent) => until === undefined || time <= until.toISOString()
    const byEventBridge = (event: AuditEvent) => event.invokedBy === 'events.amazonaws.com' && inWindow(event)
    const roleCalls = seen(assumed).filter(
      (event) => event.name === 'AssumeRole' && byEventBridge(event) && event.assumedRoleArn === RoleArn,
    )
    const targetCalls = called
      .flatMap(seen)
      .filter(
        (event) => event.source === service.history?.source && byEventBridge(event) && event.sessionRoleArn === RoleArn,
      )

    const verdicts = [
      ...(await trustVerdicts(subject, roleCalls, account)),
      ...(await callVerdicts(subject, targetCalls, account)),
      ...(failed?.state === 'denied' || failed?.state === 'failed'
        ? [unread(failed, "CloudTrail's event history", 'to see whether deliveries were refused')]
        : []),
    ]
    if (verdicts.some((verdict) => verdict.status !== 'ok')) return all(verdicts)
    const count = roleCalls.length + targetCalls.length
    if (count === 0) {
      return skipped(
        `CloudTrail shows no call of EventBridge with this role in the last ${spanOf(sinceMinutes)}, which proves neither success nor failure.`,
      )
    }
    const dataEvents = service.history
      ? ''
      : ` The calls to the ${service.name} are data events, which it does not show.`
    return ok(
      `EventBridge made ${count === 1 ? 'one call' : `${count} calls`} with this role in the last ${spanOf(sinceMinutes)}; the latest ones succeeded.${dataEvents}`,
    )
  },
})

/**
 * The look-up by the role's ARN is the precise one. A refused AssumeRole may be recorded without its resource, so when it
 * brings nothing the last AssumeRole calls of the whole account are looked through as well.
 */
async function assumptions(roleArn: string, minutes: number, account: Pick<Account, 'auditEvents'>) {
  const precise = await account.auditEvents('ResourceName', roleArn, minutes)
  const found = precise.state === 'found' && precise.value.events.some((event) => event.name === 'AssumeRole')
  return found || precise.state !== 'found' ? precise : account.auditEvents('EventName', 'AssumeRole', minutes)
}
