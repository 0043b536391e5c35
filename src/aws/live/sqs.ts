import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { policyText } from '../../text/policy-document.js'
import { queueUrl } from '../queue-url.js'
import { DEAD_LETTER_ATTRIBUTES, parseDeadLetter } from '../records/dead-letter.js'
import type { Aws, ClientConfig } from './clients.js'
import { look } from './look.js'

/**
 * Sends to its own endpoint, not to the host in the queue's URL. So the URL can be built from the ARN, which saves
 * asking for it: SQS reads only the account and the name in it.
 */
export class QueueClient extends SQSClient {
  constructor(config: ClientConfig) {
    super({ ...config, useQueueUrlAsEndpoint: false })
  }
}

const missing = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']

export const queue = (aws: Aws, arn: string) =>
  look(
    {
      action: 'sqs:GetQueueAttributes',
      resource: arn,
      missing,
    },
    async () => {
      const client = await aws.client(QueueClient, arn)
      const url = queueUrl(arn)
      const { Attributes: attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
        { abortSignal: aws.signal },
      )
      if (!attributes) throw new SyntaxError('the answer has no attributes')
      return {
        arn: attributes.QueueArn ?? arn,
        url,
        policy: policyText(attributes.Policy),
        ...(attributes.KmsMasterKeyId ? { kmsKey: attributes.KmsMasterKeyId } : {}),
        sqsManagedSse: attributes.SqsManagedSseEnabled === 'true',
        fifo: attributes.FifoQueue === 'true',
        ...(attributes.MaximumMessageSize ? { maximumMessageSize: Number(attributes.MaximumMessageSize) } : {}),
        contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
        ...countsOf(attributes),
      }
    },
  )

/** How many messages there are, where SQS says so. */
function countsOf(attributes: Readonly<Record<string, string | undefined>>) {
  const [waiting, inFlight, delayed] = [
    attributes['ApproximateNumberOfMessages'],
    attributes['ApproximateNumberOfMessagesNotVisible'],
    attributes['ApproximateNumberOfMessagesDelayed'],
  ].map((text) => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined))
  if (waiting === undefined || inFlight === undefined || delayed === undefined) return {}
  return { counts: { waiting, inFlight, delayed, redrives: Boolean(attributes['RedrivePolicy']) } }
}

export const queueMoves = (aws: Aws, arn: string) =>
  look(
    { action: 'sqs:ListMessageMoveTasks', resource: arn, missing: [...missing, 'ResourceNotFoundException'] },
    async () => {
      const client = await aws.client(QueueClient, arn)
      const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 10 }), {
        abortSignal: aws.signal,
      })
      // AWS leaves the list out when the queue never had a task.
      return (Results ?? [])
        .filter(({ Status }) => Status === 'RUNNING' || Status === 'CANCELLING')
        .map(({ Status, DestinationArn }) => `${Status} to ${DestinationArn ?? 'the source queues'}`)
    },
  )

/** A receive asks some of SQS's servers only: with few messages it may bring none although there are some. */
const TRIES = 3
/** As many as one receive can bring; each receive raises the count of all that it brings. */
const MOST_LETTERS = 10

export const deadLetters = (aws: Aws, arn: string) =>
  look({ action: 'sqs:ReceiveMessage', resource: arn, missing }, async () => {
    const client = await aws.client(QueueClient, arn)
    const letters = new Map<string, ReturnType<typeof parseDeadLetter>>()
    for (let tries = 0; tries < TRIES && letters.size < MOST_LETTERS; tries += 1) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl(arn),
          MaxNumberOfMessages: MOST_LETTERS,
          // At once visible again to everybody else.
          VisibilityTimeout: 0,
          WaitTimeSeconds: 1,
          MessageAttributeNames: [...DEAD_LETTER_ATTRIBUTES],
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
        { abortSignal: aws.signal },
      )
      const fresh = Messages.filter(({ MessageId }) => MessageId && !letters.has(MessageId))
      // What was seen before comes again: one more look would only raise the receive counts.
      if (fresh.length === 0 && letters.size > 0) break
      for (const message of fresh) letters.set(message.MessageId ?? '', parseDeadLetter(message))
    }
    return [...letters.values()].slice(0, MOST_LETTERS)
  })
