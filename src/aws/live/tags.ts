import { parseArn, unqualified } from '../arn.js'
import { queueUrl } from '../queue-url.js'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'
import { pages } from './pages.js'

type Tags = Record<string, string>

interface Lister {
  action: `${string}:${string}`
  /** Loads the service's client when it is needed and asks for the tags. */
  list(aws: Aws, arn: string): Promise<Tags>
}

/** One resource kind a line: each service has its own way of listing tags. */
const LISTERS: Readonly<Record<string, Lister>> = {
  events: {
    action: 'events:ListTagsForResource',
    async list(aws, arn) {
      const { EventBridgeClient, ListTagsForResourceCommand } = await import('@aws-sdk/client-eventbridge')
      const client = await aws.client(EventBridgeClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }), {
        abortSignal: aws.signal,
      })
      return pairs(answer.Tags)
    },
  },
  lambda: {
    action: 'lambda:ListTags',
    async list(aws, arn) {
      const { LambdaClient, ListTagsCommand } = await import('@aws-sdk/client-lambda')
      const client = await aws.client(LambdaClient, arn)
      // A function has tags, its versions and aliases have none.
      return (
        (await client.send(new ListTagsCommand({ Resource: unqualified(arn) }), { abortSignal: aws.signal })).Tags ?? {}
      )
    },
  },
  sqs: {
    action: 'sqs:ListQueueTags',
    async list(aws, arn) {
      const { ListQueueTagsCommand } = await import('@aws-sdk/client-sqs')
      const { QueueClient } = await import('./sqs.js')
      const client = await aws.client(QueueClient, arn)
      const answer = await client.send(new ListQueueTagsCommand({ QueueUrl: queueUrl(arn) }), {
        abortSignal: aws.signal,
      })
      return answer.Tags ?? {}
    },
  },
  sns: {
    action: 'sns:ListTagsForResource',
    async list(aws, arn) {
      const { ListTagsForResourceCommand, SNSClient } = await import('@aws-sdk/client-sns')
      const client = await aws.client(SNSClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }), {
        abortSignal: aws.signal,
      })
      return pairs(answer.Tags)
    },
  },
  kms: {
    action: 'kms:ListResourceTags',
    async list(aws, arn) {
      const { KMSClient, ListResourceTagsCommand } = await import('@aws-sdk/client-kms')
      const client = await aws.client(KMSClient, arn)
      const tags = await pages(async (Marker) => {
        const answer = await client.send(new ListResourceTagsCommand({ KeyId: arn, ...(Marker ? { Marker } : {}) }), {
          abortSignal: aws.signal,
        })
        return [answer.Tags ?? [], answer.NextMarker]
      })
      return Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]))
    },
  },
}

const pairs = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))

export const tags = (aws: Aws, arn: string) => {
  const service = parseArn(arn)?.service ?? ''
  const lister = Object.hasOwn(LISTERS, service) ? LISTERS[service] : undefined
  const action = lister?.action ?? (`${service}:ListTags` as const)
  const missing = [
    ...['ResourceNotFoundException', 'NotFoundException'],
    ...['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
  ]
  return look({ action, resource: arn, missing }, async () => {
    if (!lister) throw new NotThere()
    return lister.list(aws, arn)
  })
}
