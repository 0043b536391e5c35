import type { DEAD_LETTER_ATTRIBUTES } from '../aws/records/dead-letter.js'
import { type JsonNode, member, readJson, textOf } from '../text/json-text.js'
import { deliveredEvent } from './delivered.js'
import type { Completion, DeadLetter, GivenEvent } from './given.js'

const ATTRIBUTES: readonly (readonly [keyof DeadLetter, (typeof DEAD_LETTER_ATTRIBUTES)[number]])[] = [
  ['rule', 'RULE_ARN'],
  ['target', 'TARGET_ARN'],
  ['errorCode', 'ERROR_CODE'],
  ['errorMessage', 'ERROR_MESSAGE'],
  ['retryAttempts', 'RETRY_ATTEMPTS'],
  ['exhausted', 'EXHAUSTED_RETRY_CONDITION'],
]

/** The body of a message, as SQS answers it or hands it to a function; undefined when a value is no message. */
export const bodyOf = (node: JsonNode): string | undefined =>
  textOf(member(node, 'Body')) ?? textOf(member(node, 'body'))

/**
 * The event of a message of a dead-letter queue: the body is the event as it was, the attributes say whose delivery
 * failed. One queue may hold messages of other senders too; these are left out, with the reason.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function deadLetterEvent(
  message: JsonNode,
  body: string,
  completion: Completion,
  n: number,
): GivenEvent | { leftOut: string } {
  if (attribute(message, 'SCHEDULE_ARN') !== undefined) {
    return { leftOut: 'it comes from a schedule of EventBridge Scheduler (it has SCHEDULE_ARN), not from a rule' }
  }
  const read = readJson(body)
  if (!read.ok) return { leftOut: `its body is not JSON: ${read.fault.reason}` }
  const { value } = read
  if (value.kind !== 'object' || !(value.members.has('detail-type') && value.members.has('source'))) {
    return { leftOut: 'its body is no event: it has no source and detail-type' }
  }
  const event = deliveredEvent(value, body.trim(), completion, n)
  const from = Object.fromEntries(
    ATTRIBUTES.flatMap(([key, name]) => {
      const found = attribute(message, name)
      return found === undefined ? [] : [[key, found]]
    }),
  ) as DeadLetter
  const bus = from.rule === undefined ? undefined : busOf(from.rule)
  return {
    ...event,
    form: 'dead-letter',
    from,
    ...(bus === undefined ? {} : { bus }),
    notes: [
      ...event.notes,
      ...(from.rule === undefined
        ? [
            'The message has no attribute RULE_ARN: receive it with --message-attribute-names All to see which rule sent it.',
          ]
        : []),
    ],
  }
}

/** `StringValue` as SQS answers it, `stringValue` as a function gets it. */
function attribute(message: JsonNode, name: string): string | undefined {
  const attributes = member(message, 'MessageAttributes') ?? member(message, 'messageAttributes')
  const found = member(attributes, name)
  return textOf(member(found, 'StringValue')) ?? textOf(member(found, 'stringValue'))
}

/** The bus in a rule's ARN, which is missing for the default bus. */
const busOf = (rule: string): string | undefined => {
  const [, bus, name] = /^arn:[^:]+:events:[^:]+:[^:]+:rule\/(?:(.+)\/)?([^/]+)$/.exec(rule) ?? []
  return name === undefined ? undefined : (bus ?? 'default')
}
