import { all, type Because, error, ok, skipped, undecidable, type Verdict, warning } from '../verdict/verdict.js'
import { errorCode } from './error-codes.js'
import { invocationsIn, outcomeOf, recordsOfRule, recordsOfTarget, unmatched } from './log-reading.js'
import { count, isAfter, minuteOf, newest } from './moment.js'
import type { LogRecord, LogRecords } from './types.js'

export const LOG_CODES = ['logged-failure', 'logged-no-match'] as const
export type LogCode = (typeof LOG_CODES)[number]

/** What the log is read together with. */
export interface LogSubject {
  rule: { name: string; arn: string; bus: string }
  pattern?: string | undefined
  target: { Id: string; Arn: string }
  /** All targets of the rule. */
  targets: readonly { Id: string; Arn: string }[]
  /** The bus's LogConfig.Level: ERROR never shows a success. */
  level: string
  /** The last delivery that can only be this target's, by other evidence. */
  delivered?: string | undefined
}

/**
 * What the log of the bus says about one target. Logging is best effort, and events of AWS services that match no rule are
 * not logged at all: a record that is absent proves nothing.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-logs.html
 */
export function logVerdict({ records, more }: LogRecords, subject: LogSubject): Verdict<LogCode> {
  const { rule, target, targets } = subject
  const own = recordsOfTarget(records, rule.arn, target, targets)
  const found = [...deliveryFindings(own, subject), ...noMatchFindings(records, subject)]
  if (found.length > 0) return all(found)
  if (more)
    return undecidable('The log has more records of the window than were read, so a failure may not have been seen.')
  const delivered = own.filter((record) => outcomeOf(record) === 'success')
  const last = newest(delivered)
  if (last) {
    return ok(
      `The log names target ${target.Id}: ${count(invocationsIn(delivered), 'delivery', 'deliveries')}, the last at ${minuteOf(last.time)}, and no failure.`,
    )
  }
  if (targets.filter(({ Arn }) => Arn === target.Arn).length > 1 && recordsOfRule(records, rule.arn).length > 0) {
    return skipped(`The log names targets by their ARN, and several targets of the rule ${rule.name} have this one.`)
  }
  const blind = subject.level === 'ERROR' ? ' The bus logs errors only.' : ''
  return skipped(
    `The log has no outcome of a delivery to target ${target.Id} in the window, which proves nothing.${blind}`,
  )
}

function deliveryFindings(own: readonly LogRecord[], subject: LogSubject): Verdict<LogCode>[] {
  const { target } = subject
  const failures = own.filter((record) => outcomeOf(record) === 'failure')
  const delivered = newest(own.filter((record) => outcomeOf(record) === 'success'))
  const last = newest(failures)
  if (!last) return retriedFindings(own, delivered, target.Id)
  const since = [delivered?.time, subject.delivered].find((time) => time !== undefined && isAfter(time, last.time))
  // The attempt, the invocation and the dead letter of one failure are records of their own; one of them has the reason.
  const reasoned = newest(failures.filter(({ error: reason }) => reason !== undefined)) ?? last
  const because: Because = [
    quote(reasoned),
    ...reading(reasoned),
    ...(invocationsIn(failures) > 1 ? [`${invocationsIn(failures)} such failures in the window.`] : []),
    ...(subject.level === 'ERROR' && !since ? ['The bus logs errors only: a later success would not show here.'] : []),
  ]
  const what = reason(reasoned)
  if (since) {
    return [
      warning('logged-failure', `A delivery to target ${target.Id} failed, and later ones have succeeded: ${what}.`, {
        because: [...because, `The last success was at ${minuteOf(since)}.`],
      }),
    ]
  }
  return [error('logged-failure', `The last logged delivery to target ${target.Id} failed: ${what}.`, { because })]
}

/** Attempts that are made again are no loss yet. */
function retriedFindings(own: readonly LogRecord[], delivered: LogRecord | undefined, id: string): Verdict<LogCode>[] {
  const last = newest(own.filter((record) => outcomeOf(record) === 'retried'))
  if (!last || (delivered && !isAfter(last.time, delivered.time))) return []
  return [
    warning('logged-failure', `EventBridge retries a delivery to target ${id}: ${reason(last)}.`, {
      because: [quote(last), ...reading(last)],
    }),
  ]
}

function noMatchFindings(
  records: readonly LogRecord[],
  { rule, pattern, target, targets }: LogSubject,
): Verdict<LogCode>[] {
  // It is said of the rule, so once: with its first target.
  if (targets[0]?.Id !== target.Id) return []
  const missed = unmatched(records, pattern)
  const last = newest(missed)
  if (!last) return []
  const more = missed.length > 1 ? [`${missed.length} such events in the window.`] : []
  return [
    warning(
      'logged-no-match',
      `An event of source ${JSON.stringify(last.source)} and detail-type ${JSON.stringify(last.detailType)} came to the bus ${rule.bus} and matched no rule.`,
      {
        because: [`log of the bus, ${minuteOf(last.time)}, event ${last.eventId}: NO_STANDARD_RULES_MATCHED`, ...more],
      },
    ),
  ]
}

/** A record as evidence: where, when, and what the service said. */
function quote({ time, type, status, error: said }: LogRecord): string {
  const code = status ? `, ${status}` : ''
  const http = said?.httpStatus === undefined ? '' : ` (HTTP ${said.httpStatus})`
  const words = said?.message ? `: ${oneLine(said.message)}` : ''
  return `log of the bus, ${minuteOf(time)}, ${type}${code}${http}${words}`
}

/** Why it failed, in a few words, without a period. */
export function reason({ status, error: said }: LogRecord): string {
  if (said?.message) return oneLine(said.message).replace(/[.\s]+$/, '')
  return status ?? 'no reason is logged'
}

function reading({ status }: LogRecord): string[] {
  const known = status === undefined ? undefined : errorCode(status)
  return known ? [`${status} means that ${known.means}.`] : []
}

/** A service's message as one line; 400 characters are four lines of a report. */
const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 400 ? `${line.slice(0, 400)}...` : line
}
