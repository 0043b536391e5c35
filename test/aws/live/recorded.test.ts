import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  DescribeEventBusCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge'
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetResourcePolicyCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import { GetPolicyCommand, LambdaClient, GetResourcePolicyCommand as WholePolicyCommand } from '@aws-sdk/client-lambda'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { GetQueueAttributesCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { QueueClient } from '../../../src/aws/live/sqs.js'
import { exampleArn } from '../../../src/aws/reads/example.js'
import { HOME, REGION } from '../../support/home.js'
import { live, named, stubOf } from '../../support/live.js'

const events = stubOf(EventBridgeClient)
const lambda = stubOf(LambdaClient)
const sqs = stubOf(QueueClient)
const iam = stubOf(IAMClient)
const kinesis = stubOf(KinesisClient)
const logs = stubOf(CloudWatchLogsClient)
const states = stubOf(SFNClient)
const aws = live()

describe('as AWS was recorded to answer', () => {
  test('a bus without statements has no Policy member: it has no policy', async () => {
    const arn = exampleArn('events', 'event-bus/orders')
    events.on(DescribeEventBusCommand).resolves({ Name: 'orders', Arn: arn })
    expect(await aws.eventBus(arn)).toEqual({ state: 'found', value: { name: 'orders', arn, policy: null } })
  })

  test('PutPermission made the root of the account of an id, and left the star', async () => {
    const arn = exampleArn('events', 'event-bus/orders')
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'one',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${HOME}:root` },
          Action: 'events:PutEvents',
          Resource: arn,
        },
        { Sid: 'all', Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: arn },
      ],
    })
    events.on(DescribeEventBusCommand).resolves({ Name: 'orders', Arn: arn, Policy })
    expect(await aws.eventBus(arn)).toMatchObject({ value: { policy: Policy } })
  })

  test('a bus that a service manages says so', async () => {
    const arn = exampleArn('events', 'event-bus/managed')
    events.on(DescribeEventBusCommand).resolves({ Name: 'managed', Arn: arn, ManagedBy: 'securitylake.amazonaws.com' })
    expect(await aws.eventBus(arn)).toMatchObject({ value: { managedBy: 'securitylake.amazonaws.com' } })
  })

  test('a data stream without a policy answers with the document {}', async () => {
    kinesis.on(GetResourcePolicyCommand).resolves({ Policy: '{}' })
    expect(await aws.streamPolicy(exampleArn('kinesis', 'stream/orders'))).toEqual({ state: 'found', value: null })
  })

  test('a function whose statements are all gone answers ResourceNotFoundException', async () => {
    lambda.on(GetPolicyCommand).rejects(named('ResourceNotFoundException', 404))
    lambda.on(WholePolicyCommand).rejects(named('ResourceNotFoundException', 404))
    expect(await aws.lambdaPolicy(exampleArn('lambda', 'function:settle'))).toEqual({ state: 'found', value: null })
  })

  test.each(['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'])(
    'a missing queue is %s, for its attributes and for its tags',
    async (name) => {
      sqs.on(GetQueueAttributesCommand).rejects(named(name))
      sqs.on(ListQueueTagsCommand).rejects(named(name))
      expect(await aws.queue(exampleArn('sqs', 'gone'))).toEqual({ state: 'missing' })
      expect(await live().tags(exampleArn('sqs', 'gone'))).toEqual({ state: 'missing' })
    },
  )

  test("a log group's arn ends in :*, and the group is found by its name", async () => {
    const arn = `arn:aws:logs:${REGION}:${HOME}:log-group:orders`
    logs
      .on(DescribeLogGroupsCommand)
      .resolves({ logGroups: [{ logGroupName: 'orders', arn: `${arn}:*`, logGroupArn: arn }] })
    expect(await aws.logGroup(arn)).toMatchObject({ state: 'found' })
    expect(await aws.logGroup(`${arn}:*`)).toMatchObject({ state: 'found' })
  })

  test('a version of a state machine is answered with its number behind the ARN', async () => {
    const arn = exampleArn('states', 'stateMachine:settle')
    const answer = {
      stateMachineArn: `${arn}:1`,
      name: 'settle',
      status: 'ACTIVE',
      roleArn: `arn:aws:iam::${HOME}:role/run`,
      type: 'STANDARD',
      definition: '{}',
      creationDate: new Date(0),
    } as const
    states.on(DescribeStateMachineCommand).resolves(answer)
    expect(await aws.stateMachine(`${arn}:1`)).toMatchObject({
      state: 'found',
      value: { arn: `${arn}:1`, status: 'ACTIVE' },
    })
  })

  test('an API destination is INACTIVE while its OAuth connection is AUTHORIZING', async () => {
    const arn = exampleArn('events', 'api-destination/shop/1')
    const ConnectionArn = exampleArn('events', 'connection/shop/1')
    events
      .on(DescribeApiDestinationCommand)
      .resolves({ Name: 'shop', ApiDestinationArn: arn, ApiDestinationState: 'INACTIVE', ConnectionArn })
    events.on(DescribeConnectionCommand).resolves({ Name: 'shop', ConnectionArn, ConnectionState: 'AUTHORIZING' })
    expect(await aws.apiDestination(arn)).toMatchObject({ state: 'found', value: { state: 'INACTIVE' } })
    expect(await aws.connection(ConnectionArn)).toMatchObject({ state: 'found', value: { state: 'AUTHORIZING' } })
  })

  test('a role that was never used has RoleLastUsed {}', async () => {
    const arn = `arn:aws:iam::${HOME}:role/new`
    iam.on(GetRoleCommand).resolves({
      Role: {
        RoleName: 'new',
        Arn: arn,
        Path: '/',
        RoleId: 'AROA',
        CreateDate: new Date(0),
        AssumeRolePolicyDocument: '%7B%7D',
        RoleLastUsed: {},
      },
    })
    const read = await aws.role(arn)
    expect(read).toMatchObject({ state: 'found', value: { name: 'new', trustPolicy: '{}' } })
    expect(read.state === 'found' && 'lastUsed' in read.value).toBe(false)
  })
})
