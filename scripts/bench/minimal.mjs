// The yardstick: what somebody writes who wants just the answers, with the same clients and the same calls that
// eb-doctor makes for a rule with one Lambda function, as parallel as they can be. Usage: node minimal.mjs RULE
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

const Rule = process.argv[2]
const events = new EventBridgeClient({})
const [caller, rule, targets, bus] = await Promise.all([
  new STSClient({}).send(new GetCallerIdentityCommand({})),
  events.send(new DescribeRuleCommand({ Name: Rule })),
  events.send(new ListTargetsByRuleCommand({ Rule })),
  events.send(new DescribeEventBusCommand({ Name: 'default' })),
])
const lambda = new LambdaClient({})
const functions = await Promise.all(
  targets.Targets.map(({ Arn: FunctionName }) =>
    Promise.all([
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
      lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
      lambda.send(new GetPolicyCommand({ FunctionName })),
    ]),
  ),
)
console.log(JSON.stringify({ caller, rule, bus, functions }, null, 2))
