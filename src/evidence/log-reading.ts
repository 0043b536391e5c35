import { readPattern } from '../pattern/model.js'
import { allows, literalsAt } from '../trigger/alternative.js'
import type { Wanted } from './log-queries.js'
import type { LogRecord } from './types.js'

/** What a record says about the delivery to one target. */
export type Outcome = 'success' | 'failure' | 'retried'

/** The types that tell an outcome; all others are steps on the way, or not known. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  INVOCATION_SUCCESS: 'success',
  INVOCATION_ATTEMPT_SUCCESS: 'success',
  INVOCATION_FAILURE: 'failure',
  INVOCATION_ATTEMPT_PERMANENT_FAILURE: 'failure',
  INVOCATION_DLQ: 'failure',
  INVOCATION_ATTEMPT_RETRYABLE_FAILURE: 'retried',
  INVOCATION_ATTEMPT_THROTTLE: 'retried',
  INVOCATION_THROTTLE_START: 'retried',
}

/** The outcome that a record tells; undefined for a step on the way. */
export const outcomeOf = ({ type }: LogRecord): Outcome | undefined =>
  Object.hasOwn(OUTCOMES, type) ? OUTCOMES[type] : undefined

/** The records of a rule. The ARN is compared whole: a namesake on another bus is another rule. */
export const recordsOfRule = (records: readonly LogRecord[], ruleArn: string): readonly LogRecord[] =>
  records.filter((record) => record.ruleArn === ruleArn)

/**
 * The records that can only be of one target. Two targets of a rule may have the same ARN: then the log does not tell
 * them apart and names neither.
 */
export function recordsOfTarget(
  records: readonly LogRecord[],
  ruleArn: string,
  target: { Arn: string },
  targets: readonly { Arn: string }[],
): readonly LogRecord[] {
  if (targets.filter(({ Arn }) => Arn === target.Arn).length > 1) return []
  return recordsOfRule(records, ruleArn).filter((record) => record.targetArn === target.Arn)
}

/** The number of invocations that some records are about: one invocation leaves several. */
export const invocationsIn = (records: readonly LogRecord[]): number =>
  new Set(
    records.map(({ invocationId, eventId, targetArn, time }) => invocationId ?? `${eventId ?? time} ${targetArn}`),
  ).size

/** An event that came and matched no rule at all. */
export interface Unmatched {
  time: string
  eventId: string
  source: string
  detailType: string
}

/**
 * Events of a source and detail-type that the pattern asks for, and of which the log says that they matched no rule. The
 * record of the miss has no details: it is joined to the event's arrival by its id.
 */
export function unmatched(records: readonly LogRecord[], pattern: string | undefined): readonly Unmatched[] {
  const read = pattern === undefined ? undefined : readPattern(pattern)
  if (read?.state !== 'read') return []
  const missed = new Set(
    records.flatMap(({ type, eventId }) => (type === 'NO_STANDARD_RULES_MATCHED' && eventId ? [eventId] : [])),
  )
  const arrivals = new Map<string, Unmatched>()
  for (const { time, eventId, source, detailType } of records) {
    if (!eventId || !source || !detailType || !missed.has(eventId)) continue
    // A pattern that names neither field asks for no event in particular.
    const asked = read.model.alternatives.some(
      (alternative) =>
        (literalsAt(alternative, 'source') || literalsAt(alternative, 'detail-type')) &&
        allows(alternative, 'source', source) &&
        allows(alternative, 'detail-type', detailType),
    )
    if (asked) arrivals.set(eventId, { time, eventId, source, detailType })
  }
  return [...arrivals.values()]
}

/** What a pattern asks for, as far as it lists it value by value. */
export function wantedBy(pattern: string | undefined): Wanted {
  const read = pattern === undefined ? undefined : readPattern(pattern)
  if (read?.state !== 'read') return { sources: undefined, detailTypes: undefined }
  const values = (path: string): readonly string[] | undefined => {
    const lists = read.model.alternatives.map((alternative) => literalsAt(alternative, path))
    return lists.every((list) => list !== undefined) ? [...new Set(lists.flat())] : undefined
  }
  return { sources: values('source'), detailTypes: values('detail-type') }
}
