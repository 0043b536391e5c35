import { lastSegment } from '../aws/arn.js'
import type { AuditEvent } from '../aws/reads/cloudtrail.js'
import type { Target } from '../aws/reads/events.js'
import { unique } from '../text/unique.js'
import type { Need } from '../verdict/need.js'
import { isOfTarget, outcomes } from './calls.js'
import { isDenial, isTransient, parseDenial } from './denial.js'
import { fitsOf } from './error-codes.js'
import { minuteOf, newest, oldest } from './moment.js'
import type { Observation } from './types.js'

/** What CloudTrail shows of the calls for one target. */
export interface CallsOfTarget {
  target: Target
  assumed: readonly AuditEvent[]
  asRole: readonly AuditEvent[]
  own: readonly AuditEvent[]
  /** What the target needs of its role. */
  needs: readonly Need[]
}

/** A call that stands for others like it: the first and the last that failed, and the last that was made. */
export interface SeenCall {
  time: string
  kind: 'failure' | 'success'
  /** The only target of the rule that it can be for; null when it can be for several. */
  target: string | null
  /** The checks that the reason fits; left out when it gives none. */
  fits?: readonly string[]
  /** One sentence without its moment. */
  text: string
  /** Whether it is the first of its kind that failed. */
  begins: boolean
  /** Whether it was made for this very rule. Other rules may use the same role. */
  ofRule: boolean
  /** Whether the same call has passed since. */
  over: boolean
}

/** The calls worth telling of a rule, each once, although several targets may share a role. */
export function seenCalls(all: readonly CallsOfTarget[]): readonly SeenCall[] {
  const calls = all.flatMap((one) => [...assumptions(one, all), ...callsAsRole(one, all), ...ownCalls(one, all)])
  const keyed = calls.map((call) => [JSON.stringify([call.time, call.kind, call.text]), call] as const)
  return [...new Map(keyed).values()]
}

/** The target when it is the only one of some that share something. */
const alone = (targets: readonly CallsOfTarget[]): string | null => {
  const [only, ...others] = targets
  return only && others.length === 0 ? only.target.Id : null
}

const hasFailed = ({ errorCode, failures }: AuditEvent): boolean => errorCode !== undefined || failures.length > 0

type Told = Pick<SeenCall, 'text' | 'fits'>

/** The first and the last failure of some calls, and, where `passed` tells it, the last success. */
function worthTelling(
  calls: readonly AuditEvent[],
  about: { target: string | null; ofRule: boolean },
  failed: (call: AuditEvent) => Told,
  passed?: (call: AuditEvent) => string,
): SeenCall[] {
  const failures = calls.filter(hasFailed)
  const over = outcomes(calls)?.succeededSince ?? false
  const [first, last, success] = [oldest(failures), newest(failures), newest(calls.filter((call) => !hasFailed(call)))]
  const told = unique([first, last].flatMap((call) => (call ? [call] : [])))
  return [
    ...told.map((call): SeenCall => {
      const base = { time: call.time, kind: 'failure', ...about, begins: call === first, over } as const
      return { ...base, ...failed(call) }
    }),
    ...(success && passed
      ? [{ time: success.time, kind: 'success', ...about, begins: false, over: false, text: passed(success) } as const]
      : []),
  ]
}

/** A role that is assumed is no delivery yet, so only what failed is told. */
function assumptions({ target, assumed }: CallsOfTarget, all: readonly CallsOfTarget[]): SeenCall[] {
  const sharing = all.filter((other) => other.target.RoleArn === target.RoleArn)
  const role = lastSegment(target.RoleArn ?? '')
  return worthTelling(assumed, { target: alone(sharing), ofRule: false }, (call) => ({
    text: `EventBridge could not assume the role ${role}: ${reasonOf(call)}.`,
    ...fitting(fitsOf('FAILED_TO_ASSUME_ROLE')),
  }))
}

function callsAsRole({ target, asRole, needs }: CallsOfTarget, all: readonly CallsOfTarget[]): SeenCall[] {
  const mine = asRole.filter((call) => isOfTarget(call, target, needs))
  const sharing = all.filter(
    (other) =>
      other.target.RoleArn === target.RoleArn && mine.some((call) => isOfTarget(call, other.target, other.needs)),
  )
  const role = lastSegment(target.RoleArn ?? '')
  const who = alone(sharing)
  return worthTelling(
    mine,
    { target: who, ofRule: false },
    (call) => ({
      text: `${callText(call)} with the role ${role} failed: ${reasonOf(call)}.`,
      ...fitting(fitsOfCall(call)),
    }),
    (call) => `${callText(call)} with the role ${role} succeeded.`,
  )
}

function ownCalls({ target, own }: CallsOfTarget, all: readonly CallsOfTarget[]): SeenCall[] {
  const sharing = all.filter((other) => other.target.Arn === target.Arn)
  const who = alone(sharing)
  const whom = who === null ? lastSegment(target.Arn.replace(/^.*:/, '')) : `target ${who}`
  return worthTelling(
    own,
    { target: who, ofRule: true },
    (call) => ({ text: `${callText(call)} for ${whom} failed: ${reasonOf(call)}.`, ...fitting(fitsOfCall(call)) }),
    (call) => `${callText(call)} for ${whom} succeeded.`,
  )
}

const callText = ({ name }: AuditEvent): string => `EventBridge's ${name}`

/** Why it failed, in a few words. */
function reasonOf({ errorCode = '', errorMessage = '', failures }: AuditEvent): string {
  if (errorCode === '') return failures[0] ?? 'no reason is recorded'
  const { action, policyType, explicit } = parseDenial(errorMessage)
  if (!isDenial(errorCode)) return errorCode
  const why = policyType ? `, ${explicit ? 'denied by' : 'not allowed by'} ${policyType}` : ''
  return `${errorCode}${action ? ` to ${action}` : ''}${why}`
}

/** The checks that a failed call fits; undefined when its reason is not told apart. */
function fitsOfCall({ errorCode = '' }: AuditEvent): readonly string[] | undefined {
  if (isDenial(errorCode)) return fitsOf('NO_PERMISSIONS')
  return isTransient(errorCode) ? fitsOf('THROTTLING') : ['target-state', 'target-config']
}

const fitting = (fits: readonly string[] | undefined): { fits?: readonly string[] } => (fits ? { fits } : {})

/**
 * The calls as evidence for or against an error. A failure after which the same call has passed is none any more. Other rules
 * may use the same role for the same target, so the success of such a call clears nothing.
 */
export const fromCalls = (calls: readonly SeenCall[]): readonly Observation[] =>
  calls
    .filter(({ kind, ofRule, over }) => (kind === 'success' ? ofRule : !over))
    .map(({ time, kind, target, fits, text }) => ({
      time,
      kind,
      target,
      ...fitting(fits),
      text: `CloudTrail, ${minuteOf(time)}: ${text}`,
      source: 'CloudTrail',
    }))
