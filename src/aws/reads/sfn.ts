import { string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn, ROLE } from './example.js'
import { object } from './form.js'

/** A state machine, as states:DescribeStateMachine tells it. */
export type StateMachine = Found<typeof stateMachine>

/** A state machine by the ARN of a target, with or without an alias or version. */
export const stateMachine = read({
  actions: ['states:DescribeStateMachine'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** ACTIVE or DELETING. */
      status: string(),
      type: string(),
      /** The role that the state machine itself runs with. */
      roleArn: string(),
    }),
  live: async () => (await import('../live/sfn.js')).stateMachine,
  example: {
    args: [exampleArn('states', 'stateMachine:settle')],
    answer: (arn) => ({ arn, status: 'ACTIVE', type: 'STANDARD', roleArn: ROLE }),
  },
})
