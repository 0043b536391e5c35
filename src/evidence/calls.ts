import { parseArn } from '../aws/arn.js'
import type { AuditEvent } from '../aws/reads/cloudtrail.js'
import type { Target } from '../aws/reads/events.js'
import type { Need } from '../verdict/need.js'
import { parseDenial } from './denial.js'

/** The denial names a kind of policy that eb-doctor cannot read, so what it can read proves nothing against it. */
export const beyondSight = (event: AuditEvent): boolean =>
  /service control|resource control|VPC endpoint|session policy/.test(
    parseDenial(event.errorMessage ?? '').policyType ?? '',
  )

/**
 * A role may serve several targets. A refused call names its resource only in the message; a call that names none, or
 * that passed without resources in its record, counts for all.
 */
export function isOfTarget(call: AuditEvent, target: Target, needs: readonly Need[]): boolean {
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

export interface History {
  /** The newest failure. */
  last: AuditEvent
  failures: number
  succeededSince: boolean
}

/** What a list of calls says, newest first: the newest failure, and whether one has passed since. */
export function outcomes(calls: readonly AuditEvent[]): History | undefined {
  const sorted = [...calls].sort((a, b) => b.time.localeCompare(a.time))
  const failures = sorted.filter(hasFailed)
  const [last] = failures
  return last && { last, failures: failures.length, succeededSince: sorted.findIndex(hasFailed) > 0 }
}

const hasFailed = (event: AuditEvent): boolean => event.errorCode !== undefined || event.failures.length > 0

/** The newest failure as it was recorded, and how many there were. */
export function quoted(event: AuditEvent, failures: number): [string, ...string[]] {
  const said = event.errorCode
    ? `${event.errorCode}${event.errorMessage ? `: ${event.errorMessage}` : ''}`
    : event.failures.join('; ')
  return [
    `CloudTrail, ${event.time}, ${event.source} ${event.name}: ${said}`,
    ...(failures > 1 ? [`${failures} such failures in the window.`] : []),
  ]
}
