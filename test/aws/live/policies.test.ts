import { APIGatewayClient, GetResourcesCommand, GetRestApiCommand, GetStagesCommand } from '@aws-sdk/client-api-gateway'
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetStagesCommand as GetHttpStages,
  GetRoutesCommand,
} from '@aws-sdk/client-apigatewayv2'
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeResourcePoliciesCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms'
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, test } from 'vitest'
import { KEY, QUEUE, TOPIC } from '../../checks/delivery.js'
import { HOME, OTHER, REGION } from '../../support/home.js'
import { live as liveOf, named } from '../../support/live.js'

const live = liveOf()
const mocks = {
  sqs: mockClient(SQSClient),
  sns: mockClient(SNSClient),
  logs: mockClient(CloudWatchLogsClient),
  kms: mockClient(KMSClient),
  rest: mockClient(APIGatewayClient),
  http: mockClient(ApiGatewayV2Client),
}
afterEach(() => {
  for (const mock of Object.values(mocks)) mock.reset()
})

describe('a queue', () => {
  test('is read with one call: its URL follows from its ARN', async () => {
    mocks.sqs.on(GetQueueAttributesCommand).resolves({
      Attributes: {
        QueueArn: QUEUE,
        Policy: '{}',
        KmsMasterKeyId: 'alias/x',
        FifoQueue: 'true',
        SqsManagedSseEnabled: 'false',
      },
    })
    expect(await live.queue(QUEUE)).toEqual({
      state: 'found',
      value: {
        arn: QUEUE,
        url: `https://sqs.${REGION}.amazonaws.com/${HOME}/orders`,
        policy: '{}',
        kmsKey: 'alias/x',
        sqsManagedSse: false,
        fifo: true,
        contentBasedDeduplication: false,
      },
    })
    expect(mocks.sqs.calls()).toHaveLength(1)
  })

  test('has the URL of its partition', async () => {
    mocks.sqs.on(GetQueueAttributesCommand).resolves({ Attributes: {} })
    const read = await live.queue(`arn:aws-cn:sqs:cn-north-1:${HOME}:orders`)
    expect(read).toMatchObject({
      value: { url: `https://sqs.cn-north-1.amazonaws.com.cn/${HOME}/orders`, policy: null },
    })
  })

  test.each(['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'])(
    'is missing when SQS says %s',
    async (name) => {
      mocks.sqs.on(GetQueueAttributesCommand).rejects(named(name))
      expect(await live.queue(QUEUE)).toEqual({ state: 'missing' })
    },
  )

  test('is denied, not missing, when SQS refuses', async () => {
    mocks.sqs.on(GetQueueAttributesCommand).rejects(named('AccessDenied', 403))
    expect(await live.queue(QUEUE)).toMatchObject({ state: 'denied', action: 'sqs:GetQueueAttributes' })
  })

  test("of another account is not looked for with this account's credentials", async () => {
    expect(await live.queue(QUEUE.replace(HOME, OTHER))).toMatchObject({ state: 'denied', account: OTHER })
    expect(mocks.sqs.calls()).toHaveLength(0)
  })

  test('without attributes is an answer that nobody understands, not an empty queue', async () => {
    mocks.sqs.on(GetQueueAttributesCommand).resolves({})
    expect(await live.queue(QUEUE)).toMatchObject({ state: 'failed', error: { kind: 'malformed' } })
  })
})

describe('a topic', () => {
  test('is read with its policy and key', async () => {
    mocks.sns
      .on(GetTopicAttributesCommand)
      .resolves({ Attributes: { TopicArn: TOPIC, Policy: '{}', KmsMasterKeyId: KEY } })
    expect(await live.topic(TOPIC)).toEqual({
      state: 'found',
      value: { arn: TOPIC, policy: '{}', kmsKey: KEY, fifo: false },
    })
  })

  test.each([
    ['NotFoundException', 'missing'],
    ['AuthorizationErrorException', 'denied'],
    ['ThrottledException', 'failed'],
  ])('%s makes it %s', async (name, state) => {
    mocks.sns.on(GetTopicAttributesCommand).rejects(named(name))
    expect(await live.topic(TOPIC)).toMatchObject({ state })
  })
})

describe('a log group', () => {
  const arn = `arn:aws:logs:${REGION}:${HOME}:log-group:/aws/events/orders`

  test('is the one whose name is the whole prefix', async () => {
    mocks.logs
      .on(DescribeLogGroupsCommand)
      .resolves({ logGroups: [{ logGroupName: '/aws/events/orders', arn: `${arn}:*` }] })
    expect(await live.logGroup(arn)).toEqual({ state: 'found', value: { name: '/aws/events/orders', arn } })
  })

  test('is missing when only longer names begin with it', async () => {
    mocks.logs
      .on(DescribeLogGroupsCommand)
      .resolves({ logGroups: [{ logGroupName: '/aws/events/orders-2', arn: `${arn}-2:*` }] })
    expect(await live.logGroup(arn)).toEqual({ state: 'missing' })
  })

  test('has the policies of the account and its own, all pages of both', async () => {
    const policy = (policyName: string, more: object = {}) => ({ policyName, policyDocument: '{}', ...more })
    mocks.logs
      .on(DescribeResourcePoliciesCommand, {})
      .resolves({ resourcePolicies: [policy('a')], nextToken: 'more' })
      .on(DescribeResourcePoliciesCommand, { nextToken: 'more' })
      .resolves({ resourcePolicies: [policy('b')] })
      .on(DescribeResourcePoliciesCommand, { policyScope: 'RESOURCE', resourceArn: arn })
      .resolves({ resourcePolicies: [policy('own', { policyScope: 'RESOURCE', revisionId: '7' })] })
    expect(await live.logsPolicies(`${arn}:*`)).toEqual({
      state: 'found',
      value: [
        { name: 'a', scope: 'ACCOUNT', document: '{}' },
        { name: 'b', scope: 'ACCOUNT', document: '{}' },
        { name: 'own', scope: 'RESOURCE', document: '{}', revisionId: '7' },
      ],
    })
  })

  test('false positive: a group that is not there has no policies of its own, and those of the account are read', async () => {
    mocks.logs
      .on(DescribeResourcePoliciesCommand, {})
      .resolves({ resourcePolicies: [] })
      .on(DescribeResourcePoliciesCommand, { policyScope: 'RESOURCE' })
      .rejects(named('ResourceNotFoundException'))
    expect(await live.logsPolicies(arn)).toEqual({ state: 'found', value: [] })
  })

  test('is not said to have no policies when one of the two lists was refused', async () => {
    mocks.logs
      .on(DescribeResourcePoliciesCommand, {})
      .resolves({ resourcePolicies: [] })
      .on(DescribeResourcePoliciesCommand, { policyScope: 'RESOURCE' })
      .rejects(named('AccessDeniedException'))
    expect(await live.logsPolicies(arn)).toMatchObject({ state: 'denied', action: 'logs:DescribeResourcePolicies' })
  })
})

describe('a key', () => {
  test('is read by whatever it is named with, where the encrypted resource is', async () => {
    mocks.kms.on(DescribeKeyCommand, { KeyId: 'alias/orders' }).resolves({
      KeyMetadata: { KeyId: 'x', Arn: KEY, KeyManager: 'CUSTOMER', KeyState: 'Disabled' },
    })
    expect(await live.kmsKey('alias/orders', QUEUE)).toEqual({
      state: 'found',
      value: { arn: KEY, manager: 'CUSTOMER', state: 'Disabled' },
    })
    const client = mocks.kms.call(0).thisValue as KMSClient
    expect(await client.config.region()).toBe(REGION)
  })

  test('of AWS says so', async () => {
    mocks.kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: 'x', Arn: KEY, KeyManager: 'AWS' } })
    expect(await live.kmsKey(KEY, QUEUE)).toMatchObject({ value: { manager: 'AWS', state: 'Enabled' } })
  })

  test('has one policy, called default', async () => {
    mocks.kms.on(GetKeyPolicyCommand, { KeyId: KEY, PolicyName: 'default' }).resolves({ Policy: '{"a":1}' })
    expect(await live.keyPolicy(KEY, QUEUE)).toEqual({ state: 'found', value: '{"a":1}' })
  })

  test('that is gone is missing, one that is refused is denied', async () => {
    mocks.kms.on(DescribeKeyCommand).rejects(named('NotFoundException'))
    mocks.kms.on(GetKeyPolicyCommand).rejects(named('AccessDeniedException'))
    expect(await live.kmsKey(KEY, QUEUE)).toEqual({ state: 'missing' })
    expect(await live.keyPolicy(KEY, QUEUE)).toMatchObject({ state: 'denied', action: 'kms:GetKeyPolicy' })
  })
})

describe('an API', () => {
  const arn = `arn:aws:execute-api:${REGION}:${HOME}:abc123/prod/POST/pets`
  const notFound = named('NotFoundException', 404)
  const noHttp = () => {
    for (const command of [GetApiCommand, GetRoutesCommand, GetHttpStages]) mocks.http.on(command).rejects(notFound)
  }
  const noRest = () => {
    for (const command of [GetRestApiCommand, GetStagesCommand, GetResourcesCommand])
      mocks.rest.on(command).rejects(notFound)
  }

  test('of the REST kind is read with its policy, which comes quoted once more', async () => {
    noHttp()
    mocks.rest.on(GetRestApiCommand).resolves({
      id: 'abc123',
      name: 'pets',
      policy: '{\\"Version\\":\\"2012-10-17\\"}',
      endpointConfiguration: { types: ['REGIONAL'] },
    })
    mocks.rest.on(GetStagesCommand).resolves({ item: [{ stageName: 'prod' }] })
    mocks.rest.on(GetResourcesCommand).resolves({
      items: [{ path: '/pets', resourceMethods: { POST: { authorizationType: 'AWS_IAM' } } }],
    })
    expect(await live.webApi(arn)).toEqual({
      state: 'found',
      value: {
        id: 'abc123',
        name: 'pets',
        kind: 'REST',
        endpointTypes: ['REGIONAL'],
        policy: '{"Version":"2012-10-17"}',
        stages: ['prod'],
        methods: [{ path: '/pets', method: 'POST', authorization: 'AWS_IAM' }],
      },
    })
  })

  test('of the HTTP kind has no policy', async () => {
    noRest()
    mocks.http.on(GetApiCommand).resolves({ ApiId: 'abc123', Name: 'pets', ProtocolType: 'HTTP' })
    mocks.http.on(GetHttpStages).resolves({ Items: [{ StageName: '$default' }] })
    mocks.http
      .on(GetRoutesCommand)
      .resolves({ Items: [{ RouteKey: '$default' }, { RouteKey: 'POST /pets', AuthorizationType: 'JWT' }] })
    expect(await live.webApi(arn)).toMatchObject({
      value: {
        kind: 'HTTP',
        policy: null,
        methods: [
          { path: '$default', method: 'ANY', authorization: 'NONE' },
          { path: '/pets', method: 'POST', authorization: 'JWT' },
        ],
      },
    })
  })

  test('is missing only when it is neither', async () => {
    noRest()
    noHttp()
    expect(await live.webApi(arn)).toEqual({ state: 'missing' })
  })

  test('is not missing when one of the two kinds may not be looked at', async () => {
    noRest()
    mocks.http.on(GetApiCommand).rejects(named('AccessDeniedException', 403))
    expect(await live.webApi(arn)).toMatchObject({ state: 'denied', action: 'apigateway:GET' })
  })
})
