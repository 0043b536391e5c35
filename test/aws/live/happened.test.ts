import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  DescribeDeliveriesCommand,
  DescribeDeliveryDestinationsCommand,
  DescribeDeliverySourcesCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { ListMessageMoveTasksCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import type { MetricQuery } from '../../../src/aws/reads/cloudwatch.js'
import { HOME, ORDERS_BUS, ORDERS_RULE, OTHER, REGION } from '../../support/home.js'
import { live, named, noAccess, sent, stubOf } from '../../support/live.js'

const watch = stubOf(CloudWatchClient)
const logs = stubOf(CloudWatchLogsClient)
const queues = stubOf(SQSClient)
const functions = stubOf(LambdaClient)
const trail = stubOf(CloudTrailClient)

const FROM = '2026-11-21T11:00:00.000Z'
const TO = '2026-11-21T12:00:00.000Z'
const GROUP = `arn:aws:logs:${REGION}:${HOME}:log-group:/aws/vendedlogs/orders`
const QUEUE = `arn:aws:sqs:${REGION}:${HOME}:failed`

const failure = JSON.stringify({
  message_type: 'INVOCATION_FAILURE',
  message_timestamp_ms: Date.parse('2026-11-21T11:30:00Z'),
  event_bus_name: 'orders',
  details: { rule_arn: ORDERS_RULE, target_arn: 'arn:t', target_input: 'SECRET', target_response_body: 'SECRET' },
  error: { error_message: 'refused', http_status_code: '403' },
})
const read = {
  time: '2026-11-21T11:30:00.000Z',
  type: 'INVOCATION_FAILURE',
  bus: 'orders',
  ruleArn: ORDERS_RULE,
  targetArn: 'arn:t',
  error: { message: 'refused', httpStatus: 403 },
}

describe('what CloudWatch counted', () => {
  const query: MetricQuery = {
    id: 'm_0',
    namespace: 'AWS/Events',
    metric: 'FailedInvocations',
    dimensions: [
      { name: 'EventBusName', value: 'orders' },
      { name: 'RuleName', value: 'order-paid' },
    ],
    stat: 'Sum',
    period: 300,
  }

  test('is asked for with namespace, dimensions in their order, period and statistic', async () => {
    watch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] })
    await live().metricData([query], FROM, TO)
    expect(sent(watch)).toEqual([
      [
        'GetMetricData',
        {
          MetricDataQueries: [
            {
              Id: 'm_0',
              MetricStat: {
                Metric: {
                  Namespace: 'AWS/Events',
                  MetricName: 'FailedInvocations',
                  Dimensions: [
                    { Name: 'EventBusName', Value: 'orders' },
                    { Name: 'RuleName', Value: 'order-paid' },
                  ],
                },
                Period: 300,
                Stat: 'Sum',
              },
              ReturnData: true,
            },
          ],
          StartTime: new Date(FROM),
          EndTime: new Date(TO),
          ScanBy: 'TimestampDescending',
        },
      ],
    ])
  })

  test('goes on over the pages, and a series is complete when its last part is', async () => {
    watch
      .on(GetMetricDataCommand)
      .resolvesOnce({
        MetricDataResults: [{ Id: 'm_0', StatusCode: 'PartialData', Timestamps: [new Date(TO)], Values: [2] }],
        Messages: [{ Code: 'MaxMetricsExceeded', Value: 'fewer' }],
        NextToken: 't',
      })
      .resolvesOnce({
        MetricDataResults: [{ Id: 'm_0', StatusCode: 'Complete', Timestamps: [new Date(FROM)], Values: [1] }],
      })
    expect(await live().metricData([query], FROM, TO)).toEqual({
      state: 'found',
      value: {
        series: [
          {
            id: 'm_0',
            status: 'Complete',
            points: [
              { time: TO, value: 2 },
              { time: FROM, value: 1 },
            ],
          },
        ],
        messages: ['MaxMetricsExceeded: fewer'],
      },
    })
  })

  test('is malformed without results, or when moments and values do not pair', async () => {
    watch
      .on(GetMetricDataCommand)
      .resolvesOnce({})
      .resolves({
        MetricDataResults: [{ Id: 'm_0', Timestamps: [new Date(TO)], Values: [] }],
      })
    for (let i = 0; i < 2; i += 1) {
      expect(await live().metricData([query], FROM, TO)).toMatchObject({ error: { kind: 'malformed' } })
    }
  })

  test('may be refused', async () => {
    watch.on(GetMetricDataCommand).rejects(noAccess)
    expect(await live().metricData([query], FROM, TO)).toEqual({
      state: 'denied',
      action: 'cloudwatch:GetMetricData',
      resource: '*',
    })
  })
})

describe('where the log of a bus goes', () => {
  test('is found by joining its sources, their deliveries and the destinations, all pages', async () => {
    logs
      .on(DescribeDeliverySourcesCommand)
      .resolvesOnce({ deliverySources: [{ name: 'other', resourceArns: ['arn:other'] }], nextToken: 't' })
      .resolves({ deliverySources: [{ name: 'orders', resourceArns: [ORDERS_BUS], logType: 'INFO_LOGS' }] })
    logs.on(DescribeDeliveriesCommand).resolves({
      deliveries: [
        { deliverySourceName: 'other', deliveryDestinationArn: 'arn:d1', deliveryDestinationType: 'CWL' },
        { deliverySourceName: 'orders', deliveryDestinationArn: 'arn:d1', deliveryDestinationType: 'CWL' },
        { deliverySourceName: 'orders', deliveryDestinationArn: 'arn:d2', deliveryDestinationType: 'S3' },
      ],
    })
    logs.on(DescribeDeliveryDestinationsCommand).resolves({
      deliveryDestinations: [
        { arn: 'arn:d1', deliveryDestinationConfiguration: { destinationResourceArn: GROUP } },
        { arn: 'arn:d2', deliveryDestinationConfiguration: { destinationResourceArn: 'arn:aws:s3:::logs' } },
      ],
    })
    expect(await live().logDeliveries(ORDERS_BUS)).toEqual({
      state: 'found',
      value: [
        { type: 'CWL', to: GROUP, logType: 'INFO_LOGS' },
        { type: 'S3', to: 'arn:aws:s3:::logs', logType: 'INFO_LOGS' },
      ],
    })
  })

  test('is malformed when one of the lists is not there', async () => {
    logs.on(DescribeDeliverySourcesCommand).resolves({ deliverySources: [] })
    logs.on(DescribeDeliveriesCommand).resolves({})
    logs.on(DescribeDeliveryDestinationsCommand).resolves({ deliveryDestinations: [] })
    expect(await live().logDeliveries(ORDERS_BUS)).toMatchObject({ error: { kind: 'malformed' } })
  })
})

describe('the records of the log', () => {
  test('come newest first, over empty pages, and without the bodies of events', async () => {
    logs
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [], nextToken: 't' })
      .resolves({
        events: [
          { message: failure, timestamp: Date.parse(FROM) },
          { message: 'no record', timestamp: Date.parse(FROM) },
        ],
      })
    const answer = await live().busLogRecords(GROUP, FROM, TO, '{ $.x = "y" }')
    expect(answer).toEqual({ state: 'found', value: { records: [read], more: false } })
    expect(JSON.stringify(answer)).not.toContain('SECRET')
    expect(sent(logs)[0]).toEqual([
      'FilterLogEvents',
      {
        logGroupName: '/aws/vendedlogs/orders',
        startTime: Date.parse(FROM),
        endTime: Date.parse(TO),
        startFromHead: false,
        filterPattern: '{ $.x = "y" }',
      },
    ])
  })

  test('are read as far as the cap, which is said', async () => {
    let page = 0
    logs.on(FilterLogEventsCommand).callsFake(() => {
      page += 1
      return { events: [], nextToken: `t${page}` }
    })
    expect(await live().busLogRecords(GROUP, FROM, TO, null)).toEqual({
      state: 'found',
      value: { records: [], more: true },
    })
    expect(page).toBe(20)
  })

  test('of a group of another account are not looked for here', async () => {
    const answer = await live().busLogRecords(GROUP.replace(HOME, OTHER), FROM, TO, null)
    expect(answer).toMatchObject({ state: 'denied', account: OTHER })
  })

  test('of a group that is not there are missing', async () => {
    logs.on(FilterLogEventsCommand).rejects(named('ResourceNotFoundException'))
    expect(await live().busLogRecords(GROUP, FROM, TO, null)).toEqual({ state: 'missing' })
  })

  test('are asked for with a query where the group is of the class for rare access', async () => {
    logs.on(StartQueryCommand).resolves({ queryId: 'q' })
    logs
      .on(GetQueryResultsCommand)
      .resolvesOnce({ status: 'Running', results: [] })
      .resolves({
        status: 'Complete',
        statistics: { recordsMatched: 2 },
        results: [
          [
            { field: '@timestamp', value: '2026-11-21 11:30:00.000' },
            { field: '@message', value: failure },
          ],
        ],
      })
    expect(await live().busLogQuery(GROUP, FROM, TO, 'fields @message')).toEqual({
      state: 'found',
      value: { records: [read], more: true },
    })
    expect(sent(logs)[0]).toEqual([
      'StartQuery',
      {
        logGroupName: '/aws/vendedlogs/orders',
        startTime: Date.parse(FROM) / 1000,
        endTime: Date.parse(TO) / 1000,
        queryString: 'fields @message',
      },
    ])
  })

  test('are not known when the query fails', async () => {
    logs.on(StartQueryCommand).resolves({ queryId: 'q' })
    logs.on(GetQueryResultsCommand).resolves({ status: 'Timeout', results: [] })
    expect(await live().busLogQuery(GROUP, FROM, TO, 'fields @message')).toMatchObject({ state: 'failed' })
  })
})

describe('the records that a trail sends to a log group', () => {
  const invoke = {
    eventVersion: '1.08',
    userIdentity: { type: 'AWSService', invokedBy: 'events.amazonaws.com' },
    eventTime: '2026-11-21T11:30:00Z',
    eventSource: 'lambda.amazonaws.com',
    eventName: 'Invoke',
    requestParameters: {
      functionName: 'arn:f:live',
      invocationType: 'Event',
      sourceArn: ORDERS_RULE,
      payload: 'SECRET',
    },
    eventID: 'i',
    resources: [{ accountId: HOME, type: 'AWS::Lambda::Function', ARN: 'arn:f' }],
    eventCategory: 'Data',
  }

  test('are read newest first to the end; what is no record is left out, and of a request only what it names', async () => {
    const FILTER = '{ ($.eventName = "Invoke") }'
    logs
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [], nextToken: 'two' })
      .resolves({
        events: [{ message: JSON.stringify(invoke) }, { message: 'not JSON' }, { message: '{"eventName":"Invoke"}' }],
      })
    expect(await live().trailRecords(GROUP, FROM, TO, FILTER)).toEqual({
      state: 'found',
      value: {
        events: [
          {
            ...{ time: '2026-11-21T11:30:00Z', id: 'i', source: 'lambda.amazonaws.com', name: 'Invoke' },
            ...{ identityType: 'AWSService', invokedBy: 'events.amazonaws.com', sourceArn: ORDERS_RULE },
            ...{ resources: ['arn:f', 'arn:f:live', ORDERS_RULE], failures: [] },
          },
        ],
        more: false,
      },
    })
    expect(sent(logs)[0]).toEqual([
      'FilterLogEvents',
      {
        logGroupName: '/aws/vendedlogs/orders',
        startTime: Date.parse(FROM),
        endTime: Date.parse(TO),
        startFromHead: false,
        filterPattern: FILTER,
      },
    ])
  })

  test('of PutEvents tell the entries that were not taken, although the call succeeded', async () => {
    const put = {
      ...invoke,
      eventName: 'PutEvents',
      responseElements: { failedEntryCount: 1, entries: [{ eventId: 'e' }, { errorCode: 'InternalFailure' }] },
    }
    logs.on(FilterLogEventsCommand).resolves({ events: [{ message: JSON.stringify(put) }] })
    expect(await live().trailRecords(GROUP, FROM, TO, '{ }')).toMatchObject({
      value: { events: [{ failures: ['InternalFailure'] }] },
    })
  })

  test('may be refused, and the log group may be gone', async () => {
    logs.on(FilterLogEventsCommand).rejectsOnce(noAccess).rejects(named('ResourceNotFoundException'))
    expect(await live().trailRecords(GROUP, FROM, TO, '{ }')).toMatchObject({
      state: 'denied',
      action: 'logs:FilterLogEvents',
    })
    expect(await live().trailRecords(GROUP, FROM, TO, '{ }')).toEqual({ state: 'missing' })
  })
})

describe('before a queue is received from', () => {
  test('its consumers are listed, also those that are switched off', async () => {
    functions.on(ListEventSourceMappingsCommand).resolves({
      EventSourceMappings: [{ FunctionArn: 'arn:f', State: 'Disabled' }, { UUID: 'u' }],
    })
    expect(await live().queueConsumers(QUEUE)).toEqual({ state: 'found', value: ['arn:f', 'u'] })
    expect(sent(functions)).toEqual([['ListEventSourceMappings', { EventSourceArn: QUEUE }]])
  })

  test('only the moves of its messages that run now count', async () => {
    queues.on(ListMessageMoveTasksCommand).resolves({
      Results: [{ Status: 'COMPLETED' }, { Status: 'RUNNING', DestinationArn: 'arn:q' }],
    })
    expect(await live().queueMoves(QUEUE)).toEqual({ state: 'found', value: ['RUNNING to arn:q'] })
  })
})

describe('the messages of a dead-letter queue', () => {
  const message = {
    MessageId: 'm1',
    Body: '{"id":"e","source":"shop","detail-type":"OrderPaid","detail":{"card":"SECRET"}}',
    Attributes: { SentTimestamp: `${Date.parse(FROM)}` },
    MessageAttributes: {
      RULE_ARN: { DataType: 'String', StringValue: ORDERS_RULE },
      ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
    },
  }

  test('stay visible to everybody, and their bodies are not kept', async () => {
    queues.on(ReceiveMessageCommand).resolves({ Messages: [message] })
    const answer = await live().deadLetters(QUEUE)
    expect(answer).toEqual({
      state: 'found',
      value: [
        {
          messageId: 'm1',
          sent: FROM,
          attributes: { RULE_ARN: ORDERS_RULE, ERROR_CODE: 'NO_PERMISSIONS' },
          event: { id: 'e', source: 'shop', detailType: 'OrderPaid' },
          notification: false,
        },
      ],
    })
    expect(JSON.stringify(answer)).not.toContain('SECRET')
    for (const [, input] of sent(queues)) expect(input).toMatchObject({ VisibilityTimeout: 0, MaxNumberOfMessages: 10 })
    // The second receive brings nothing new, and each one more raises the receive counts.
    expect(sent(queues)).toHaveLength(2)
  })

  test('are asked for three times when none comes, since a receive asks some servers only', async () => {
    queues.on(ReceiveMessageCommand).resolves({})
    expect(await live().deadLetters(QUEUE)).toEqual({ state: 'found', value: [] })
    expect(sent(queues)).toHaveLength(3)
  })

  test('may be refused, as with a key that the caller may not use', async () => {
    queues.on(ReceiveMessageCommand).rejects(named('KmsAccessDenied', 400))
    expect(await live().deadLetters(QUEUE)).toMatchObject({ state: 'denied', action: 'sqs:ReceiveMessage' })
  })
})

describe('the changes in the event history', () => {
  const record = (readOnly: boolean) => ({
    CloudTrailEvent: JSON.stringify({
      eventTime: FROM,
      eventID: `${readOnly}`,
      eventSource: 'events.amazonaws.com',
      eventName: readOnly ? 'DescribeRule' : 'DisableRule',
      readOnly,
      userIdentity: { type: 'IAMUser', userName: 'anna' },
      requestParameters: { name: 'order-paid', secret: 'SECRET' },
    }),
  })

  test('are the writes of the window in the Region that was named, and what they name', async () => {
    trail.on(LookupEventsCommand).resolves({ Events: [record(true), record(false)] })
    const answer = await live().changeRecords('EventSource', 'events.amazonaws.com', 'us-east-1', FROM, TO)
    expect(answer).toEqual({
      state: 'found',
      value: {
        changes: [
          {
            time: FROM,
            id: 'false',
            source: 'events.amazonaws.com',
            name: 'DisableRule',
            who: { type: 'IAMUser', userName: 'anna' },
            parameters: { name: 'order-paid' },
          },
        ],
        more: false,
      },
    })
    expect(sent(trail)).toEqual([
      [
        'LookupEvents',
        {
          LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'events.amazonaws.com' }],
          StartTime: new Date(FROM),
          EndTime: new Date(TO),
          MaxResults: 50,
        },
      ],
    ])
  })
})
