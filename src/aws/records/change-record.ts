import { exactOptional, string } from 'valibot'
import { isObject, membersIn } from '../../text/json.js'
import type { Formed } from '../reads/declare.js'
import { map, object } from '../reads/form.js'

/** Who made a change, as the record's userIdentity tells it. */
export type Who = Formed<typeof who>

const who = () =>
  object({
    /** AssumedRole, IAMUser, Root, AWSService ... */
    type: string(),
    arn: exactOptional(string()),
    userName: exactOptional(string()),
    /** The service that acted for them: `cloudformation.amazonaws.com`. */
    invokedBy: exactOptional(string()),
    userAgent: exactOptional(string()),
  })

/** A write in CloudTrail's event history. */
export type ChangeRecord = Formed<typeof changeRecord>

export const changeRecord = () =>
  object({
    time: string(),
    id: string(),
    /** eventSource: `lambda.amazonaws.com`. */
    source: string(),
    /** eventName as it stands there: `RemovePermission20150331v2`. */
    name: string(),
    /** Set when the call failed, so that nothing was changed. */
    errorCode: exactOptional(string()),
    who: who(),
    /** The request parameters that name what was changed; see CHANGE_PARAMETERS. */
    parameters: map(string()),
  })

/** The request parameters that name what was changed. Nothing else of a request is kept: it may hold policies and secrets. */
export const CHANGE_PARAMETERS = [
  'name',
  'rule',
  'eventBusName',
  'state',
  'functionName',
  'statementId',
  'resourceArn',
  'roleName',
  'policyArn',
  'policyName',
  'queueUrl',
  'topicArn',
  'keyId',
  'logGroupName',
  'stateMachineArn',
  'cluster',
  'taskDefinition',
  'bucketName',
] as const

/**
 * Reads a record of CloudTrail (the JSON text of LookupEvents' `CloudTrailEvent`). Undefined when it is not one.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function parseChange(line: string): ChangeRecord | undefined {
  const record = membersIn(line)
  const [time, source, name] = [text(record['eventTime']), text(record['eventSource']), text(record['eventName'])]
  if (!time || !source || !name || Number.isNaN(Date.parse(time))) return undefined
  const identity = members(record['userIdentity'])
  const request = members(record['requestParameters'])
  const errorCode = text(record['errorCode'])
  const parameters = CHANGE_PARAMETERS.flatMap((key) => {
    const value = text(request[key])
    // The longest are ARNs, which IAM takes up to this length.
    return value === undefined ? [] : [[key, value.slice(0, 2048)] as const]
  })
  return {
    time: new Date(time).toISOString(),
    id: text(record['eventID']) ?? '',
    source,
    name,
    ...(errorCode === undefined ? {} : { errorCode }),
    who: {
      type: text(identity['type']) ?? 'unknown',
      ...optional('arn', text(identity['arn'])),
      ...optional('userName', text(identity['userName'])),
      ...optional('invokedBy', text(identity['invokedBy'])),
      ...optional('userAgent', text(record['userAgent'])),
    },
    parameters: Object.fromEntries(parameters),
  }
}

const members = (value: unknown): { readonly [member: string]: unknown } => (isObject(value) ? value : {})

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const optional = <Name extends string>(name: Name, value: string | undefined): { [N in Name]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { [N in Name]: string })
