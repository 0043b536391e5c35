import type { Account } from '../../aws/account.js'
import type { Alternative } from '../../trigger/alternative.js'
import { bucketsOf } from '../../trigger/buckets.js'
import { namesOwnSource } from '../../trigger/senders.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { all, error, ok, undecidable, unread, type Verdict, warning } from '../../verdict/verdict.js'
import { partnerSends } from './partner.js'

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
  return all<Code>([
    ...(await bucketsSend(rule, alternatives, account)),
    ...(rule.bus.startsWith('aws.partner/') ? [await partnerSends(rule, account)] : []),
  ])
}

/** An error only when nothing else can trigger the rule: no other bucket, no other alternative, no own source. */
async function bucketsSend(
  rule: RuleAddress,
  alternatives: readonly Alternative[],
  account: Reader,
): Promise<readonly Verdict<Code>[]> {
  const buckets = [...new Set(alternatives.flatMap(bucketsOf))]
  const rest = buckets.slice(MOST_BUCKETS)
  const looked = await Promise.all(
    buckets.slice(0, MOST_BUCKETS).map(async (bucket) => ({ bucket, read: await account.bucketNotifications(bucket) })),
  )
  const alone =
    rest.length === 0 &&
    looked.every(({ read }) => isSilent(read)) &&
    alternatives.every((alternative) => bucketsOf(alternative).length > 0 && !namesOwnSource(alternative))
  return [
    ...looked.map(({ bucket, read }) => bucketSends(rule, bucket, read, alone ? error : warning)),
    ...(rest.length > 0
      ? [
          undecidable(
            `The pattern names ${rest.length} more buckets: look whether each sends its events to EventBridge.`,
          ),
        ]
      : []),
  ]
}

type Notifications = Awaited<ReturnType<Reader['bucketNotifications']>>

const isSilent = (read: Notifications): boolean =>
  read.state === 'missing' || (read.state === 'found' && !read.value.eventBridge)

function bucketSends(rule: RuleAddress, bucket: string, read: Notifications, say: typeof error): Verdict<Code> {
  if (read.state === 'missing') {
    return say(
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
  return say(
    'source-not-sending',
    `The bucket ${bucket}, whose events rule ${rule.name} waits for, does not send them to EventBridge.`,
    { because: [`notification configuration of ${bucket}: no EventBridgeConfiguration`] },
  )
}
