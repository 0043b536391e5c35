import type { Flaw } from './flaw.js'
import { CLOUDTRAIL_DETAIL_TYPES, meantDetailType, meantSource, S3_DETAIL_TYPES, senderOf } from './known-events.js'
import { accepts, type Matcher } from './matcher.js'
import { type Alternative, type Field, fieldsAt, literalsAt, quote } from './pattern.js'

/** What is wrong with values that AWS's own events never have. A custom application's events may have any. */
export function awsValueFlaws(alternative: Alternative): readonly Flaw[] {
  return [
    ...sourceFlaws(alternative),
    ...detailTypeFlaws(alternative),
    ...pairFlaws(alternative),
    ...healthFlaws(alternative),
    ...(viaCloudTrail(alternative) && mayBeService(alternative) ? cloudTrailFlaws(alternative) : []),
    ...serviceDetailFlaws(alternative),
    ...typeFlaws(alternative),
  ]
}

const textOf = (matcher: Matcher): string | undefined =>
  (matcher.kind === 'equals' || matcher.kind === 'prefix' || matcher.kind === 'suffix') &&
  typeof matcher.value === 'string'
    ? matcher.value
    : undefined

const equalOf = (matcher: Matcher): string | undefined => (matcher.kind === 'equals' ? textOf(matcher) : undefined)

/** All values of a field that meet a test; dead when they are all it has and `kind` says that none can match. */
function values(
  field: Field,
  kind: Flaw['kind'],
  hit: (matcher: Matcher) => boolean,
  says: (text: string) => string,
): readonly Flaw[] {
  const bad = field.matchers.filter(hit)
  const [first] = bad
  if (!first) return []
  const all = bad.length === field.matchers.length
  return [
    {
      kind: kind === 'dead' && all ? 'dead' : 'suspicious',
      says: says(`${textOf(first)}`.slice(0, 120)),
      because: quote(field, bad),
    },
  ]
}

/** Whether every source that the alternative lets in is an AWS service's own. */
export function onlyServices(alternative: Alternative): boolean {
  const isService = (text: string) => text.startsWith('aws.') && !text.startsWith('aws.partner')
  const begins = ({ kind }: Matcher) => kind === 'equals' || kind === 'prefix' || kind === 'wildcard'
  return fieldsAt(alternative, 'source').some((field) =>
    field.matchers.every((matcher) => begins(matcher) && 'value' in matcher && isService(`${matcher.value}`)),
  )
}

/** Whether only CloudTrail can send what the alternative lets in. */
export function viaCloudTrail(alternative: Alternative): boolean {
  const types = fieldsAt(alternative, 'detail-type')
  const isOne = (matcher: Matcher) =>
    (matcher.kind === 'equals' && CLOUDTRAIL_DETAIL_TYPES.some((type) => type === matcher.value)) ||
    ((matcher.kind === 'suffix' || matcher.kind === 'wildcard') && matcher.value.endsWith(' via CloudTrail'))
  if (types.length > 0) return types.some((field) => field.matchers.every(isOne))
  const sources = literalsAt(alternative, 'detail.eventSource')
  return onlyServices(alternative) && (sources?.every((source) => source.endsWith('.amazonaws.com')) ?? false)
}

const sourceFlaws = (alternative: Alternative): readonly Flaw[] =>
  fieldsAt(alternative, 'source').flatMap((field) => [
    ...values(
      field,
      'dead',
      (matcher) => (textOf(matcher)?.startsWith('aws.') && textOf(matcher)?.includes('*')) ?? false,
      (text) =>
        `names the source "${text}", where "*" is compared as it stands: write {"wildcard": "${text}"} or {"prefix": "aws."}`,
    ),
    ...values(
      field,
      'suspicious',
      (matcher) => (equalOf(matcher)?.includes('*') && !equalOf(matcher)?.startsWith('aws.')) ?? false,
      (text) => `names the source "${text}", where "*" is compared as it stands and is no wildcard`,
    ),
    ...field.matchers.flatMap((matcher) => {
      const text = equalOf(matcher)
      const meant = text === undefined ? undefined : meantSource(text)
      return meant
        ? [
            suspicious(
              field,
              matcher,
              `names the source "${text?.slice(0, 120)}"; did you mean "${meant.slice(0, 120)}"?`,
            ),
          ]
        : []
    }),
  ])

const suspicious = (field: Field, matcher: Matcher, says: string): Flaw => ({
  kind: 'suspicious',
  says,
  because: quote(field, [matcher]),
})

function detailTypeFlaws(alternative: Alternative): readonly Flaw[] {
  // What a custom application calls its events is its own business.
  if (!mayBeService(alternative)) return []
  return fieldsAt(alternative, 'detail-type').flatMap((field) =>
    field.matchers.flatMap((matcher) => {
      const text = equalOf(matcher)
      if (text === undefined) return []
      const meant = meantDetailType(text)
      if (meant)
        return [suspicious(field, matcher, `names the detail-type "${text.slice(0, 120)}"; did you mean "${meant}"?`)]
      if (!text.includes('*')) return []
      return [
        suspicious(field, matcher, `names the detail-type "${text.slice(0, 120)}", where "*" is compared as it stands`),
      ]
    }),
  )
}

const mayBeService = (alternative: Alternative): boolean =>
  fieldsAt(alternative, 'source').every((field) =>
    field.matchers.some((matcher) => matcher.kind !== 'equals' || `${matcher.value}`.toLowerCase().startsWith('aws.')),
  )

/** A service's own detail-type together with the source of another one. */
function pairFlaws(alternative: Alternative): readonly Flaw[] {
  const types = literalsAt(alternative, 'detail-type')
  const field = fieldsAt(alternative, 'source')[0]
  const senders = types?.map(senderOf)
  const [type] = types ?? []
  const [sender] = senders ?? []
  if (!types || !field || !senders || !type || !sender || !onlyServices(alternative)) return []
  const fits = senders.some((one) => one === undefined || field.matchers.some((matcher) => accepts(matcher, one)))
  if (fits) return []
  return [
    {
      kind: 'suspicious',
      says: `asks for the detail-type "${type}" from another source than ${sender}, which alone sends it`,
      because: `${quote(field)}; detail-type = "${type}"`,
    },
  ]
}

/**
 * Public events of AWS Health match only a rule that names the source in full.
 * https://docs.aws.amazon.com/health/latest/ug/about-public-events.html
 */
function healthFlaws(alternative: Alternative): readonly Flaw[] {
  const types = literalsAt(alternative, 'detail-type')
  if (!types?.every((type) => type === 'AWS Health Event')) return []
  const fields = fieldsAt(alternative, 'source')
  if (fields.some((field) => field.matchers.some((matcher) => equalOf(matcher) === 'aws.health'))) return []
  const [field] = fields
  if (field && !field.matchers.some((matcher) => accepts(matcher, 'aws.health'))) return []
  return [
    {
      kind: 'suspicious',
      says: 'asks for events of AWS Health without naming the source "aws.health" in full, which public Health events need',
      because: field ? quote(field) : 'event pattern: detail-type = "AWS Health Event", no source',
    },
  ]
}

/** Names under which Lambda's calls stand in CloudTrail: with the version of the API. */
const LAMBDA_NAMES: Readonly<Record<string, string>> = {
  CreateFunction: 'CreateFunction20150331',
  UpdateFunctionCode: 'UpdateFunctionCode20150331v2',
  UpdateFunctionConfiguration: 'UpdateFunctionConfiguration20150331v2',
  DeleteFunction: 'DeleteFunction20150331',
  AddPermission: 'AddPermission20150331v2',
  RemovePermission: 'RemovePermission20150331v2',
}

function cloudTrailFlaws(alternative: Alternative): readonly Flaw[] {
  const lambda = literalsAt(alternative, 'detail.eventSource')?.every((source) => source === 'lambda.amazonaws.com')
  return [
    ...fieldsAt(alternative, 'resources').flatMap((field): Flaw[] =>
      field.matchers.some((matcher) => matcher.kind === 'exists' && !matcher.value)
        ? []
        : [
            {
              kind: 'dead',
              says: 'asks for resources, which are empty in all events that come from CloudTrail',
              because: quote(field),
            },
          ],
    ),
    ...fieldsAt(alternative, 'detail.eventSource').flatMap((field) => [
      ...values(
        field,
        'dead',
        (matcher) => /^(aws\.)?[A-Za-z0-9-]+$/.test(equalOf(matcher) ?? ''),
        (text) =>
          `names the event source "${text}"; CloudTrail writes "${text.replace(/^aws\./, '').toLowerCase()}.amazonaws.com"`,
      ),
      ...values(
        field,
        'suspicious',
        (matcher) =>
          /[.*]/.test(equalOf(matcher) ?? '') &&
          !/^(aws\.)?[A-Za-z0-9-]+$/.test(equalOf(matcher) ?? '') &&
          !/^[a-z0-9.-]+\.amazonaws\.com$/.test(equalOf(matcher) ?? ''),
        (text) => `names the event source "${text}", which is not of the form "SERVICE.amazonaws.com"`,
      ),
    ]),
    ...fieldsAt(alternative, 'detail.eventName').flatMap((field) => [
      ...values(
        field,
        'dead',
        (matcher) => equalOf(matcher)?.includes('*') ?? false,
        (text) => `names the API call "${text}", where "*" is compared as it stands: write {"wildcard": "${text}"}`,
      ),
      ...values(
        field,
        'suspicious',
        (matcher) => equalOf(matcher)?.includes(':') ?? false,
        (text) =>
          `names the API call "${text}", which looks like an IAM action: CloudTrail writes "${text.split(':').at(-1)}"`,
      ),
      ...(lambda
        ? values(
            field,
            'suspicious',
            (matcher) => Object.hasOwn(LAMBDA_NAMES, equalOf(matcher) ?? ''),
            (text) => `names the API call "${text}", which CloudTrail writes as "${LAMBDA_NAMES[text]}"`,
          )
        : []),
    ]),
  ]
}

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
function serviceDetailFlaws(alternative: Alternative): readonly Flaw[] {
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

function typeFlaws(alternative: Alternative): readonly Flaw[] {
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
