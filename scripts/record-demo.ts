// Records the snapshots of `eb-doctor demo` from the emulator: all, or those that are named.
// Usage: node scripts/moto-venv.mjs && npm run record-demo [-- NAME...]
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateEventBusCommand,
  DisableRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  ACCOUNT,
  arn,
  type Clients,
  clientsOf,
  ecsIntegration,
  lambdaIntegration,
  makeRole,
  makeRule,
  REGION,
  roleArn,
  stepFunctionsIntegration,
  trusting,
} from '../test/e2e/support/accounts.js'
import type { TrailEvent } from '../test/e2e/support/cloudtrail.js'
import { type Answer, jsonAnswer } from '../test/e2e/support/faults.js'
import { startMoto } from '../test/e2e/support/moto.js'
import type { Operation } from '../test/e2e/support/operation.js'
import { startProxy } from '../test/e2e/support/proxy.js'

interface Scenario {
  name: string
  title: string
  rule: string
  /** The event bus, unless it is the default one. */
  bus?: string
  build(clients: Clients): Promise<unknown>
  events?: readonly TrailEvent[]
  metrics?: readonly Counted[]
  /** What the emulator lacks. */
  answer?: (operation: Operation) => Answer | undefined
}

/** Sums of AWS/Events under certain dimensions, each so many minutes ago. */
interface Counted {
  dimensions: Readonly<Record<string, string>>
  sums: Readonly<Record<string, number>>
  minutesAgo: readonly number[]
}

/** Minutes since 14:02 UTC, today or yesterday: the time of the first story. */
const SINCE_1402 = (Date.now() / 60_000 - (14 * 60 + 2) + 2880) % 1440
/** Every half hour of a day, in minutes ago. */
const HALF_HOURS = Array.from({ length: 47 }, (_, i) => 5 + 30 * i)
const DELIVERED = { MatchedEvents: 2, TriggeredRules: 2, Invocations: 2, InvocationAttempts: 2 }
const before = HALF_HOURS.filter((minutes) => minutes > SINCE_1402)
/** The first event after the change came three minutes later. */
const after = [SINCE_1402 - 3, ...HALF_HOURS.filter((minutes) => minutes < SINCE_1402 - 3)]

const ORDERS = arn('events', 'event-bus/orders')
const LOG_GROUP = arn('logs', 'log-group:/aws/vendedlogs/orders')
const logLines = (eventId: string, minutesAgo: number) =>
  [
    {
      message_type: 'EVENT_INGEST_SUCCESS',
      details: { source: 'com.example.orders', detail_type: 'Order Paid', caller_account_id: ACCOUNT },
    },
    { message_type: 'NO_STANDARD_RULES_MATCHED', details: {} },
  ].map((record) => {
    const timestamp = Date.now() - minutesAgo * 60_000
    const message = {
      ...record,
      log_level: 'INFO',
      event_bus_name: 'orders',
      event_id: eventId,
      message_timestamp_ms: timestamp,
    }
    return { timestamp, message: JSON.stringify(message) }
  })

/** The log of the bus orders, which the emulator does not keep. */
const ORDERS_LOG: Readonly<Record<string, () => unknown>> = {
  'events:DescribeEventBus': () => ({
    Name: 'orders',
    Arn: ORDERS,
    LogConfig: { Level: 'INFO', IncludeDetail: 'NONE' },
  }),
  'logs:DescribeDeliverySources': () => ({
    deliverySources: [{ name: 'orders', resourceArns: [ORDERS], service: 'events', logType: 'INFO_LOGS' }],
  }),
  'logs:DescribeDeliveries': () => ({
    deliveries: [{ deliverySourceName: 'orders', deliveryDestinationArn: 'arn:d', deliveryDestinationType: 'CWL' }],
  }),
  'logs:DescribeDeliveryDestinations': () => ({
    deliveryDestinations: [{ arn: 'arn:d', deliveryDestinationConfiguration: { destinationResourceArn: LOG_GROUP } }],
  }),
  'logs:DescribeLogGroups': () => ({
    logGroups: [{ logGroupName: '/aws/vendedlogs/orders', arn: `${LOG_GROUP}:*`, logGroupClass: 'STANDARD' }],
  }),
  'logs:FilterLogEvents': () => ({
    events: [
      ...logLines('6a7e8feb-b491-4cf7-a9f1-bf3703467718', 41),
      ...logLines('0f0d1b9e-5d1e-4c4b-9d5a-4f2b5a0c9d11', 12),
    ],
  }),
}

const byEventBridge = { sourceIPAddress: 'events.amazonaws.com', userAgent: 'events.amazonaws.com' }
const assumed = (role: string, error?: string): TrailEvent => ({
  minutesAgo: 21,
  record: {
    ...byEventBridge,
    userIdentity: { type: 'AWSService', invokedBy: 'events.amazonaws.com' },
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: roleArn(role), roleSessionName: '057ffa15c4983c099eb1f9f09f268001' },
    resources: [{ type: 'AWS::IAM::Role', ARN: roleArn(role) }],
    ...(error ? { errorCode: 'AccessDenied', errorMessage: error } : {}),
  },
})
const startDenied = (role: string, why: string): TrailEvent => {
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/057ffa15c4983c099eb1f9f09f268001`
  const machine = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:fulfil`
  return {
    minutesAgo: 20,
    record: {
      ...byEventBridge,
      userIdentity: {
        type: 'AssumedRole',
        arn: session,
        invokedBy: 'events.amazonaws.com',
        sessionContext: { sessionIssuer: { type: 'Role', arn: roleArn(role) } },
      },
      eventSource: 'states.amazonaws.com',
      eventName: 'StartExecution',
      errorCode: 'AccessDenied',
      errorMessage: `User: ${session} is not authorized to perform: states:StartExecution on resource: ${machine} ${why}`,
    },
  }
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'step-functions-healthy',
    title: 'A state machine, its role trusted and allowed: all is well',
    rule: 'start-state-machine',
    build: (clients) => stepFunctionsIntegration(clients, { rule: 'start-state-machine' }),
    events: [assumed('start-state-machine-events')],
  },
  {
    name: 'lambda-healthy',
    title: 'A function whose own policy lets the rule in: all is well',
    rule: 'order-paid',
    build: (clients) => lambdaIntegration(clients),
  },
  {
    name: 'ecs-healthy',
    title: 'A Fargate task, RunTask and PassRole allowed: all is well',
    rule: 'nightly-report',
    build: (clients) => ecsIntegration(clients),
  },
  {
    name: 'rule-disabled',
    title: 'The rule is switched off',
    rule: 'order-paid',
    build: async (clients) => {
      await lambdaIntegration(clients)
      await clients.events.send(new DisableRuleCommand({ Name: 'order-paid' }))
    },
  },
  {
    name: 'rule-elsewhere',
    title: 'The rule is not there, one with a similar name is',
    rule: 'order-payed',
    build: (clients) => lambdaIntegration(clients),
  },
  {
    name: 'no-targets',
    title: 'The rule has no targets',
    rule: 'order-paid',
    build: (clients) => makeRule(clients, 'order-paid', { targets: [] }),
  },
  {
    name: 'lambda-no-permission',
    title: 'The function has no policy that lets EventBridge in',
    rule: 'order-paid',
    build: (clients) => lambdaIntegration(clients, { permit: false }),
  },
  {
    name: 'lambda-other-rule',
    title: 'The function lets in another rule than this one',
    rule: 'order-paid',
    build: (clients) => lambdaIntegration(clients, { permitRule: 'order-payed' }),
  },
  {
    name: 'step-functions-no-role',
    title: 'The target has no role, and a state machine needs one',
    rule: 'start-state-machine',
    build: (clients) => stepFunctionsIntegration(clients, { rule: 'start-state-machine', withRole: false }),
  },
  {
    name: 'step-functions-wrong-trust',
    title: 'The role trusts EventBridge Scheduler instead of EventBridge, and CloudTrail saw it refused',
    rule: 'start-state-machine',
    build: (clients) =>
      stepFunctionsIntegration(clients, { rule: 'start-state-machine', trust: trusting('scheduler.amazonaws.com') }),
    events: [
      assumed(
        'start-state-machine-events',
        `User: events.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn('start-state-machine-events')} because no role trust policy allows the sts:AssumeRole action`,
      ),
    ],
  },
  {
    name: 'step-functions-denied',
    title: 'The role may do something else, and CloudTrail saw the call refused',
    rule: 'start-state-machine',
    build: (clients) =>
      stepFunctionsIntegration(clients, { rule: 'start-state-machine', allow: ['states:StartSyncExecution'] }),
    events: [
      assumed('start-state-machine-events'),
      startDenied(
        'start-state-machine-events',
        'because no identity-based policy allows the states:StartExecution action',
      ),
    ],
  },
  {
    name: 'step-functions-denied-by-organization',
    title: 'All that can be read allows it, and CloudTrail names the service control policy that does not',
    rule: 'start-state-machine',
    build: (clients) => stepFunctionsIntegration(clients, { rule: 'start-state-machine' }),
    events: [
      assumed('start-state-machine-events'),
      startDenied(
        'start-state-machine-events',
        'with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-exampleorgid/service_control_policy/p-examplepolicy',
      ),
    ],
  },
  {
    name: 'ecs-no-passrole',
    title: 'The role may run the task and not pass its roles',
    rule: 'nightly-report',
    build: (clients) => ecsIntegration(clients, { passRole: false }),
  },
  {
    name: 'ecs-arn-without-account',
    title: 'The role names the task definition without its account id',
    rule: 'nightly-report',
    build: (clients) =>
      ecsIntegration(clients, { taskDefinitionInPolicy: `arn:aws:ecs:${REGION}::task-definition/report:*` }),
  },
  {
    name: 'ecs-no-network',
    title: 'A Fargate task without a network configuration',
    rule: 'nightly-report',
    build: (clients) => ecsIntegration(clients, { network: false }),
  },
  {
    name: 'ecs-task-role',
    title: 'The task execution role was set where the role for EventBridge belongs',
    rule: 'nightly-report',
    build: (clients) => ecsIntegration(clients, { trust: trusting('ecs-tasks.amazonaws.com') }),
  },
  {
    name: 'role-chain',
    title: 'A role that may only assume a role in another account',
    rule: 'to-their-cluster',
    build: async (clients) => {
      const role = await makeRole(clients, 'EventBridgeRole')
      const chain = {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::222222222222:role/CrossAccountECSRole',
      }
      await clients.iam.send(
        new PutRolePolicyCommand({
          RoleName: 'EventBridgeRole',
          PolicyName: 'chain',
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [chain] }),
        }),
      )
      await makeRule(clients, 'to-their-cluster', {
        targets: [
          {
            Id: 'theirs',
            Arn: `arn:aws:ecs:${REGION}:222222222222:cluster/jobs`,
            RoleArn: role,
            EcsParameters: { TaskDefinitionArn: `arn:aws:ecs:${REGION}:222222222222:task-definition/report:1` },
          },
        ],
      })
    },
  },
]

/** What happened, beside how the account is configured. */
const STORIES: readonly Scenario[] = [
  {
    name: 'happened-change-broke-it',
    title: "A deployment removed the function's permission at 14:02, and deliveries fail since",
    rule: 'order-paid',
    build: (clients) => lambdaIntegration(clients, { permit: false }),
    metrics: [
      {
        dimensions: { RuleName: 'order-paid' },
        sums: { ...DELIVERED, SuccessfulInvocationAttempts: 2 },
        minutesAgo: before,
      },
      { dimensions: { RuleName: 'order-paid' }, sums: { ...DELIVERED, FailedInvocations: 2 }, minutesAgo: after },
    ],
    events: [
      {
        minutesAgo: SINCE_1402,
        record: {
          eventSource: 'lambda.amazonaws.com',
          eventName: 'RemovePermission20150331v2',
          readOnly: false,
          userAgent: 'cloudformation.amazonaws.com',
          userIdentity: {
            type: 'AssumedRole',
            arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy-exec/AWSCloudFormation`,
            invokedBy: 'cloudformation.amazonaws.com',
          },
          requestParameters: { functionName: 'settle', statementId: 'AllowEventBridgeInvoke' },
        },
      },
    ],
    answer: ({ action }) =>
      action === 'lambda:ListTags' ? jsonAnswer({ Tags: { 'aws:cloudformation:stack-name': 'shop' } }) : undefined,
  },
  {
    name: 'happened-looks-broken',
    title: 'No trail records API calls here, and they match all the same: another account forwards its own',
    rule: 'bucket-made',
    build: async (clients) => {
      await lambdaIntegration(clients, { permitRule: 'bucket-made' })
      const pattern = {
        source: ['aws.s3'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: { eventSource: ['s3.amazonaws.com'], eventName: ['CreateBucket'] },
      }
      await clients.events.send(new PutRuleCommand({ Name: 'bucket-made', EventPattern: JSON.stringify(pattern) }))
      const targets = [{ Id: 'settle', Arn: arn('lambda', 'function:settle') }]
      await clients.events.send(new PutTargetsCommand({ Rule: 'bucket-made', Targets: targets }))
    },
    metrics: [
      {
        dimensions: { RuleName: 'bucket-made' },
        sums: { ...DELIVERED, SuccessfulInvocationAttempts: 2 },
        minutesAgo: HALF_HOURS,
      },
    ],
  },
  {
    name: 'happened-nothing-reaches-it',
    title: 'Events of the right source come to the bus, and none matches the rule: the log of the bus says so',
    rule: 'order-shipped',
    bus: 'orders',
    build: async (clients) => {
      await lambdaIntegration(clients, { permitRule: 'orders/order-shipped' })
      await clients.events.send(new CreateEventBusCommand({ Name: 'orders' }))
      const pattern = { source: ['com.example.orders'], 'detail-type': ['Order Paid'], detail: { status: ['SHIPPED'] } }
      const rule = { Name: 'order-shipped', EventBusName: 'orders', EventPattern: JSON.stringify(pattern) }
      await clients.events.send(new PutRuleCommand(rule))
      const targets = [{ Id: 'settle', Arn: arn('lambda', 'function:settle') }]
      await clients.events.send(
        new PutTargetsCommand({ Rule: 'order-shipped', EventBusName: 'orders', Targets: targets }),
      )
    },
    metrics: [{ dimensions: { EventBusName: 'orders' }, sums: { MatchedEvents: 4 }, minutesAgo: HALF_HOURS }],
    answer: ({ action }) => {
      const answer = ORDERS_LOG[action]
      return answer && jsonAnswer(answer())
    },
  },
]

/** CloudWatch of the emulator takes what AWS's would not: metrics of AWS itself. */
async function count(endpoint: string, counted: readonly Counted[]): Promise<void> {
  const watch = new CloudWatchClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'AKIADEMO', secretAccessKey: 'demo' },
  })
  const data = counted.flatMap(({ dimensions, sums, minutesAgo }) =>
    Object.entries(sums).flatMap(([MetricName, Value]) =>
      minutesAgo.map((minutes) => ({
        MetricName,
        Value,
        Unit: 'Count' as const,
        Timestamp: new Date(Date.now() - minutes * 60_000),
        Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value })),
      })),
    ),
  )
  for (let i = 0; i < data.length; i += 100) {
    await watch.send(new PutMetricDataCommand({ Namespace: 'AWS/Events', MetricData: data.slice(i, i + 100) }))
  }
}

const ALL = [...SCENARIOS, ...STORIES]
/** The stories first: they tell of times of the day, which pass. */
const IN_TURN = [...STORIES, ...SCENARIOS]
const named = process.argv.slice(2)

const run = promisify(execFile)
const moto = await startMoto()
const proxy = await startProxy(moto.url)
try {
  if (named.length === 0) rmSync('demo', { recursive: true, force: true })
  mkdirSync('demo', { recursive: true })
  const wanted = IN_TURN.filter(({ name }) => named.length === 0 || named.includes(name))
  for (const { name, rule, bus, build, events = [], metrics = [], answer } of wanted) {
    await moto.reset()
    await build(clientsOf(moto.url))
    await count(moto.url, metrics)
    proxy.behave({ events, ...(answer ? { answer } : {}) })
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: proxy.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'AKIADEMO',
      AWS_SECRET_ACCESS_KEY: 'demo',
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    // The diagnosis of a broken rule ends with 1: what counts is that the snapshot is written.
    const onBus = bus === undefined ? [] : ['--event-bus-name', bus]
    const args = ['bin/run.js', 'rule', rule, ...onBus, '--save-snapshot', `demo/${name}.json`, '--json']
    const { stdout } = await run('node', args, { env }).catch((failed: { stdout: string }) => failed)
    const report = JSON.parse(stdout)
    const unknown = report.checks?.filter((check: { status: string }) => check.status === 'unknown') ?? []
    console.log(`${report.verdict ?? 'ERROR'}  ${name}${unknown.length > 0 ? `  ${JSON.stringify(unknown)}` : ''}`)
  }
  const list = ALL.map(({ name, title }) => ({ name, title }))
  writeFileSync('demo/index.json', `${JSON.stringify(list, null, 2)}\n`)
} finally {
  await proxy.close()
  await moto.stop()
}
