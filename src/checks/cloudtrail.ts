import { permissionDecision, rolePolicies, rolePolicyReads, trustDecision } from '../access/role-decisions.js'
import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import type { AuditEvent } from '../aws/reads/cloudtrail.js'
import type { Target } from '../aws/reads/events.js'
import { isDenial, isTransient, parseDenial } from '../evidence/denial.js'
import { readsOfAll, serviceOf } from '../targets/index.js'
import type { ReadsFor } from '../targets/target.js'
import { withArticle } from '../text/article.js'
import { spanOf } from '../text/duration.js'
import type { Need } from '../verdict/need.js'
import type { TargetSubject } from '../verdict/subject.js'
import { all, error, ok, skipped, unread, type Verdict, warning } from '../verdict/verdict.js'
import { targetCheck } from './check.js'

type Code = 'assume-role-failed' | 'delivery-denied' | 'delivery-failed'

const readsFor: ReadsFor = ({ needs }) => ['auditEvents', ...rolePolicyReads, ...(needs?.reads ?? [])]

/**
 * What CloudTrail saw: AssumeRole failing means trust, AssumeRole passing and the call failing means permissions.
 * Silence proves nothing: the event history is late, has management events only, and may not show what was refused.
 */
export const cloudtrail = targetCheck({
  id: 'cloudtrail',
  title: 'CloudTrail shows no failed delivery',
  reads: readsOfAll(readsFor),
  readsFor,
  findings: ['assume-role-failed', 'delivery-denied', 'delivery-failed'],

  async run(subject, account): Promise<Verdict<Code>> {
    const { target, sinceMinutes } = subject
    const service = serviceOf(target)
    if (!service) return skipped('It is not known which calls CloudTrail shows of this target.')
    const { RoleArn } = target
    if (!RoleArn) {
      return skipped(
        `Without a role there is nothing to see: calls to ${withArticle(service.name)} by EventBridge itself are data events.`,
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
    const byEventBridge = (event: AuditEvent) => event.invokedBy === 'events.amazonaws.com'
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
        `CloudTrail shows no call of EventBridge with this role in the last ${spanOf(sinceMinutes)}: silence proves nothing.`,
      )
    }
    const dataEvents = service.history
      ? ''
      : ` The calls to the ${service.name} are data events, which it does not show.`
    return ok(
      `${plural(count, 'call')} of EventBridge with this role in the last ${spanOf(sinceMinutes)}, none failed at last.${dataEvents}`,
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

async function trustVerdicts(
  { rule, target }: TargetSubject,
  calls: readonly AuditEvent[],
  account: Pick<Account, 'role'>,
): Promise<Verdict<Code>[]> {
  const history = outcomes(calls)
  if (!history) return []
  const { last, failures, succeededSince } = history
  const because = quote(last, failures)
  if (succeededSince) return [ok(`AssumeRole failed until ${last.time} and has passed since.`)]
  const role = await account.role(target.RoleArn ?? '')
  const allowsNow = role.state === 'found' && trustDecision(role.value, rule).decision === 'Allowed'
  const name = target.RoleArn?.split('/').at(-1)
  if (allowsNow && !beyondSight(last)) {
    return [
      warning('assume-role-failed', `EventBridge was refused the role ${name}, which its trust policy allows now.`, {
        because: [
          ...because,
          'The trust policy as it is now lets EventBridge in: it was mended since, or the denial came from elsewhere.',
        ],
      }),
    ]
  }
  return [
    error('assume-role-failed', `EventBridge could not assume the role ${name}: its trust is what is broken.`, {
      because: [
        ...because,
        ...(allowsNow
          ? ['The trust policy that can be read allows it: the denial came from a policy that cannot be read here.']
          : []),
      ],
    }),
  ]
}

async function callVerdicts(
  subject: TargetSubject,
  calls: readonly AuditEvent[],
  account: Account,
): Promise<Verdict<Code>[]> {
  const { target, rule, now } = subject
  const service = serviceOf(target)
  if (calls.length === 0 || !service) return []
  const { needs } = (await service.needs?.run(subject, account)) ?? { needs: [] }
  const mine = calls.filter((call) => isOfTarget(call, target, needs))
  const history = outcomes(mine)
  if (!history) return []
  const { last, failures, succeededSince } = history
  const because = quote(last, failures)
  if (succeededSince) return [ok(`${last.name} failed until ${last.time} and has passed since.`)]

  if (!isDenial(last.errorCode ?? '')) {
    const transient = isTransient(last.errorCode ?? '')
    const what = last.errorCode ? `with ${last.errorCode}` : 'without starting anything'
    const summary = `The last ${last.name} that EventBridge made for target ${target.Id} ended ${what}.`
    return [
      transient ? warning('delivery-failed', summary, { because }) : error('delivery-failed', summary, { because }),
    ]
  }
  const denial = parseDenial(last.errorMessage ?? '')
  const asked = needs.filter((need) => need.action === denial.action)
  const policies = await rolePolicies(target.RoleArn ?? '', account)
  const allowsNow =
    policies !== undefined &&
    !('state' in policies) &&
    asked.length > 0 &&
    asked.every((need) => permissionDecision(policies, need, now, rule.region).decision.decision === 'Allowed')
  const what = `${denial.action ?? last.name}${denial.resource ? ` on ${denial.resource}` : ''}`
  if (allowsNow && !beyondSight(last)) {
    return [
      warning('delivery-denied', `EventBridge was refused ${what}, which the role allows now.`, {
        because: [
          ...because,
          'The policies as they are now allow it: they were mended since, or the denial came from one that cannot be read here.',
        ],
      }),
    ]
  }
  const elsewhere = allowsNow
    ? [
        `The role's own policies allow it: the denial came from a ${denial.policyType ?? 'policy'}, which cannot be read here.`,
      ]
    : []
  return [error('delivery-denied', `EventBridge was refused ${what}.`, { because: [...because, ...elsewhere] })]
}

/** The denial names a kind of policy that eb-doctor cannot read, so what it can read proves nothing against it. */
const beyondSight = (event: AuditEvent): boolean =>
  /service control|resource control|VPC endpoint|session policy/.test(
    parseDenial(event.errorMessage ?? '').policyType ?? '',
  )

/**
 * A role may serve several targets. A refused call names its resource only in the message; a call that names none, or
 * that passed without resources in its record, counts for all.
 */
function isOfTarget(call: AuditEvent, target: Target, needs: readonly Need[]): boolean {
  const { action, resource } = parseDenial(call.errorMessage ?? '')
  const wanted = [target.Arn, ...needs.map((need) => need.resource)].map(family)
  if (resource) {
    // An action that is not known to be needed (a key's, a role's that is passed) can only come with this very call.
    const unforeseen = action !== undefined && needs.every((need) => need.action !== action)
    return unforeseen || wanted.some((arn) => arn === family(resource) || covers(arn, resource))
  }
  const named = call.resources.filter((arn) => parseArn(arn)?.service === parseArn(needs[0]?.resource ?? '')?.service)
  return named.length === 0 || named.some((arn) => wanted.includes(family(arn)))
}

/** A task definition without its revision: which one is run changes with each deployment. */
const family = (arn: string): string => (arn.includes(':task-definition/') ? arn.replace(/:\d+$/, '') : arn)

/** A need that speaks for all tasks of a cluster or all instances covers any one of them. */
const covers = (arn: string, resource: string): boolean => arn.endsWith('*') && resource.startsWith(arn.slice(0, -1))

interface History {
  /** The newest failure. */
  last: AuditEvent
  failures: number
  succeededSince: boolean
}

/** What a list of calls says, newest first: the newest failure, and whether one has passed since. */
function outcomes(calls: readonly AuditEvent[]): History | undefined {
  const sorted = [...calls].sort((a, b) => b.time.localeCompare(a.time))
  const failures = sorted.filter(hasFailed)
  const [last] = failures
  return last && { last, failures: failures.length, succeededSince: sorted.findIndex(hasFailed) > 0 }
}

const hasFailed = (event: AuditEvent): boolean => event.errorCode !== undefined || event.failures.length > 0

function quote(event: AuditEvent, failures: number): string[] {
  const said = event.errorCode
    ? `${event.errorCode}${event.errorMessage ? `: ${event.errorMessage}` : ''}`
    : event.failures.join('; ')
  return [
    `CloudTrail, ${event.time}, ${event.source} ${event.name}: ${said}`,
    ...(failures > 1 ? [`${failures} such failures in the window.`] : []),
  ]
}

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`
