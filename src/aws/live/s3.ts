import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3'
import type { Aws, ClientConfig } from './clients.js'
import { look } from './look.js'

/** Buckets in the path, which works with every name and every endpoint; a bucket of another region is asked there. */
class PathStyleClient extends S3Client {
  constructor(config: ClientConfig) {
    super({ ...config, forcePathStyle: true, followRegionRedirects: true })
  }
}

export const bucketNotifications = (aws: Aws, bucket: string) =>
  look(
    { action: 's3:GetBucketNotification', resource: `arn:aws:s3:::${bucket}`, missing: ['NoSuchBucket'] },
    async () => {
      const client = await aws.client(PathStyleClient)
      const answer = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }), {
        abortSignal: aws.signal,
      })
      return { eventBridge: answer.EventBridgeConfiguration !== undefined }
    },
  )
