import {
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge'
import { parseArn } from '../arn.js'
import type { Aws } from './clients.js'
import { look } from './look.js'

const missing = ['ResourceNotFoundException']

/** `api-destination/NAME/ID` and `connection/NAME/ID` are looked up by the name alone. */
const nameIn = (arn: string): string => parseArn(arn)?.resource.split('/')[1] ?? arn

export const apiDestination = (aws: Aws, arn: string) =>
  look({ action: 'events:DescribeApiDestination', resource: arn, missing }, async () => {
    const client = await aws.client(EventBridgeClient, arn)
    const answer = await client.send(new DescribeApiDestinationCommand({ Name: nameIn(arn) }), {
      abortSignal: aws.signal,
    })
    if (!answer.ApiDestinationArn || !answer.ApiDestinationState || !answer.ConnectionArn) {
      throw new SyntaxError('the answer has no API destination')
    }
    return {
      arn: answer.ApiDestinationArn,
      state: answer.ApiDestinationState,
      endpoint: answer.InvocationEndpoint ?? '',
      connectionArn: answer.ConnectionArn,
    }
  })

export const connection = (aws: Aws, arn: string) =>
  look({ action: 'events:DescribeConnection', resource: arn, missing }, async () => {
    const client = await aws.client(EventBridgeClient, arn)
    const answer = await client.send(new DescribeConnectionCommand({ Name: nameIn(arn) }), { abortSignal: aws.signal })
    if (!answer.ConnectionState) throw new SyntaxError('the answer has no connection state')
    return {
      arn: answer.ConnectionArn ?? arn,
      state: answer.ConnectionState,
      ...(answer.StateReason ? { stateReason: answer.StateReason } : {}),
    }
  })
