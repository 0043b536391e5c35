// The yardstick of a scan: what somebody writes who wants just the answers about the many rules of the bench, with the same
// calls, as many rules at the same time, and the same pace. Usage: node scan-minimal.mjs
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge'
import { GetAccountAuthorizationDetailsCommand, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

const AT_ONCE = 16
const METRICS = [
  'MatchedEvents',
  'TriggeredRules',
  'Invocations',
  'InvocationAttempts',
  'SuccessfulInvocationAttempts',
  'RetryInvocationAttempts',
  'FailedInvocations',
  'InvocationsSentToDlq',
  'InvocationsFailedToBeSentToDlq',
  'ThrottledRules',
  'DeadLetterInvocations',
  'IngestionToInvocationSuccessLatency',
]
const NAMES = ['AssumeRole', 'StartExecution', 'UpdateStateMachine', 'DeleteStateMachine']
const ROLE_CALLS = [
  'UpdateAssumeRolePolicy',
  'PutRolePolicy',
  'DeleteRolePolicy',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'DeleteRole',
  'CreateRole',
  'PutRolePermissionsBoundary',
  'DeleteRolePermissionsBoundary',
]

/** A client that sends no more than so many requests a second. */
function paced(client, most) {
  const starts = []
  return {
    async send(command) {
      const start = Math.max(performance.now(), (starts.at(-most) ?? Number.NEGATIVE_INFINITY) + 1000)
      starts.push(start)
      const wait = start - performance.now()
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      return client.send(command)
    },
  }
}

async function each(items, job) {
  let next = 0
  const worker = async () => {
    while (next < items.length) await job(items[next++])
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

const events = paced(new EventBridgeClient({}), 50)
const trail = paced(new CloudTrailClient({}), 2)
const cloudwatch = new CloudWatchClient({})
const iam = new IAMClient({})
const sfn = new SFNClient({})
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false })
const end = new Date()
const start = new Date(end.getTime() - 86_400_000)

const [{ Account }] = await Promise.all([
  new STSClient({}).send(new GetCallerIdentityCommand({})),
  events.send(new ListEventBusesCommand({})),
])
const rules = []
for (let NextToken; ; ) {
  const page = await events.send(new ListRulesCommand({ Limit: 100, NextToken }))
  rules.push(...page.Rules)
  NextToken = page.NextToken
  if (!NextToken) break
}

const lookUp = (AttributeKey, AttributeValue) =>
  trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey, AttributeValue }],
      StartTime: start,
      EndTime: end,
      MaxResults: 50,
    }),
  )

async function metricsOf(some) {
  const query = (Id, MetricName, Dimensions) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'AWS/Events', MetricName, Dimensions }, Period: 60, Stat: 'Sum' },
  })
  const own = some.flatMap(({ Name }, i) =>
    METRICS.map((metric, j) => query(`m_${i}_${j}`, metric, [{ Name: 'RuleName', Value: Name }])),
  )
  const MetricDataQueries = [...own, query('account', 'PutEventsEntriesCount', [])]
  return cloudwatch.send(new GetMetricDataCommand({ MetricDataQueries, StartTime: start, EndTime: end }))
}

const machines = new Map()
const machine = (stateMachineArn, role) => {
  const known =
    machines.get(stateMachineArn) ??
    Promise.all([
      sfn.send(new DescribeStateMachineCommand({ stateMachineArn })),
      iam
        .send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: role, ActionNames: ['states:StartExecution'] }))
        .catch(() => undefined),
    ])
  machines.set(stateMachineArn, known)
  return known
}

const answers = []
async function look({ Name }) {
  const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }))
  const targets = await Promise.all(
    Targets.map(({ Arn, RoleArn }) =>
      Arn.startsWith('arn:aws:sqs:')
        ? sqs.send(
            new GetQueueAttributesCommand({
              QueueUrl: `https://sqs.us-east-1.amazonaws.com/${Account}/${Arn.split(':').at(-1)}`,
              AttributeNames: ['All'],
            }),
          )
        : machine(Arn, RoleArn),
    ),
  )
  answers.push([Name, targets.length])
}

const chunks = Array.from({ length: Math.ceil(rules.length / 38) }, (_, i) => rules.slice(i * 38, (i + 1) * 38))
await Promise.all([
  events.send(new DescribeEventBusCommand({ Name: 'default' })),
  iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role', 'LocalManagedPolicy'], MaxItems: 1000 })),
  ...[...NAMES, ...ROLE_CALLS].map((name) => lookUp('EventName', name)),
  ...['events.amazonaws.com', 'sqs.amazonaws.com'].map((source) => lookUp('EventSource', source)),
  each(rules, look),
  (async () => {
    for (const chunk of chunks) await metricsOf(chunk)
  })(),
])
console.log(JSON.stringify(answers))
