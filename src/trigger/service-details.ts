import { equalOf, type Flaw, values } from './flaw.js'
import { S3_DETAIL_TYPES, senderOf } from './known-events.js'
import type { Matcher } from './matcher.js'
import { type Alternative, fieldsAt, literalsAt, quote } from './pattern.js'
import { onlyServices, viaCloudTrail } from './senders.js'

const CLOUDTRAIL_ONLY = [
  'eventName',
  'eventSource',
  'requestParameters',
  'responseElements',
  'userIdentity',
  'errorCode',
]
const S3_DETAIL = [
  'version',
  'event-version',
  'bucket',
  'object',
  'request-id',
  'requester',
  'source-ip-address',
  'reason',
]
const S3_DETAIL_MORE = [
  'deletion-type',
  'restore-expiry-time',
  'source-storage-class',
  'destination-storage-class',
  'destination-access-tier',
]

/** Details that events sent by a service itself do not have. */
export function serviceDetailFlaws(alternative: Alternative): readonly Flaw[] {
  const types = literalsAt(alternative, 'detail-type')
  const [type] = types ?? []
  if (!types || !type || !onlyServices(alternative)) return []
  const isS3 = types.every((one) => S3_DETAIL_TYPES.some((known) => known === one))
  const isService = types.every((one) => senderOf(one) !== undefined)
  return alternative.flatMap((field): readonly Flaw[] => {
    const [top, name = '', ...below] = field.path
    if (top !== 'detail' || field.matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value)) return []
    if (isService && CLOUDTRAIL_ONLY.includes(name)) {
      const says = `asks a "${type}" event for detail.${name}, which only events with the detail-type "AWS API Call via CloudTrail" have`
      return [{ kind: 'dead', says, because: quote(field) }]
    }
    if (!isS3) return []
    if (name === 'bucket' && below.join('.') !== 'name' && below.join('.') !== '') {
      return [
        {
          kind: 'suspicious',
          says: `asks a "${type}" event for detail.bucket.${below.join('.')}; a bucket has only a "name"`,
          because: quote(field),
        },
      ]
    }
    if ((name === 'bucket' || name === 'object') && below.length === 0) {
      const inside = name === 'bucket' ? 'detail.bucket.name' : 'detail.object.key'
      return [
        {
          kind: 'suspicious',
          says: `compares detail.${name} itself, which is an object; did you mean ${inside}?`,
          because: quote(field),
        },
      ]
    }
    if ([...S3_DETAIL, ...S3_DETAIL_MORE].includes(name)) {
      return values(
        field,
        'suspicious',
        (matcher) => (name === 'object' && below[0] === 'key' && equalOf(matcher)?.includes('*')) ?? false,
        (text) => `names the key "${text}", where "*" is compared as it stands: write {"wildcard": "${text}"}`,
      )
    }
    return [
      {
        kind: 'suspicious',
        says: `asks a "${type}" event for detail.${name}, which AWS does not document`,
        because: quote(field),
      },
    ]
  })
}

/** Fields that hold a number or true and false, where a text never equals them: "5" is not 5. */
const NOT_TEXT: readonly { source: string; path: string; holds: string }[] = [
  { source: 'aws.guardduty', path: 'detail.severity', holds: 'a number' },
  { source: 'aws.guardduty', path: 'detail.service.count', holds: 'a number' },
  { source: 'aws.s3', path: 'detail.object.size', holds: 'a number' },
  { source: 'aws.securityhub', path: 'detail.findings.Severity.Normalized', holds: 'a number' },
  { source: 'aws.ecs', path: 'detail.containers.exitCode', holds: 'a number' },
  { source: 'aws.batch', path: 'detail.container.exitCode', holds: 'a number' },
]

/** A text where the event has a number, or true or false. */
export function typeFlaws(alternative: Alternative): readonly Flaw[] {
  const isText = (matcher: Matcher) => matcher.kind === 'equals' && typeof matcher.value === 'string'
  const known = NOT_TEXT.flatMap(({ source, path, holds }) => {
    const named = literalsAt(alternative, 'source')?.includes(source)
    const typed = literalsAt(alternative, 'detail-type')?.some((type) => senderOf(type) === source)
    return named || typed ? [{ path, holds }] : []
  })
  const boolean = viaCloudTrail(alternative) ? [{ path: 'detail.readOnly', holds: 'true or false' }] : []
  return [...known, ...boolean].flatMap(({ path, holds }) =>
    fieldsAt(alternative, path).flatMap((field) =>
      values(
        field,
        'suspicious',
        isText,
        (text) => `compares ${path} with the text "${text}", but it is ${holds}, without quotes`,
      ),
    ),
  )
}
