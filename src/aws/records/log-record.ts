import { exactOptional, number as numberOf, string } from 'valibot'
import { isObject, membersIn } from '../../text/json.js'
import { present } from '../../text/present.js'
import type { Formed } from '../reads/declare.js'
import { list, object } from '../reads/form.js'

/** What a record of the bus's log says went wrong. */
const logError = () =>
  object({
    message: exactOptional(string()),
    /** The AWS service that answered. */
    service: exactOptional(string()),
    httpStatus: exactOptional(numberOf()),
  })

/** One record of an event bus's log, without the bodies of events, of inputs and of answers. */
export type LogRecord = Formed<typeof logRecord>

export const logRecord = () =>
  object({
    time: string(),
    /** INVOCATION_FAILURE, RULE_MATCH ...; a type that is not known is kept as it is. */
    type: string(),
    /** INFO, ERROR or TRACE. */
    level: exactOptional(string()),
    bus: exactOptional(string()),
    eventId: exactOptional(string()),
    invocationId: exactOptional(string()),
    ruleArn: exactOptional(string()),
    targetArn: exactOptional(string()),
    /** The targets of a RULE_MATCH. */
    targetArns: exactOptional(list(string())),
    roleArn: exactOptional(string()),
    /** The source, detail-type and sending account of an event that came. */
    source: exactOptional(string()),
    detailType: exactOptional(string()),
    account: exactOptional(string()),
    /** invocation_status or final_invocation_status. */
    status: exactOptional(string()),
    attempts: exactOptional(numberOf()),
    error: exactOptional(logError()),
  })

/** Longest text of an error that is kept: what the target answered may be a page of HTML, and the reason stands at its beginning. */
const MOST = 1000

/**
 * Reads one line of an event bus's log. Nothing is taken that could hold the body of an event, the input of a target or its
 * answer (`event_detail`, `target_input`, `target_properties`, `target_response_body`). Undefined when it is no such record.
 * `at` is the moment that CloudWatch Logs gives, for a record that does not tell its own.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-logs-schema.html
 */
export function parseLogRecord(line: string, at: string): LogRecord | undefined {
  const record = membersIn(line)
  const type = text(record['message_type'])
  if (type === undefined) return undefined
  const details = isObject(record['details']) ? record['details'] : {}
  const error = isObject(record['error']) ? record['error'] : undefined
  return present({
    time: timeOf(record['message_timestamp_ms']) ?? at,
    type,
    level: text(record['log_level']),
    bus: text(record['event_bus_name']),
    eventId: text(record['event_id']),
    invocationId: text(record['invocation_id']),
    ruleArn: text(details['rule_arn']),
    targetArn: text(details['target_arn']),
    targetArns: texts(details['target_arns']),
    roleArn: text(details['role_arn']),
    source: text(details['source']),
    detailType: text(details['detail_type']),
    account: text(details['caller_account_id']),
    status: text(details['final_invocation_status']) ?? text(details['invocation_status']),
    attempts: number(details['total_attempts']) ?? number(details['attempt_count']),
    error:
      error &&
      present({
        message: text(error['error_message'])?.slice(0, MOST),
        service: text(error['aws_service']),
        httpStatus: number(error['http_status_code']),
      }),
  })
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const texts = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined

/** Real records write some numbers as text. */
function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined
}

function timeOf(value: unknown): string | undefined {
  const at = number(value)
  return at !== undefined && at > 0 && at < 8.64e15 ? new Date(at).toISOString() : undefined
}
