import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from '@aws-sdk/client-api-gateway'
import { CloudWatchLogsClient, CreateLogGroupCommand, PutResourcePolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand, type Target } from '@aws-sdk/client-eventbridge'
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import type { Report } from '../../src/report/report.js'
import { ACCOUNT, clientsOf, makeRole, REGION } from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import { emulatedAws } from './support/emulated.js'

const aws = emulatedAws()

const config = () => ({
  endpoint: aws.moto.url,
  region: REGION,
  credentials: { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' },
})
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`
const RULE = arn('events', 'rule/order-paid')
const QUEUE = arn('sqs', 'orders')
const TOPIC = arn('sns', 'orders')
const GROUP = arn('logs', 'log-group:/aws/events/orders')

const allow = (Action: string | string[], Resource: string, source?: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action,
        Resource,
        ...(source ? { Condition: { ArnEquals: { 'aws:SourceArn': source } } } : {}),
      },
    ],
  })

/** The rule `order-paid` with one target. */
async function aim(target: Partial<Target> & { Arn: string }): Promise<void> {
  const { events } = clientsOf(aws.moto.url)
  await events.send(new PutRuleCommand({ Name: 'order-paid', EventPattern: '{"source":["shop"]}' }))
  await events.send(new PutTargetsCommand({ Rule: 'order-paid', Targets: [{ Id: 'settle', ...target }] }))
}

const makeQueue = (name: string, attributes: Record<string, string>) =>
  new SQSClient(config()).send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))

async function makeTopic(policy: string, attributes: Record<string, string> = {}) {
  const sns = new SNSClient(config())
  await sns.send(new CreateTopicCommand({ Name: 'orders', Attributes: attributes }))
  await sns.send(new SetTopicAttributesCommand({ TopicArn: TOPIC, AttributeName: 'Policy', AttributeValue: policy }))
}

async function makeKey(policy: string): Promise<string> {
  const kms = new KMSClient(config())
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: policy }))
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/orders', TargetKeyId: KeyMetadata?.KeyId ?? '' }))
  return KeyMetadata?.Arn ?? ''
}

async function makeLogGroup(policy?: string) {
  const logs = new CloudWatchLogsClient(config())
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/events/orders' }))
  if (policy) await logs.send(new PutResourcePolicyCommand({ policyName: 'events', policyDocument: policy }))
}

async function makeApi(policyOf?: (id: string) => string): Promise<string> {
  const api = new APIGatewayClient(config())
  const { id: restApiId = '' } = await api.send(
    new CreateRestApiCommand({ name: 'shop', ...(policyOf ? { policy: policyOf('*') } : {}) }),
  )
  const { items = [] } = await api.send(new GetResourcesCommand({ restApiId }))
  const { id: resourceId } = await api.send(
    new CreateResourceCommand({ restApiId, parentId: items[0]?.id ?? '', pathPart: 'pets' }),
  )
  const method = { restApiId, resourceId: resourceId ?? '', httpMethod: 'POST' }
  await api.send(new PutMethodCommand({ ...method, authorizationType: 'NONE' }))
  await api.send(
    new PutIntegrationCommand({ ...method, type: 'HTTP', uri: 'http://example.com', integrationHttpMethod: 'POST' }),
  )
  await api.send(new CreateDeploymentCommand({ restApiId, stageName: 'prod' }))
  return arn('execute-api', `${restApiId}/prod/POST/pets`)
}

const withRole = async (action: string, resource: string) =>
  makeRole(clientsOf(aws.moto.url), 'deliver', { allow: [{ Effect: 'Allow', Action: action, Resource: resource }] })

const cases: readonly { setUp: string; make: () => Promise<unknown>; code: 0 | 1; findings: readonly string[] }[] = [
  {
    setUp: 'a queue that lets this rule in',
    make: async () => {
      await makeQueue('orders', { Policy: allow('sqs:SendMessage', QUEUE, RULE) })
      await aim({ Arn: QUEUE })
    },
    code: 0,
    findings: [],
  },
  {
    setUp: 'a queue without a policy',
    make: async () => {
      await makeQueue('orders', {})
      await aim({ Arn: QUEUE })
    },
    code: 1,
    findings: ['resource-policy: grant-missing'],
  },
  {
    setUp: 'a queue without a policy, reached with a role',
    make: async () => {
      await makeQueue('orders', {})
      await aim({ Arn: QUEUE, RoleArn: await withRole('sqs:SendMessage', QUEUE) })
    },
    code: 0,
    findings: [],
  },
  {
    setUp: 'a queue that does not exist',
    make: () => aim({ Arn: QUEUE }),
    code: 1,
    findings: ['target-state: target-not-found'],
  },
  {
    setUp: 'a FIFO queue that does not deduplicate by content',
    make: async () => {
      const fifo = `${QUEUE}.fifo`
      await makeQueue('orders.fifo', { FifoQueue: 'true', Policy: allow('sqs:SendMessage', fifo, RULE) })
      await aim({ Arn: fifo, SqsParameters: { MessageGroupId: 'orders' } })
    },
    code: 1,
    findings: ['target-state: target-not-ready'],
  },
  {
    setUp: 'a queue with a key, named by its alias, that EventBridge may not use',
    make: async () => {
      await makeKey(allow('kms:Decrypt', '*'))
      await makeQueue('orders', { Policy: allow('sqs:SendMessage', QUEUE, RULE), KmsMasterKeyId: 'alias/orders' })
      await aim({ Arn: QUEUE })
    },
    code: 1,
    findings: ['encryption: key-policy-blocks'],
  },
  {
    setUp: 'a dead-letter queue that lets another rule in',
    make: async () => {
      const dlq = arn('sqs', 'lost')
      await makeQueue('orders', { Policy: allow('sqs:SendMessage', QUEUE, RULE) })
      await makeQueue('lost', { Policy: allow('sqs:SendMessage', dlq, `${RULE}-late`) })
      await aim({ Arn: QUEUE, DeadLetterConfig: { Arn: dlq } })
    },
    code: 0,
    findings: ['dead-letter-queue: dead-letter-queue-unusable'],
  },
  {
    setUp: 'a topic that lets EventBridge publish, with a key that it may use',
    make: async () => {
      const key = await makeKey(allow(['kms:GenerateDataKey*', 'kms:Decrypt'], '*'))
      await makeTopic(allow('sns:Publish', TOPIC), { KmsMasterKeyId: key })
      await aim({ Arn: TOPIC })
    },
    code: 0,
    findings: [],
  },
  {
    setUp: 'a topic with the policy that SNS gives it',
    make: async () => {
      await new SNSClient(config()).send(new CreateTopicCommand({ Name: 'orders' }))
      await aim({ Arn: TOPIC })
    },
    code: 1,
    findings: ['resource-policy: grant-missing'],
  },
  {
    setUp: 'a log group that the account lets EventBridge write to',
    make: async () => {
      await makeLogGroup(
        allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `${arn('logs', 'log-group:/aws/events/*')}:*`),
      )
      await aim({ Arn: GROUP })
    },
    code: 0,
    findings: [],
  },
  {
    setUp: 'a log group with a policy that forgets the log streams',
    make: async () => {
      await makeLogGroup(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], GROUP))
      await aim({ Arn: GROUP })
    },
    code: 1,
    findings: ['resource-policy: grant-mismatch'],
  },
  {
    setUp: 'a bus of the same account with a role that may put events on it',
    make: async () => {
      await clientsOf(aws.moto.url).events.send(new CreateEventBusCommand({ Name: 'audit' }))
      const audit = arn('events', 'event-bus/audit')
      await aim({ Arn: audit, RoleArn: await withRole('events:PutEvents', audit) })
    },
    code: 0,
    findings: [],
  },
  {
    setUp: 'a bus of the same account that does not exist',
    make: async () => {
      const audit = arn('events', 'event-bus/audit')
      await aim({ Arn: audit, RoleArn: await withRole('events:PutEvents', audit) })
    },
    code: 1,
    findings: ['target-state: target-not-found'],
  },
  {
    setUp: 'an open REST API',
    make: async () => aim({ Arn: await makeApi() }),
    code: 0,
    findings: [],
  },
  {
    setUp: 'a REST API whose policy is for another rule',
    make: async () =>
      aim({ Arn: await makeApi(() => allow('execute-api:Invoke', 'execute-api:/prod/POST/pets', `${RULE}-late`)) }),
    code: 1,
    findings: ['resource-policy: grant-mismatch'],
  },
]

test.each(cases)('$setUp: $findings', async ({ make, code, findings }) => {
  await make()
  const ran = await ebDoctor(['rule', 'order-paid', '--output', 'json'], { env: awsEnv(aws.proxy.url) })
  expect(aws.proxy.writes(), 'a diagnosis never writes').toEqual([])
  const report = JSON.parse(ran.stdout) as Report
  const found = report.checks.flatMap((check) => check.findings.map((finding) => `${check.check}: ${finding.code}`))
  expect(found).toEqual(findings)
  expect(report.checks.filter(({ status }) => status === 'unknown')).toEqual([])
  expect(ran.code).toBe(code)
})
