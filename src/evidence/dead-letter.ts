import { isObject } from '../text/json.js'
import type { DeadLetter } from './types.js'

/** The message attributes to ask for: those that tell where a message comes from and why it failed. */
const DEAD_LETTER_ATTRIBUTES = [
  'RULE_ARN',
  'TARGET_ARN',
  'ERROR_CODE',
  'ERROR_MESSAGE',
  'RETRY_ATTEMPTS',
  'EXHAUSTED_RETRY_CONDITION',
  'SCHEDULE_ARN',
  'EXECUTION_ID',
  'RequestID',
  'ErrorCode',
  'ErrorMessage',
] as const

/** Longest text of an attribute that is kept. */
const MOST = 1000

/**
 * Reads a message of a queue as ReceiveMessage gives it. Of the body, which is the original event, only what names the event
 * is kept. The reason stands in the attributes.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function parseDeadLetter(message: {
  MessageId?: string | undefined
  Body?: string | undefined
  Attributes?: Readonly<Record<string, string | undefined>> | undefined
  MessageAttributes?: Readonly<Record<string, { StringValue?: string | undefined }>> | undefined
}): DeadLetter {
  const body = parse(message.Body ?? '')
  const sent = Number(message.Attributes?.['SentTimestamp'])
  const attributes = DEAD_LETTER_ATTRIBUTES.flatMap((name) => {
    const value = message.MessageAttributes?.[name]?.StringValue
    return value === undefined ? [] : [[name, value.slice(0, MOST)] as const]
  })
  const event = {
    ...member(body, 'id', 'id'),
    ...member(body, 'source', 'source'),
    ...member(body, 'detail-type', 'detailType'),
    ...member(body, 'time', 'time'),
  }
  return {
    messageId: message.MessageId ?? '',
    ...(sent > 0 && sent < 8.64e15 ? { sent: new Date(sent).toISOString() } : {}),
    attributes: Object.fromEntries(attributes),
    ...('source' in event ? { event } : {}),
    notification: body['Type'] === 'Notification' && typeof body['TopicArn'] === 'string',
  }
}

function parse(body: string): { readonly [member: string]: unknown } {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

const member = (body: { readonly [member: string]: unknown }, from: string, to: string): Record<string, string> => {
  const value = body[from]
  return typeof value === 'string' ? { [to]: value.slice(0, 256) } : {}
}

/** Where a message of a dead-letter queue comes from. */
export type Origin =
  | { kind: 'this-target' }
  /** Of this rule, and of another target or of one that the message does not name. */
  | { kind: 'this-rule'; targetArn: string | undefined }
  | { kind: 'other-rule'; ruleArn: string }
  | { kind: 'schedule'; scheduleArn: string }
  | { kind: 'function' }
  | { kind: 'subscription' }
  /** Without any attribute that tells: a message of a queue that was given up there, or put there by hand. */
  | { kind: 'unknown' }

/** Tells the messages of one queue apart: it may serve several rules, schedules, functions and subscriptions. */
export function originOf({ attributes, notification }: DeadLetter, ruleArn: string, targetArn: string): Origin {
  const { RULE_ARN, TARGET_ARN, SCHEDULE_ARN, RequestID, ErrorCode } = attributes
  if (RULE_ARN !== undefined && RULE_ARN !== ruleArn) return { kind: 'other-rule', ruleArn: RULE_ARN }
  if (RULE_ARN !== undefined) {
    return TARGET_ARN === targetArn ? { kind: 'this-target' } : { kind: 'this-rule', targetArn: TARGET_ARN }
  }
  if (SCHEDULE_ARN !== undefined) return { kind: 'schedule', scheduleArn: SCHEDULE_ARN }
  if (RequestID !== undefined && ErrorCode !== undefined) return { kind: 'function' }
  return notification ? { kind: 'subscription' } : { kind: 'unknown' }
}
