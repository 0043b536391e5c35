import { boolean } from 'valibot'
import { type Found, name, read } from './declare.js'
import { object } from './form.js'

/** What a bucket says about its notifications. */
export type BucketNotifications = Found<typeof bucketNotifications>

/** The notifications of a bucket by its name, in whatever region it is. */
export const bucketNotifications = read({
  actions: ['s3:GetBucketNotification'],
  args: [name],
  answer: () =>
    object({
      /** Whether it sends its events to EventBridge. */
      eventBridge: boolean(),
    }),
  live: async () => (await import('../live/s3.js')).bucketNotifications,
  example: { args: ['orders'], answer: () => ({ eventBridge: true }) },
})
