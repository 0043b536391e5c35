import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { policyText } from '../../text/policy-document.js'
import type { Aws } from './clients.js'
import { look } from './look.js'

export const topic = (aws: Aws, arn: string) =>
  look({ action: 'sns:GetTopicAttributes', resource: arn, missing: ['NotFoundException', 'NotFound'] }, async () => {
    const client = await aws.client(SNSClient, arn)
    const { Attributes: attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: arn }), {
      abortSignal: aws.signal,
    })
    if (!attributes) throw new SyntaxError('the answer has no attributes')
    return {
      arn: attributes['TopicArn'] ?? arn,
      policy: policyText(attributes['Policy']),
      ...(attributes['KmsMasterKeyId'] ? { kmsKey: attributes['KmsMasterKeyId'] } : {}),
      fifo: attributes['FifoTopic'] === 'true',
    }
  })
