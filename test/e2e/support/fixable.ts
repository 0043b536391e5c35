import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeResourcePoliciesCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { CreateClusterCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import {
  CreateEventBusCommand,
  DescribeRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge'
import { GetRolePolicyCommand, ListRolePoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam'
import { CreateKeyCommand, GetKeyPolicyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  GetPolicyCommand,
  ListFunctionsCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda'
import { CreateTopicCommand, GetTopicAttributesCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { sidOf, statementIdOf } from '../../../src/remedies/names.js'
import { addressOf } from '../../../src/verdict/rule-address.js'
import { ACCOUNT, clientsOf, makeRole, makeRule, REGION, trusting } from './accounts.js'

/** Clients for all that a fix may change. */
export function fixClients(endpoint: string) {
  const config = { endpoint, region: REGION, credentials: { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' } }
  return {
    ...clientsOf(endpoint),
    logs: new CloudWatchLogsClient(config),
    endpoint,
    kms: new KMSClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  }
}

export type FixClients = ReturnType<typeof fixClients>

/** Something broken that `eb-doctor fix` fixes. */
export interface Fixable {
  name: string
  rule: string
  bus?: string
  check: string
  code: string
  flags?: readonly string[]
  /** The writes that fix it, in order. */
  writes: readonly string[]
  make(clients: FixClients): Promise<void>
}

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`

const EMPTY_ZIP = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64')

export async function makeFunction({ lambda, iam }: FixClients, name = 'settle'): Promise<string> {
  const role = await makeRole({ iam } as FixClients, `${name}-runs`, { trust: trusting('lambda.amazonaws.com') })
  const made = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: EMPTY_ZIP },
    }),
  )
  return made.FunctionArn ?? ''
}

export async function makeQueue(
  { sqs }: FixClients,
  name: string,
  attributes: Record<string, string> = {},
): Promise<string> {
  await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))
  return arn('sqs', name)
}

/** The SDK's client speaks HTTP/2 to Kinesis, which the emulator does not. */
export const makeStream = async ({ endpoint }: FixClients): Promise<string> => {
  await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.CreateStream',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIASETUP/20261121/${REGION}/kinesis/aws4_request`,
    },
    body: JSON.stringify({ StreamName: 'orders', ShardCount: 1 }),
  })
  return arn('kinesis', 'stream/orders')
}

const putRecord = [
  {
    Effect: 'Allow',
    Action: ['kinesis:PutRecord', 'kinesis:PutRecords'],
    Resource: `arn:aws:kinesis:${REGION}:123456789012:stream/orders`,
  },
] as const

async function busRule({ events }: FixClients, bus: string, name: string, targets: readonly Target[]): Promise<void> {
  await events.send(new CreateEventBusCommand({ Name: bus }))
  await events.send(new PutRuleCommand({ Name: name, EventBusName: bus, EventPattern: '{"source":["shop"]}' }))
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName: bus, Targets: [...targets] }))
}

/** Written by a person: other spaces than a program would leave, which an undo has to bring back. */
export const HANDMADE = `{
  "Version": "2012-10-17",
  "Id" : "hand-made",
  "Statement": { "Sid": "owner", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::${ACCOUNT}:root"},
                 "Action": "sqs:*", "Resource": "${arn('sqs', 'inbox')}" }
}`

const wrongRegion = (queue: string, sid: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: sid,
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arn('sqs', queue),
        Condition: {
          ArnEquals: { 'aws:SourceArn': `arn:aws:events:eu-west-1:${ACCOUNT}:rule/to-queue` },
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
        },
      },
    ],
  })

const ruleAt = (name: string) => addressOf({ name, bus: 'default' }, { account: ACCOUNT, partition: 'aws' }, REGION)
const TO_QUEUE = ruleAt('to-queue')
const ORDER_PAID = ruleAt('order-paid')

/** Every finding that has a fix, and how to bring it about. */
export const FIXABLE: readonly Fixable[] = [
  {
    name: 'a disabled rule',
    rule: 'nightly',
    check: 'rule',
    code: 'rule-disabled',
    writes: ['events:EnableRule'],
    async make(clients) {
      const role = await makeRole(clients, 'nightly-events', { allow: putRecord })
      await makeRule(clients, 'nightly', {
        state: 'DISABLED',
        targets: [{ Id: 'stream', Arn: await makeStream(clients), RoleArn: role }],
      })
    },
  },
  {
    name: 'a role of another service, extended when asked',
    rule: 'to-stream',
    check: 'role-trust',
    code: 'role-not-trusted',
    writes: ['iam:UpdateAssumeRolePolicy'],
    flags: ['--extend-shared-roles'],
    async make(clients) {
      const role = await makeRole(clients, 'stream-events', {
        trust: trusting('scheduler.amazonaws.com'),
        allow: putRecord,
      })
      await makeRule(clients, 'to-stream', { targets: [{ Id: 's', Arn: await makeStream(clients), RoleArn: role }] })
    },
  },
  {
    name: 'a role that may not run the task nor pass its roles',
    rule: 'nightly-report',
    check: 'role-permissions',
    code: 'permission-missing',
    writes: ['iam:PutRolePolicy'],
    async make(clients) {
      await clients.ecs.send(new CreateClusterCommand({ clusterName: 'jobs' }))
      const ofTask = { trust: trusting('ecs-tasks.amazonaws.com') }
      const execution = await makeRole(clients, 'taskExecution', ofTask)
      const task = await makeRole(clients, 'task', ofTask)
      await clients.ecs.send(
        new RegisterTaskDefinitionCommand({
          family: 'report',
          networkMode: 'awsvpc',
          requiresCompatibilities: ['FARGATE'],
          cpu: '256',
          memory: '512',
          executionRoleArn: execution,
          taskRoleArn: task,
          containerDefinitions: [{ name: 'report', image: 'report:1' }],
        }),
      )
      const role = await makeRole(clients, 'report-events')
      await makeRule(clients, 'nightly-report', {
        targets: [
          {
            Id: 'report',
            Arn: arn('ecs', 'cluster/jobs'),
            RoleArn: role,
            EcsParameters: {
              TaskDefinitionArn: arn('ecs', 'task-definition/report'),
              LaunchType: 'FARGATE',
              NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'], AssignPublicIp: 'ENABLED' } },
            },
          },
        ],
      })
    },
  },
  {
    name: 'a target without the role that it needs',
    rule: 'to-stream',
    check: 'target-config',
    code: 'role-required',
    writes: ['iam:CreateRole', 'iam:PutRolePolicy', 'events:PutTargets'],
    async make(clients) {
      const input = { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id": <id>}' }
      await makeRule(clients, 'to-stream', {
        targets: [{ Id: 's', Arn: await makeStream(clients), InputTransformer: input }],
      })
    },
  },
  {
    name: 'a target without a role beside one whose role fits',
    rule: 'to-stream',
    check: 'target-config',
    code: 'role-required',
    writes: ['events:PutTargets'],
    async make(clients) {
      const role = await makeRole(clients, 'stream-events', { allow: putRecord })
      const Arn = await makeStream(clients)
      await makeRule(clients, 'to-stream', {
        targets: [
          { Id: 'a', Arn, RoleArn: role },
          { Id: 'b', Arn },
        ],
      })
    },
  },
  {
    name: 'a role on the rule instead of the target',
    rule: 'to-stream',
    check: 'target-config',
    code: 'role-on-rule-only',
    writes: ['events:PutTargets'],
    async make(clients) {
      const role = await makeRole(clients, 'stream-events', { allow: putRecord })
      await makeRule(clients, 'to-stream', { targets: [{ Id: 's', Arn: await makeStream(clients) }] })
      const put = { Name: 'to-stream', RoleArn: role, EventPattern: '{"source":["com.example.orders"]}' }
      await clients.events.send(new PutRuleCommand(put))
    },
  },
  {
    name: 'a function without a policy, for a rule of a custom bus',
    rule: 'order-paid',
    bus: 'orders',
    check: 'resource-policy',
    code: 'grant-missing',
    writes: ['lambda:AddPermission'],
    make: async (clients) =>
      busRule(clients, 'orders', 'order-paid', [{ Id: 'settle', Arn: await makeFunction(clients) }]),
  },
  {
    name: 'a function whose statement names the rule of another bus',
    rule: 'order-paid',
    bus: 'orders',
    check: 'resource-policy',
    code: 'grant-mismatch',
    writes: ['lambda:AddPermission'],
    async make(clients) {
      const Arn = await makeFunction(clients)
      const add = { FunctionName: 'settle', StatementId: 'theirs', Action: 'lambda:InvokeFunction' }
      const SourceArn = arn('events', 'rule/order-paid')
      await clients.lambda.send(new AddPermissionCommand({ ...add, Principal: 'events.amazonaws.com', SourceArn }))
      await busRule(clients, 'orders', 'order-paid', [{ Id: 'settle', Arn }])
    },
  },
  {
    name: "a function with an earlier statement of eb-doctor's own that names another Region",
    rule: 'order-paid',
    check: 'resource-policy',
    code: 'grant-mismatch',
    writes: ['lambda:RemovePermission', 'lambda:AddPermission'],
    async make(clients) {
      const Arn = await makeFunction(clients)
      await clients.lambda.send(
        new AddPermissionCommand({
          FunctionName: 'settle',
          StatementId: statementIdOf(ORDER_PAID),
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
          SourceArn: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/order-paid`,
        }),
      )
      await makeRule(clients, 'order-paid', { targets: [{ Id: 'settle', Arn }] })
    },
  },
  {
    name: 'a queue without a policy',
    rule: 'to-queue',
    check: 'resource-policy',
    code: 'grant-missing',
    writes: ['sqs:SetQueueAttributes'],
    make: async (clients) =>
      void (await makeRule(clients, 'to-queue', { targets: [{ Id: 'q', Arn: await makeQueue(clients, 'inbox') }] })),
  },
  {
    name: 'a queue whose policy somebody wrote by hand',
    rule: 'to-queue',
    check: 'resource-policy',
    code: 'grant-missing',
    writes: ['sqs:SetQueueAttributes'],
    async make(clients) {
      const Arn = await makeQueue(clients, 'inbox', { Policy: HANDMADE })
      await makeRule(clients, 'to-queue', { targets: [{ Id: 'q', Arn }] })
    },
  },
  {
    name: "an earlier statement of eb-doctor's own that names another region",
    rule: 'to-queue',
    check: 'resource-policy',
    code: 'grant-mismatch',
    writes: ['sqs:SetQueueAttributes'],
    async make(clients) {
      const Arn = await makeQueue(clients, 'inbox', { Policy: wrongRegion('inbox', sidOf(TO_QUEUE)) })
      await makeRule(clients, 'to-queue', { targets: [{ Id: 'q', Arn }] })
    },
  },
  {
    name: 'a topic with the policy that SNS gives it',
    rule: 'to-topic',
    check: 'resource-policy',
    code: 'grant-missing',
    writes: ['sns:SetTopicAttributes'],
    async make(clients) {
      const made = await clients.sns.send(new CreateTopicCommand({ Name: 'news' }))
      await makeRule(clients, 'to-topic', { targets: [{ Id: 't', Arn: made.TopicArn ?? '' }] })
    },
  },
  {
    name: 'two log groups that no policy opens',
    rule: 'to-logs',
    check: 'resource-policy',
    code: 'grant-missing',
    writes: ['logs:PutResourcePolicy'],
    async make(clients) {
      const targets: Target[] = []
      for (const name of ['a', 'b']) {
        await clients.logs.send(new CreateLogGroupCommand({ logGroupName: `/aws/events/${name}` }))
        targets.push({ Id: name, Arn: arn('logs', `log-group:/aws/events/${name}`) })
      }
      await makeRule(clients, 'to-logs', { targets })
    },
  },
  {
    name: 'a dead-letter queue that EventBridge may not send to',
    rule: 'to-stream',
    check: 'dead-letter-queue',
    code: 'dead-letter-queue-unusable',
    writes: ['sqs:SetQueueAttributes'],
    async make(clients) {
      const role = await makeRole(clients, 'stream-events', { allow: putRecord })
      const DeadLetterConfig = { Arn: await makeQueue(clients, 'lost') }
      const Arn = await makeStream(clients)
      await makeRule(clients, 'to-stream', { targets: [{ Id: 's', Arn, RoleArn: role, DeadLetterConfig }] })
    },
  },
  {
    name: "a key whose policy does not know EventBridge, with the user's leave",
    rule: 'to-queue',
    check: 'encryption',
    code: 'key-policy-blocks',
    flags: ['--include-key-policies'],
    writes: ['kms:PutKeyPolicy', 'sqs:SetQueueAttributes'],
    async make(clients) {
      const made = await clients.kms.send(new CreateKeyCommand({}))
      const Arn = await makeQueue(clients, 'inbox', { KmsMasterKeyId: made.KeyMetadata?.Arn ?? '' })
      await makeRule(clients, 'to-queue', { targets: [{ Id: 'q', Arn }] })
    },
  },
  {
    name: 'a role that may not use the key of its queue',
    rule: 'to-queue',
    check: 'encryption',
    code: 'key-policy-blocks',
    writes: ['iam:PutRolePolicy'],
    async make(clients) {
      const made = await clients.kms.send(new CreateKeyCommand({}))
      const Arn = await makeQueue(clients, 'inbox', { KmsMasterKeyId: made.KeyMetadata?.Arn ?? '' })
      const role = await makeRole(clients, 'queue-events', {
        allow: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: Arn }],
      })
      await makeRule(clients, 'to-queue', { targets: [{ Id: 'q', Arn, RoleArn: role }] })
    },
  },
  {
    name: 'a role of another service, which stays as it is',
    rule: 'to-stream',
    check: 'role-trust',
    code: 'role-not-trusted',
    writes: ['iam:CreateRole', 'iam:PutRolePolicy', 'events:PutTargets'],
    async make(clients) {
      const role = await makeRole(clients, 'stream-events', {
        trust: trusting('scheduler.amazonaws.com'),
        allow: putRecord,
      })
      await makeRule(clients, 'to-stream', { targets: [{ Id: 's', Arn: await makeStream(clients), RoleArn: role }] })
    },
  },
]

/** A function with an alias, whose policy is its own: for the qualifier of a permission. */
export async function aliasCase(clients: FixClients): Promise<string> {
  await makeFunction(clients)
  const version = await clients.lambda.send(new PublishVersionCommand({ FunctionName: 'settle' }))
  const alias = { FunctionName: 'settle', Name: 'live', FunctionVersion: version.Version ?? '1' }
  const made = await clients.lambda.send(new CreateAliasCommand(alias))
  await makeRule(clients, 'order-paid', { targets: [{ Id: 'settle', Arn: made.AliasArn ?? '' }] })
  return made.AliasArn ?? ''
}

/** Everything that a fix could have touched, to the byte. */
export async function stateOf(clients: FixClients) {
  const { events, iam, kms, lambda, logs, sns, sqs } = clients
  const buses = (await events.send(new ListEventBusesCommand({}))).EventBuses ?? []
  const rules = await each(buses, async ({ Name: EventBusName, Policy }) => {
    const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName }))
    const described = await each(Rules, async ({ Name }) => {
      const of = { Rule: Name, EventBusName }
      const { $metadata: _, ...rule } = await events.send(new DescribeRuleCommand({ Name, EventBusName }))
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand(of))
      return { rule, targets: [...Targets].sort((a, b) => ((a.Id ?? '') < (b.Id ?? '') ? -1 : 1)) }
    })
    return { EventBusName, Policy, described }
  })
  // In an order of our own: that of the emulator changes from run to run.
  const byName = (a: { RoleName?: string | undefined }, b: { RoleName?: string | undefined }): number =>
    (a.RoleName ?? '') < (b.RoleName ?? '') ? -1 : 1
  const listed = [...((await iam.send(new ListRolesCommand({}))).Roles ?? [])].sort(byName)
  const roles = await each(listed, async (role) => {
    const of = { RoleName: role.RoleName }
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand(of))
    const inline = await each(PolicyNames, async (PolicyName) => {
      const read = await iam.send(new GetRolePolicyCommand({ ...of, PolicyName }))
      return [PolicyName, decodeURIComponent(read.PolicyDocument ?? '')]
    })
    return { name: role.RoleName, trust: decodeURIComponent(role.AssumeRolePolicyDocument ?? ''), inline }
  })
  const functions = await each((await lambda.send(new ListFunctionsCommand({}))).Functions ?? [], async (one) => {
    const read = lambda.send(new GetPolicyCommand({ FunctionName: one.FunctionName }))
    const { Statement = [] } = JSON.parse((await read.catch(() => ({ Policy: '{}' }))).Policy ?? '{}')
    return { name: one.FunctionName, statements: Statement }
  })
  const queues = await each((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [], async (QueueUrl) => {
    const read = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    return { QueueUrl: QueueUrl.split('/').at(-1), policy: read.Attributes?.Policy || null }
  })
  const topics = await each((await sns.send(new ListTopicsCommand({}))).Topics ?? [], async ({ TopicArn }) => {
    const read = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
    return { TopicArn, policy: read.Attributes?.['Policy'] }
  })
  const groups = (await logs.send(new DescribeResourcePoliciesCommand({}))).resourcePolicies ?? []
  const keys = await each((await kms.send(new ListKeysCommand({}))).Keys ?? [], async ({ KeyId }) => {
    const read = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }))
    return read.Policy
  })
  return {
    rules,
    roles,
    functions,
    queues,
    topics,
    logs: groups.map(({ policyName, policyDocument }) => ({ policyName, policyDocument })),
    keys,
  }
}

const each = async <T, U>(items: readonly T[], f: (item: T) => Promise<U>): Promise<U[]> => Promise.all(items.map(f))
