import { lastSegment } from '../aws/arn.js'
import { unique } from '../text/unique.js'
import { isAfter } from './moment.js'
import type { ChangeRecord, Who } from './types.js'
import { type Thing, thingsOn, type WayInput } from './way.js'

/** One question to CloudTrail's event history: one attribute, as the API has it, in one Region. */
export interface ChangeLookup {
  by: 'EventSource' | 'EventName' | 'ResourceName'
  value: string
  region: string
}

/**
 * Sources whose few management events are cheaper to read in one stream than call by call. The streams of the others (each
 * Decrypt of KMS, each StartExecution, each CreateLogStream) are too long for CloudTrail's two requests a second.
 */
const WHOLE_SOURCES = ['events.amazonaws.com', 'lambda.amazonaws.com', 'sqs.amazonaws.com', 'sns.amazonaws.com']

/** The Region that has the history of IAM, by partition. */
const IAM_REGION: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
}

/**
 * What to ask CloudTrail for the changes on the way. A role is looked up by its name, all else by source or by event name,
 * since it is not documented which resource names such records carry. In a partition whose IAM history is not known to be
 * elsewhere the Region of the rule is asked.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html
 */
export function changeLookups(way: WayInput): readonly ChangeLookup[] {
  const { region, partition } = way.rule
  const iam = IAM_REGION[partition] ?? region
  const lookups = thingsOn(way).flatMap(({ source, names, text, arn }): ChangeLookup[] => {
    if (WHOLE_SOURCES.includes(source)) return [{ by: 'EventSource', value: source, region }]
    if (source === 'iam.amazonaws.com' && text.startsWith('the role ')) {
      return [{ by: 'ResourceName', value: lastSegment(arn ?? ''), region: iam }]
    }
    const where = source === 'iam.amazonaws.com' ? iam : region
    return names.map((value) => ({ by: 'EventName', value, region: where }))
  })
  return [...new Map(lookups.map((lookup) => [JSON.stringify(lookup), lookup])).values()]
}

/** A change of something on the way. */
export interface Change {
  time: string
  /** One sentence: `RemovePermission on the function settle, by CloudFormation (role deploy-exec).` */
  text: string
  /** For the line of a failure: `RemovePermission by CloudFormation (role deploy-exec)`. */
  short: string
  /** The targets whose way it changes; null: the rule's, and so of all of them. */
  targets: readonly string[] | null
  /** Whether an event passes what was changed. */
  passed: boolean
}

/** The stack of a resource, by its ARN, where its tags tell. */
export type Stacks = Readonly<Record<string, string>>

/**
 * The changes of what is on the way, oldest first, each once. A call that failed changed nothing.
 */
export function changesOn(way: WayInput, records: readonly ChangeRecord[], stacks: Stacks = {}): readonly Change[] {
  const things = thingsOn(way)
  const distinct = [...new Map(records.map((record, i) => [record.id || `${i}`, record])).values()]
  return distinct
    .filter(({ errorCode }) => errorCode === undefined)
    .flatMap((record) => {
      const touched = things.filter((thing) => touches(thing, record))
      const [first] = touched
      return first ? [changeOf(record, first, touched, stacks)] : []
    })
    .sort((a, b) => (isAfter(a.time, b.time) ? 1 : isAfter(b.time, a.time) ? -1 : 0))
}

/** The ARNs of what CloudFormation changed: its tags may tell the stack. */
export function deployed(way: WayInput, records: readonly ChangeRecord[]): readonly string[] {
  const things = thingsOn(way)
  return unique(
    records
      .filter(({ errorCode, who }) => errorCode === undefined && isDeployment(who))
      .flatMap((record) => things.find((thing) => touches(thing, record))?.arn ?? []),
  )
}

/** Lambda appends the version of its API to the names of its events: `RemovePermission20150331v2`. */
const plainName = (name: string): string => name.replace(/20\d{6}(v\d+)?$/, '')

const touches = (thing: Thing, { source, name, parameters }: ChangeRecord): boolean =>
  source === thing.source && thing.names.includes(plainName(name)) && thing.named(parameters)

function changeOf(record: ChangeRecord, first: Thing, touched: readonly Thing[], stacks: Stacks): Change {
  const state = record.parameters['state']
  const name = `${plainName(record.name)}${record.name === 'PutRule' && state ? ` (state ${state})` : ''}`
  const by = whoText(record.who, first.arn === undefined ? undefined : stacks[first.arn])
  const targets = touched.flatMap(({ target }) => (target === null ? [] : [target]))
  return {
    time: record.time,
    text: `${name} on ${first.text}, by ${by}.`,
    short: `${name} by ${by}`,
    targets: touched.some(({ target }) => target === null) ? null : [...new Set(targets)],
    passed: touched.some(({ passed }) => passed),
  }
}

const CLOUDFORMATION = 'cloudformation.amazonaws.com'

/** In real records both members name CloudFormation, and the session is that of its role or of whoever deploys. */
const isDeployment = ({ invokedBy, userAgent }: Who): boolean =>
  invokedBy === CLOUDFORMATION || userAgent === CLOUDFORMATION

/** Who made a change, in a few words. A deployment is named as one, with its stack where that is known. */
export function whoText(who: Who, stack?: string): string {
  const { type, arn, userName, invokedBy, userAgent } = who
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn ?? '') ?? []
  if (isDeployment(who)) {
    const details = [...(stack ? [`stack ${stack}`] : []), ...(role ? [`role ${role}`] : [])]
    return details.length > 0 ? `CloudFormation (${details.join(', ')})` : 'CloudFormation'
  }
  const tool = /\bTerraform\//.test(userAgent ?? '') ? ' with Terraform' : ''
  if (role && session) return `${role}/${session}${tool}`
  if (type === 'Root') return `the root user${tool}`
  if (userName) return `the user ${userName}${tool}`
  return `${invokedBy ?? arn ?? 'someone whom the record does not name'}${tool}`
}
