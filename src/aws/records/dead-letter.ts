import { boolean, exactOptional, string } from 'valibot'
import { membersIn } from '../../text/json.js'
import type { Formed } from '../reads/declare.js'
import { map, object } from '../reads/form.js'

/** A message of a dead-letter queue: its attributes, and of the event only what names it. */
export type DeadLetter = Formed<typeof deadLetter>

export const deadLetter = () =>
  object({
    messageId: string(),
    /** SentTimestamp. */
    sent: exactOptional(string()),
    /** The message attributes that tell where it comes from and why it failed; see DEAD_LETTER_ATTRIBUTES. */
    attributes: map(string()),
    event: exactOptional(
      object({
        id: exactOptional(string()),
        source: exactOptional(string()),
        detailType: exactOptional(string()),
        time: exactOptional(string()),
      }),
    ),
    /** The body is a notification of SNS. */
    notification: boolean(),
  })

/**
 * The message attributes to ask for: those that tell where a message comes from and why it failed. SCHEDULE_ARN
 * and EXECUTION_ID are those of EventBridge Scheduler, and the last three those of Lambda, which may share the queue.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const DEAD_LETTER_ATTRIBUTES = [
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

/** Longest text of an attribute that is kept: it may be as long as the message, and why a delivery failed stands at its beginning. */
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
  const body = membersIn(message.Body ?? '')
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

const member = (body: { readonly [member: string]: unknown }, from: string, to: string): Record<string, string> => {
  const value = body[from]
  // Names of usual sources and detail-types are far shorter; what is longer is not a name.
  return typeof value === 'string' ? { [to]: value.slice(0, 256) } : {}
}
