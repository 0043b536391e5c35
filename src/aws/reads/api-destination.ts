import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** An API destination, as events:DescribeApiDestination tells it. */
export interface ApiDestination {
  /** With the id that it got when it was made: one that was made anew under the same name has another. */
  arn: string
  /** ACTIVE or INACTIVE. */
  state: string
  endpoint: string
  connectionArn: string
}

/** A connection, as events:DescribeConnection tells it. */
export interface Connection {
  arn: string
  /** AUTHORIZED when it is in order. */
  state: string
  stateReason?: string
}

export interface ApiDestinationReads {
  /** The API destination that now has the name in this ARN; its own ARN may differ in the id. */
  apiDestination(arn: string): Promise<Read<ApiDestination>>
  /** The connection that now has the name in this ARN. */
  connection(arn: string): Promise<Read<Connection>>
}

export const apiDestinationFacts: FactsOf<ApiDestinationReads> = {
  apiDestination: { actions: ['events:DescribeApiDestination'] },
  connection: { actions: ['events:DescribeConnection'] },
}
