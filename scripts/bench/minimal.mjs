// The yardstick: what somebody writes who wants just the answers, with the same clients and the same calls that
// eb-doctor makes for a rule with one Lambda function, as parallel as they can be. Usage: node minimal.mjs RULE
import { CloudTrailClient, DescribeTrailsCommand, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge'
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

const METRICS = ['MatchedEvents', 'TriggeredRules', 'Invocations', 'FailedInvocations', 'ThrottledRules']

const Rule = process.argv[2]
const EndTime = new Date()
const StartTime = new Date(EndTime.getTime() - 24 * 60 * 60 * 1000)
const events = new EventBridgeClient({})
const trail = new CloudTrailClient({})
const changesOf = (AttributeValue) =>
  trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue }],
      StartTime,
      EndTime,
    }),
  )
const [caller, rule, targets, bus, metrics, changes] = await Promise.all([
  new STSClient({}).send(new GetCallerIdentityCommand({})),
  events.send(new DescribeRuleCommand({ Name: Rule })),
  events.send(new ListTargetsByRuleCommand({ Rule })),
  events.send(new DescribeEventBusCommand({ Name: 'default' })),
  new CloudWatchClient({}).send(
    new GetMetricDataCommand({
      MetricDataQueries: METRICS.map((MetricName, i) => ({
        Id: `m${i}`,
        MetricStat: {
          Metric: { Namespace: 'AWS/Events', MetricName, Dimensions: [{ Name: 'RuleName', Value: Rule }] },
          Period: 300,
          Stat: 'Sum',
        },
      })),
      StartTime,
      EndTime,
    }),
  ),
  changesOf(Rule),
])
const lambda = new LambdaClient({})
const trails = trail.send(new DescribeTrailsCommand({ includeShadowTrails: true }))
const functions = await Promise.all(
  targets.Targets.map(({ Arn: FunctionName }) =>
    Promise.all([
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
      lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
      lambda.send(new GetPolicyCommand({ FunctionName })),
      changesOf(FunctionName),
    ]),
  ),
)
console.log(JSON.stringify({ caller, rule, bus, metrics, changes, functions, trails: await trails }, null, 2))
