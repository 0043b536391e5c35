import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose'
import { lastSegment } from '../arn.js'
import type { Aws } from './clients.js'
import { look } from './look.js'

export const deliveryStream = (aws: Aws, arn: string) =>
  look(
    { action: 'firehose:DescribeDeliveryStream', resource: arn, missing: ['ResourceNotFoundException'] },
    async () => {
      const client = await aws.client(FirehoseClient, arn)
      const answer = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: lastSegment(arn) }), {
        abortSignal: aws.signal,
      })
      const described = answer.DeliveryStreamDescription
      if (!described?.DeliveryStreamStatus || !described.DeliveryStreamType)
        throw new SyntaxError('the answer has no stream')
      const encryption = described.DeliveryStreamEncryptionConfiguration
      return {
        arn: described.DeliveryStreamARN ?? arn,
        status: described.DeliveryStreamStatus,
        type: described.DeliveryStreamType,
        ...(encryption?.KeyARN && encryption.Status !== 'DISABLED' ? { kmsKey: encryption.KeyARN } : {}),
      }
    },
  )
