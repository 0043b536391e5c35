import { exactOptional, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { object } from './form.js'

const live = () => import('../live/api-destination.js')

/** An API destination, as events:DescribeApiDestination tells it. */
export type ApiDestination = Found<typeof apiDestination>

/** The API destination that now has the name in this ARN; its own ARN may differ in the id. */
export const apiDestination = read({
  actions: ['events:DescribeApiDestination'],
  args: [arn],
  answer: () =>
    object({
      /** With the id that it got when it was made: one that was made anew under the same name has another. */
      arn: string(),
      /** ACTIVE or INACTIVE. */
      state: string(),
      endpoint: string(),
      connectionArn: string(),
    }),
  live: async () => (await live()).apiDestination,
  example: {
    args: [exampleArn('events', 'api-destination/shop/1234')],
    answer: (arn) => ({
      arn,
      state: 'ACTIVE',
      endpoint: 'https://example.com',
      connectionArn: exampleArn('events', 'connection/shop/1234'),
    }),
  },
})

/** A connection, as events:DescribeConnection tells it. */
export type Connection = Found<typeof connection>

/** The connection that now has the name in this ARN. */
export const connection = read({
  actions: ['events:DescribeConnection'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** AUTHORIZED when it is in order. */
      state: string(),
      stateReason: exactOptional(string()),
    }),
  live: async () => (await live()).connection,
  example: {
    args: [exampleArn('events', 'connection/shop/1234')],
    answer: (arn) => ({ arn, state: 'AUTHORIZED' }),
  },
})
