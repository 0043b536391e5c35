import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** What a bucket says about its notifications. */
export interface BucketNotifications {
  /** Whether it sends its events to EventBridge. */
  eventBridge: boolean
}

export interface S3Reads {
  /** The notifications of a bucket by its name, in whatever region it is. */
  bucketNotifications(bucket: string): Promise<Read<BucketNotifications>>
}

export const s3Facts: FactsOf<S3Reads> = {
  bucketNotifications: { actions: ['s3:GetBucketNotification'] },
}
