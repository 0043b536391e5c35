import { lastSegment } from '../aws/arn.js'
import { parsePolicy } from '../iam/index.js'
import type { PolicyPlace } from '../verdict/fix.js'

/** What AWS takes of one kind of policy. */
interface Limit {
  /** What is limited, before its name: `The queue policy`. */
  what: string
  most: number
  unit: 'characters' | 'bytes'
  statements?: number
  /** What to do when the limit is reached. Imperative, without a period. */
  instead: string
}

const OWN_ROLE = 'give the target a role of its own'
const FEWER =
  'replace the statements for single rules by one whose aws:SourceArn is a pattern, or remove those that are no longer needed'

/** Each limit with the page of AWS that states it. */
const LIMITS: Readonly<Record<PolicyPlace['kind'] | 'function', Limit>> = {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  // The one of these limits that IAM raises on request: to 4,096 without asking anybody.
  trust: {
    what: 'The trust policy of',
    most: 2048,
    unit: 'characters',
    instead: `${OWN_ROLE}, or raise the IAM quota "Role trust policy length" (adjustable to 4,096) and write the statement yourself`,
  },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: all inline policies of a role together.
  inline: {
    what: 'All inline policies together of',
    most: 10_240,
    unit: 'characters',
    instead: `move an inline policy of the role into a managed policy, or ${OWN_ROLE}`,
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
  queue: { what: 'The policy of the queue', most: 8192, unit: 'bytes', statements: 20, instead: FEWER },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html#sns-policy-quotas
  topic: { what: 'The policy of the topic', most: 30_720, unit: 'bytes', statements: 100, instead: FEWER },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  bus: {
    what: 'The policy of the event bus',
    most: 10_240,
    unit: 'characters',
    instead: `${FEWER}, or raise the EventBridge quota "Event bus policy size"`,
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
  logs: {
    what: 'The CloudWatch Logs resource policy',
    most: 5120,
    unit: 'characters',
    instead:
      'add the statement to another of the ten resource policies that a Region takes, or write one for several log groups',
  },
  // https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html#key-policy-limit
  key: {
    what: 'The policy of the key',
    most: 32_768,
    unit: 'bytes',
    instead: 'remove statements that are no longer needed, or join those that differ only in their principal',
  },
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: function resource-based policy, 20 KB.
  function: { what: 'The policy of the function', most: 20_480, unit: 'bytes', instead: FEWER },
}

/**
 * Why AWS would not take a policy, and what to do: one sentence. Undefined when it takes it.
 * `name`: of the role, the queue and so on. `beside`: what else counts to the same limit, in the unit of the limit.
 */
export function beyondLimit(kind: keyof typeof LIMITS, name: string, text: string, beside = 0): string | undefined {
  const { what, most, unit, statements, instead } = LIMITS[kind]
  const size = sizeOf(kind, text) + beside
  const count = statements === undefined ? 0 : parsePolicy(text).statements.length
  const [is, takes] =
    size > most ? [`${size} ${unit} long`, `${most} ${unit}`] : [`${count} statements long`, `${statements} statements`]
  if (size <= most && count <= (statements ?? 0)) return undefined
  return `${what} ${name} would be ${is}, but AWS allows ${takes}: ${instead}.`
}

/** How much of its limit a document uses. IAM does not count white space. */
export const sizeOf = (kind: keyof typeof LIMITS, text: string): number => {
  if (kind === 'trust' || kind === 'inline') return text.replace(/\s/g, '').length
  return LIMITS[kind].unit === 'bytes' ? Buffer.byteLength(text) : text.length
}

/** The same for a place, of which the name is known. */
export const beyondLimitOf = (place: PolicyPlace, text: string, beside = 0): string | undefined =>
  beyondLimit(place.kind, nameOf(place), text, beside)

const nameOf = (place: PolicyPlace): string => {
  if ('role' in place) return `the role ${lastSegment(place.role)}`
  return place.kind === 'logs' ? place.name : lastSegment(place.arn.split(':').at(-1) ?? place.arn)
}
