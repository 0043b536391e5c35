import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { policyText } from '../../text/policy-document.js'
import { queueUrl } from '../queue-url.js'
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

export const queue = (aws: Aws, arn: string) =>
  look(
    {
      action: 'sqs:GetQueueAttributes',
      resource: arn,
      missing: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
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
      }
    },
  )
