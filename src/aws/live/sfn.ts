import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { Aws } from './clients.js'
import { look } from './look.js'

export const stateMachine = (aws: Aws, arn: string) =>
  look({ action: 'states:DescribeStateMachine', resource: arn, missing: ['StateMachineDoesNotExist'] }, async () => {
    const client = await aws.client(SFNClient, arn)
    const answer = await client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }), {
      abortSignal: aws.signal,
    })
    if (!answer.stateMachineArn || !answer.status) throw new SyntaxError('the answer has no state machine')
    return {
      arn: answer.stateMachineArn,
      status: answer.status,
      type: answer.type ?? 'STANDARD',
      roleArn: answer.roleArn ?? '',
    }
  })
