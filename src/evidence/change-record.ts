import { isObject } from '../text/json.js'
import type { ChangeRecord } from './types.js'

/** The request parameters that name what was changed. Nothing else of a request is kept: it may hold policies and secrets. */
const CHANGE_PARAMETERS = [
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
  const record = parse(line)
  const [time, source, name] = [text(record['eventTime']), text(record['eventSource']), text(record['eventName'])]
  if (!time || !source || !name || Number.isNaN(Date.parse(time))) return undefined
  const identity = members(record['userIdentity'])
  const request = members(record['requestParameters'])
  const errorCode = text(record['errorCode'])
  const parameters = CHANGE_PARAMETERS.flatMap((key) => {
    const value = text(request[key])
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

function parse(line: string): { readonly [member: string]: unknown } {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

const members = (value: unknown): { readonly [member: string]: unknown } => (isObject(value) ? value : {})

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const optional = <Name extends string>(name: Name, value: string | undefined): { [N in Name]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { [N in Name]: string })
