import { type Alternative, fieldAt, literalsAt } from './alternative.js'
import { mayBeService, onlyServices, viaCloudTrail } from './senders.js'

/** A record of CloudTrail that a pattern wants. */
export interface WantedRecord {
  category: 'management' | 'data' | 'insight'
  /** kms.amazonaws.com; absent when the pattern leaves it open. */
  eventSource?: string
  eventName?: string
  /** Whether the call only reads; absent when the pattern leaves it open. */
  readOnly?: boolean
  /** Of a data event: the resource type of the selector that records it. */
  resourceType?: string
  /** Of a data event: beginnings of the ARNs that the pattern names, so far as it names any. */
  resources?: readonly string[]
}

interface DataCalls {
  type: string
  reads: readonly string[]
  writes: readonly string[]
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/**
 * Calls that CloudTrail records only where a trail selects the data events of their resource type.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
const DATA_CALLS: Readonly<Record<string, DataCalls>> = {
  's3.amazonaws.com': {
    type: 'AWS::S3::Object',
    reads: words(`GetObject HeadObject GetObjectAcl GetObjectTagging GetObjectAttributes GetObjectTorrent
      GetObjectRetention GetObjectLegalHold SelectObjectContent ListObjects ListObjectVersions ListParts
      ListMultipartUploads HeadBucket`),
    writes: words(`PutObject DeleteObject DeleteObjects CopyObject CreateMultipartUpload UploadPart UploadPartCopy
      CompleteMultipartUpload AbortMultipartUpload PutObjectAcl PutObjectTagging DeleteObjectTagging PutObjectRetention
      PutObjectLegalHold RestoreObject`),
  },
  'lambda.amazonaws.com': { type: 'AWS::Lambda::Function', reads: [], writes: ['Invoke'] },
  'sns.amazonaws.com': { type: 'AWS::SNS::Topic', reads: [], writes: words('Publish PublishBatch') },
  'sqs.amazonaws.com': {
    type: 'AWS::SQS::Queue',
    reads: [],
    writes: words(`SendMessage SendMessageBatch ReceiveMessage DeleteMessage DeleteMessageBatch ChangeMessageVisibility
      ChangeMessageVisibilityBatch`),
  },
  'dynamodb.amazonaws.com': {
    type: 'AWS::DynamoDB::Table',
    reads: words('GetItem BatchGetItem Query Scan TransactGetItems'),
    writes: words(`PutItem UpdateItem DeleteItem BatchWriteItem TransactWriteItems ExecuteStatement ExecuteTransaction
      BatchExecuteStatement`),
  },
  'kinesis.amazonaws.com': {
    type: 'AWS::Kinesis::Stream',
    reads: ['GetRecords'],
    writes: words('PutRecord PutRecords'),
  },
}

/** Services of which it is certain what CloudTrail counts as reading and as writing. */
const SAY_READ_ONLY: readonly string[] = ['AWS::S3::Object', 'AWS::DynamoDB::Table', 'AWS::Lambda::Function']

/**
 * Calls that only read although their names do not begin with Describe, Get or List.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-management-event-list.html
 */
const OTHER_READS: Readonly<Record<string, readonly string[]>> = {
  'sts.amazonaws.com': words('AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity'),
  'kms.amazonaws.com': ['Decrypt'],
  'cloudtrail.amazonaws.com': ['LookupEvents'],
}

/** Whether a rule without the all-events state gets these is said in different ways. */
const MAYBE_READS: readonly string[] = ['GetFederationToken', 'GetSessionToken']

/** Some Get and List calls of these services are data events, for which the state does not matter. */
const HAVE_DATA_READS: readonly string[] =
  words(`s3 s3express s3-outposts dynamodb streams.dynamodb kinesis cognito-identity
  cognito-sync ebs appconfig sagemaker iot iotdata monitoring logs xray managedblockchain managedblockchain-query rdsdata
  bedrock bedrock-agent bedrock-agentcore qbusiness qapps kendra-ranking medical-imaging neptune-graph timestream
  verifiedpermissions cloudfront-keyvaluestore b2bi cases codewhisperer guardduty kinesisvideo payment-cryptography
  servicediscovery sms-voice ssmmessages swf thinclient transcribe voiceid wisdom workmail lambda sns sqs cloudtrail-data
  location geo-maps geo-places geo-routes iotsitewise iottwinmaker lookoutequipment`).map(
    (one) => `${one}.amazonaws.com`,
  )

/** Whether a management call only reads; undefined when that is not certain. */
export function isReadOnly(eventSource: string | undefined, eventName: string): boolean | undefined {
  if (MAYBE_READS.includes(eventName)) return undefined
  if (eventSource === undefined) return /^Describe[A-Z]/.test(eventName) ? true : undefined
  if (Object.hasOwn(OTHER_READS, eventSource) && OTHER_READS[eventSource]?.includes(eventName)) return true
  const certain = HAVE_DATA_READS.includes(eventSource)
    ? /^(Describe[A-Z]|GetBucket|ListBuckets$)/
    : /^(Get|List|Describe)([A-Z0-9]|$)/
  return certain.test(eventName) ? true : undefined
}

/** The records that one alternative of a pattern wants of CloudTrail; undefined when other senders may serve it too. */
export function wantedRecords(alternative: Alternative): readonly WantedRecord[] | undefined {
  if (!viaCloudTrail(alternative) || !mayBeService(alternative)) return undefined
  const types = literalsAt(alternative, 'detail-type')
  if (types?.every((type) => type === 'AWS Insight via CloudTrail')) return [{ category: 'insight' }]
  const readOnly = readOnlyOf(alternative)
  const sources = eventSourcesOf(alternative) ?? [undefined]
  const names = literalsAt(alternative, 'detail.eventName') ?? [undefined]
  return sources.flatMap((source) => names.map((name) => wanted(alternative, source, name, readOnly)))
}

/** The source says which service's calls are wanted when the event source does not: aws.s3 and s3.amazonaws.com. */
function eventSourcesOf(alternative: Alternative): readonly string[] | undefined {
  const named = literalsAt(alternative, 'detail.eventSource')
  if (named) return named
  if (!onlyServices(alternative)) return undefined
  return literalsAt(alternative, 'source')?.map((source) => `${source.slice('aws.'.length)}.amazonaws.com`)
}

function readOnlyOf(alternative: Alternative): boolean | undefined {
  const [first, ...others] = fieldAt(alternative, 'detail.readOnly')?.matchers ?? []
  if (first?.kind !== 'equals' || first.value.kind !== 'boolean' || others.length > 0) return undefined
  return first.value.text === 'true'
}

function wanted(
  alternative: Alternative,
  source: string | undefined,
  name: string | undefined,
  said: boolean | undefined,
): WantedRecord {
  const calls = source && Object.hasOwn(DATA_CALLS, source) ? DATA_CALLS[source] : undefined
  const base = { ...(source ? { eventSource: source } : {}), ...(name ? { eventName: name } : {}) }
  if (calls && name && [...calls.reads, ...calls.writes].includes(name)) {
    const buckets = literalsAt(alternative, 'detail.requestParameters.bucketName')
    return {
      category: 'data',
      ...base,
      ...(SAY_READ_ONLY.includes(calls.type) ? { readOnly: calls.reads.includes(name) } : {}),
      resourceType: calls.type,
      ...(buckets && source === 's3.amazonaws.com'
        ? { resources: buckets.map((bucket) => `arn:aws:s3:::${bucket}/`) }
        : {}),
    }
  }
  const readOnly = said ?? (name ? isReadOnly(source, name) : undefined)
  return { category: 'management', ...base, ...(readOnly === undefined ? {} : { readOnly }) }
}

/** Whether a rule in state ENABLED never sees a record: read-only management events need the state that lets all in. */
export const ignoredWhenEnabled = (record: WantedRecord): boolean =>
  record.category === 'management' && record.readOnly === true

/**
 * Whether it is certain that a record is of the category that is assumed. A call that no list of data events has may be one
 * all the same, when its service has data events.
 */
export const isSure = ({ category, eventSource, eventName }: WantedRecord): boolean =>
  category !== 'management' ||
  (eventSource !== undefined &&
    eventName !== undefined &&
    (!HAVE_DATA_READS.includes(eventSource) || Object.hasOwn(DATA_CALLS, eventSource)))

/** A record in words: `sns.amazonaws.com Publish`. */
export const nameOf = (record: WantedRecord): string =>
  [record.eventSource, record.eventName].filter(Boolean).join(' ') || 'any API call'
