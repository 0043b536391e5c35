import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail'
import {
  DescribeEventSourceCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
} from '@aws-sdk/client-eventbridge'
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { live, named } from '../../support/live.js'

const cloudtrail = mockClient(CloudTrailClient)
const events = mockClient(EventBridgeClient)
const s3 = mockClient(S3Client)

const account = live()
const arn = 'arn:aws:cloudtrail:us-east-1:999988887777:trail/org'
const regionOf = async (client: { config: { region: string | (() => Promise<string>) } }) => {
  const { region } = client.config
  return typeof region === 'string' ? region : region()
}

beforeEach(() => {
  cloudtrail.reset()
  events.reset()
  s3.reset()
})

describe('trails', () => {
  test('are listed with those that reach in from elsewhere', async () => {
    cloudtrail.on(DescribeTrailsCommand, { includeShadowTrails: true }).resolves({
      trailList: [
        {
          Name: 'org',
          TrailARN: arn,
          HomeRegion: 'us-east-1',
          IsMultiRegionTrail: true,
          IsOrganizationTrail: true,
          HasInsightSelectors: true,
          CloudWatchLogsLogGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:trail:*',
        },
      ],
    })
    expect(await account.trails('eu-west-1')).toEqual({
      state: 'found',
      value: [
        {
          ...{ name: 'org', arn, homeRegion: 'us-east-1', multiRegion: true, organization: true, insights: true },
          logGroup: 'arn:aws:logs:us-east-1:111122223333:log-group:trail:*',
        },
      ],
    })
  })

  test('of another region are asked for there', async () => {
    cloudtrail.on(DescribeTrailsCommand).resolves({ trailList: [] })
    await account.trails('us-east-1')
    const [sent] = cloudtrail.calls()
    expect(await regionOf(sent?.thisValue as never)).toBe('us-east-1')
  })

  test("an organization's trail is asked about here, by its ARN, though it belongs to another account", async () => {
    cloudtrail.on(GetTrailStatusCommand, { Name: arn }).resolves({ IsLogging: true })
    expect(await account.trailLogging(arn, 'eu-west-1')).toEqual({ state: 'found', value: true })
  })

  test('whose status says nothing are malformed, not silent', async () => {
    cloudtrail.on(GetTrailStatusCommand).resolves({})
    expect(await account.trailLogging(arn, 'eu-west-1')).toMatchObject({
      state: 'failed',
      error: { kind: 'malformed' },
    })
  })

  test('that are gone are missing', async () => {
    cloudtrail.on(GetTrailStatusCommand).rejects(named('TrailNotFoundException'))
    expect(await account.trailLogging(arn, 'eu-west-1')).toEqual({ state: 'missing' })
  })

  test('have selectors of one kind or the other', async () => {
    cloudtrail.on(GetEventSelectorsCommand, { TrailName: arn }).resolves({
      EventSelectors: [
        {
          ReadWriteType: 'WriteOnly',
          IncludeManagementEvents: false,
          ExcludeManagementEventSources: ['kms.amazonaws.com'],
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
        },
      ],
    })
    expect(await account.trailSelectors(arn, 'eu-west-1')).toEqual({
      state: 'found',
      value: {
        basic: [
          {
            readWrite: 'WriteOnly',
            management: false,
            excluded: ['kms.amazonaws.com'],
            data: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
          },
        ],
        advanced: [],
      },
    })
    cloudtrail
      .on(GetEventSelectorsCommand)
      .resolves({ AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] })
    expect(await account.trailSelectors(arn, 'eu-west-1')).toMatchObject({
      value: { basic: [], advanced: [[{ field: 'eventCategory', equals: ['Data'], notEquals: [] }]] },
    })
  })

  test.each([
    ['trails', () => account.trails('eu-west-1'), 'cloudtrail:DescribeTrails'],
    ['trailLogging', () => account.trailLogging(arn, 'eu-west-1'), 'cloudtrail:GetTrailStatus'],
    ['trailSelectors', () => account.trailSelectors(arn, 'eu-west-1'), 'cloudtrail:GetEventSelectors'],
  ] as const)('%s that may not be seen are denied, with the action to ask for', async (_, read, action) => {
    cloudtrail.onAnyCommand().rejects(named('AccessDeniedException'))
    expect(await read()).toMatchObject({ state: 'denied', action })
  })
})

describe('buckets', () => {
  test('send to EventBridge when the switch is there, though it is empty', async () => {
    s3.on(GetBucketNotificationConfigurationCommand, { Bucket: 'uploads' }).resolves({ EventBridgeConfiguration: {} })
    expect(await account.bucketNotifications('uploads')).toEqual({ state: 'found', value: { eventBridge: true } })
  })

  test('do not when there are only other notifications', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolves({ QueueConfigurations: [] })
    expect(await account.bucketNotifications('uploads')).toEqual({ state: 'found', value: { eventBridge: false } })
  })

  test('are addressed in the path, so that every endpoint and every name works', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).resolves({})
    await account.bucketNotifications('uploads')
    const [sent] = s3.calls()
    expect(sent?.thisValue).toMatchObject({ config: { forcePathStyle: true } })
  })

  test('that do not exist are missing, those of others denied', async () => {
    s3.on(GetBucketNotificationConfigurationCommand).rejects(named('NoSuchBucket'))
    expect(await account.bucketNotifications('uploads')).toEqual({ state: 'missing' })
    s3.on(GetBucketNotificationConfigurationCommand).rejects(named('AccessDenied'))
    expect(await account.bucketNotifications('uploads')).toMatchObject({
      state: 'denied',
      action: 's3:GetBucketNotification',
      resource: 'arn:aws:s3:::uploads',
    })
  })
})

describe('rules that pass events on', () => {
  const target = 'arn:aws:events:eu-west-1:111122223333:event-bus/orders'

  test('are read page by page, in the region of the bus that they are on', async () => {
    events
      .on(ListRuleNamesByTargetCommand, { TargetArn: target, EventBusName: 'default' })
      .resolves({ RuleNames: ['a'], NextToken: 't' })
    events.on(ListRuleNamesByTargetCommand, { NextToken: 't' }).resolves({ RuleNames: ['b'] })
    const read = await account.ruleNamesByTarget(target, 'arn:aws:events:us-east-1:111122223333:event-bus/default')
    expect(read).toEqual({ state: 'found', value: ['a', 'b'] })
    expect(await regionOf(events.calls()[0]?.thisValue as never)).toBe('us-east-1')
  })

  test('on a bus of another account are never looked for on a namesake', async () => {
    const read = await account.ruleNamesByTarget(target, 'arn:aws:events:eu-west-1:222233334444:event-bus/default')
    expect(read).toMatchObject({ state: 'denied', account: '222233334444' })
    expect(events.calls()).toHaveLength(0)
  })
})

describe('partner event sources', () => {
  test('have a state', async () => {
    events
      .on(DescribeEventSourceCommand, { Name: 'aws.partner/example.com/1' })
      .resolves({ Name: 'aws.partner/example.com/1', State: 'PENDING' })
    expect(await account.eventSource('aws.partner/example.com/1')).toEqual({
      state: 'found',
      value: { name: 'aws.partner/example.com/1', state: 'PENDING' },
    })
  })

  test('may be missing, and an answer without a state is malformed', async () => {
    events.on(DescribeEventSourceCommand).rejects(named('ResourceNotFoundException'))
    expect(await account.eventSource('x')).toEqual({ state: 'missing' })
    events.on(DescribeEventSourceCommand).resolves({})
    expect(await account.eventSource('x')).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
  })
})
