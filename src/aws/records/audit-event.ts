import { exactOptional, string } from 'valibot'
import { isObject, membersIn } from '../../text/json.js'
import { present } from '../../text/present.js'
import type { Formed } from '../reads/declare.js'
import { list, object } from '../reads/form.js'

/** One API call that CloudTrail recorded. */
export type AuditEvent = Formed<typeof auditEvent>

export const auditEvent = () =>
  object({
    /** When it happened, ISO 8601. */
    time: string(),
    id: string(),
    source: string(),
    name: string(),
    /** userIdentity.type: AWSService, AssumedRole ... */
    identityType: exactOptional(string()),
    /** userIdentity.invokedBy: the AWS service that made the call. */
    invokedBy: exactOptional(string()),
    /** The role whose session made the call. */
    sessionRoleArn: exactOptional(string()),
    /** requestParameters.roleArn of an AssumeRole. */
    assumedRoleArn: exactOptional(string()),
    /** requestParameters.sourceArn: for which resource a service called, such as the rule of an Invoke by EventBridge. */
    sourceArn: exactOptional(string()),
    errorCode: exactOptional(string()),
    errorMessage: exactOptional(string()),
    /** The resources that the record lists, and those that its request names. */
    resources: list(string()),
    /** What an answer with status 200 did not do: the failures of an ecs:RunTask, the refused entries of an events:PutEvents. */
    failures: list(string()),
  })

type Fields = { readonly [key: string]: unknown }

const record = (value: unknown): Fields => (isObject(value) ? value : {})
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/**
 * Reads the record that CloudTrail's event history hands over as JSON text; throws when it is no JSON.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const toAuditEvent = (json: string): AuditEvent => eventOf(record(JSON.parse(json)))

/** Reads a record from a log group, where other lines may stand as well; undefined when the line is no such record. */
export function parseAuditEvent(line: string): AuditEvent | undefined {
  const event = eventOf(membersIn(line))
  const whole = event.source !== '' && event.name !== '' && !Number.isNaN(Date.parse(event.time))
  return whole ? event : undefined
}

function eventOf(event: Fields): AuditEvent {
  const identity = record(event['userIdentity'])
  const issuer = record(record(identity['sessionContext'])['sessionIssuer'])
  const request = record(event['requestParameters'])
  const answer = record(event['responseElements'])
  const named = array(event['resources']).flatMap((resource) => text(record(resource)['ARN']) ?? [])
  const requested = Object.values(request).flatMap((value) =>
    text(value)?.startsWith('arn:') ? [text(value) ?? ''] : [],
  )
  const notStarted = array(answer['failures']).map((failure) => {
    const { arn, reason, detail } = record(failure)
    return [text(arn), text(reason), text(detail)].filter(Boolean).join(': ')
  })
  const notTaken = array(answer['entries']).flatMap((entry) => {
    const { errorCode, errorMessage } = record(entry)
    return text(errorCode) ? [[text(errorCode), text(errorMessage)].filter(Boolean).join(': ')] : []
  })
  const optional = {
    identityType: text(identity['type']),
    invokedBy:
      text(identity['invokedBy']) ??
      (text(event['sourceIPAddress'])?.endsWith('.amazonaws.com') ? text(event['sourceIPAddress']) : undefined),
    sessionRoleArn: text(issuer['arn']),
    assumedRoleArn: text(request['roleArn']),
    sourceArn: text(request['sourceArn']),
    errorCode: text(event['errorCode']),
    errorMessage: text(event['errorMessage']),
  }
  return {
    time: text(event['eventTime']) ?? '',
    id: text(event['eventID']) ?? '',
    source: text(event['eventSource']) ?? '',
    name: text(event['eventName']) ?? '',
    ...present(optional),
    resources: [...new Set([...named, ...requested])],
    failures: [...notStarted, ...notTaken],
  }
}
