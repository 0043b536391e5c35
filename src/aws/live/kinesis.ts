import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { DescribeStreamSummaryCommand, GetResourcePolicyCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import { policyText } from '../../text/policy-document.js'
import type { Aws, ClientConfig } from './clients.js'
import { look } from './look.js'

const missing = ['ResourceNotFoundException']

/** By itself this client alone speaks HTTP/2, which emulators and many proxies do not take: it gets the others' way. */
class Kinesis extends KinesisClient {
  constructor(config: ClientConfig) {
    super({ ...config, requestHandler: new EventBridgeClient(config).config.requestHandler })
  }
}

export const stream = (aws: Aws, arn: string) =>
  look({ action: 'kinesis:DescribeStreamSummary', resource: arn, missing }, async () => {
    const client = await aws.client(Kinesis, arn)
    const answer = await client.send(new DescribeStreamSummaryCommand({ StreamARN: arn }), { abortSignal: aws.signal })
    const summary = answer.StreamDescriptionSummary
    if (!summary?.StreamStatus) throw new SyntaxError('the answer has no stream')
    return {
      arn: summary.StreamARN ?? arn,
      status: summary.StreamStatus,
      ...(summary.EncryptionType === 'KMS' && summary.KeyId ? { kmsKey: summary.KeyId } : {}),
    }
  })

export const streamPolicy = (aws: Aws, arn: string) =>
  look({ action: 'kinesis:GetResourcePolicy', resource: arn }, async () => {
    const client = await aws.client(Kinesis, arn)
    try {
      const answer = await client.send(new GetResourcePolicyCommand({ ResourceARN: arn }), { abortSignal: aws.signal })
      if (answer.Policy === undefined) throw new SyntaxError('the answer has no policy')
      // A stream that never had a policy answers with an empty document.
      return /^\s*\{\s*\}\s*$/.test(answer.Policy) ? null : policyText(answer.Policy)
    } catch (thrown) {
      // Whether the stream itself exists is another read's answer.
      if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') return null
      throw thrown
    }
  })
