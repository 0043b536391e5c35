import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A state machine, as states:DescribeStateMachine tells it. */
export interface StateMachine {
  arn: string
  /** ACTIVE or DELETING. */
  status: string
  type: string
  /** The role that the state machine itself runs with. */
  roleArn: string
}

export interface SfnReads {
  /** A state machine by the ARN of a target, with or without an alias or version. */
  stateMachine(arn: string): Promise<Read<StateMachine>>
}

export const sfnFacts: FactsOf<SfnReads> = {
  stateMachine: { actions: ['states:DescribeStateMachine'] },
}
