import type { Account } from '../../aws/account.js'
import { bucketsOf } from '../../trigger/buckets.js'
import type { Alternative } from '../../trigger/pattern.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { all, error, ok, undecidable, unread, type Verdict } from '../../verdict/verdict.js'

type Code = 'source-not-sending'
type Reader = Pick<Account, 'bucketNotifications' | 'eventSource'>

/** A pattern that names hundreds of buckets is looked at in part; the rest is said. */
const MOST_BUCKETS = 20

/** Some senders have a switch: a bucket sends nothing until it is told to, a partner's source until it is accepted. */
export async function sourcesSend(
  rule: RuleAddress,
  alternatives: readonly Alternative[],
  account: Reader,
): Promise<Verdict<Code>> {
  const buckets = [...new Set(alternatives.flatMap(bucketsOf))]
  const rest = buckets.slice(MOST_BUCKETS)
  return all<Code>([
    ...(await Promise.all(buckets.slice(0, MOST_BUCKETS).map((bucket) => bucketSends(rule, bucket, account)))),
    ...(rest.length > 0 ? [undecidable(`${rest.length} more buckets that the pattern names were not looked at.`)] : []),
    ...(rule.bus.startsWith('aws.partner/') ? [await partnerSends(rule, account)] : []),
  ])
}

async function bucketSends(rule: RuleAddress, bucket: string, account: Reader): Promise<Verdict<Code>> {
  const read = await account.bucketNotifications(bucket)
  if (read.state === 'missing') {
    return error(
      'source-not-sending',
      `The bucket ${bucket}, whose events rule ${rule.name} waits for, does not exist.`,
      {
        because: ['s3:GetBucketNotificationConfiguration: NoSuchBucket'],
      },
    )
  }
  if (read.state !== 'found')
    return unread(read, `the notifications of the bucket ${bucket}`, 'to see whether it sends events')
  if (read.value.eventBridge) return ok(`The bucket ${bucket} sends its events to EventBridge.`)
  return error(
    'source-not-sending',
    `The bucket ${bucket}, whose events rule ${rule.name} waits for, does not send them to EventBridge.`,
    {
      because: [`notification configuration of ${bucket}: no EventBridgeConfiguration`],
    },
  )
}

async function partnerSends(rule: RuleAddress, account: Reader): Promise<Verdict<Code>> {
  const read = await account.eventSource(rule.bus)
  if (read.state === 'missing') {
    return error(
      'source-not-sending',
      `The partner event source ${rule.bus}, which feeds the bus of rule ${rule.name}, does not exist.`,
      {
        because: ['events:DescribeEventSource: ResourceNotFoundException'],
      },
    )
  }
  if (read.state !== 'found') return unread(read, `the partner event source ${rule.bus}`, 'to see whether it is active')
  if (read.value.state === 'ACTIVE') return ok(`The partner event source ${rule.bus} is active.`)
  return error(
    'source-not-sending',
    `The partner event source ${rule.bus}, which feeds the bus of rule ${rule.name}, is not active.`,
    {
      because: [`events:DescribeEventSource: State = "${read.value.state}"`],
    },
  )
}
