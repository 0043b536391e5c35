import { type Account, READS } from '../../src/aws/account.js'
import { accountOf } from '../../src/aws/memory.js'
import { found, missing } from '../../src/aws/read.js'
import type { Rule, Target } from '../../src/aws/reads/events.js'
import { ROLE } from '../../src/aws/reads/example.js'
import { exampleOf } from './examples.js'
import { HOME, OTHER, REGION } from './home.js'

export { ROLE }

const arn = (service: string, resource: string, account = HOME) => `arn:aws:${service}:${REGION}:${account}:${resource}`
const TASK = arn('ecs', 'task-definition/report:3')
const QUEUE = arn('sqs', 'orders')

/** A target of each service that has reads of its own. */
export const TARGETS: readonly Target[] = [
  { Id: 'function', Arn: arn('lambda', 'function:settle') },
  { Id: 'queue', Arn: QUEUE, DeadLetterConfig: { Arn: arn('sqs', 'failed') } },
  { Id: 'topic', Arn: arn('sns', 'orders') },
  { Id: 'log-group', Arn: arn('logs', 'log-group:/aws/events/orders') },
  { Id: 'api', Arn: arn('execute-api', 'abc123/prod/POST/orders') },
  { Id: 'machine', Arn: arn('states', 'stateMachine:settle'), RoleArn: ROLE },
  {
    Id: 'task',
    Arn: arn('ecs', 'cluster/jobs'),
    RoleArn: ROLE,
    EcsParameters: {
      TaskDefinitionArn: TASK,
      LaunchType: 'FARGATE',
      NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'] } },
    },
  },
  { Id: 'bus', Arn: arn('events', 'event-bus/central', OTHER), RoleArn: ROLE },
  { Id: 'stream', Arn: arn('kinesis', 'stream/orders'), RoleArn: ROLE },
  { Id: 'firehose', Arn: arn('firehose', 'deliverystream/orders'), RoleArn: ROLE },
  { Id: 'destination', Arn: arn('events', 'api-destination/shop/1234'), RoleArn: ROLE },
  {
    Id: 'graph',
    Arn: arn('appsync', 'endpoints/graphql-api/abc'),
    RoleArn: ROLE,
    AppSyncParameters: { GraphQLOperation: 'mutation A { a }' },
  },
  {
    Id: 'job',
    Arn: arn('batch', 'job-queue/jobs'),
    RoleArn: ROLE,
    BatchParameters: { JobDefinition: arn('batch', 'job-definition/report:1'), JobName: 'report' },
  },
  { Id: 'build', Arn: arn('codebuild', 'project/site'), RoleArn: ROLE },
  { Id: 'pipeline', Arn: arn('codepipeline', 'release'), RoleArn: ROLE },
  {
    Id: 'command',
    Arn: arn('ssm', 'document/restart'),
    RoleArn: ROLE,
    RunCommandParameters: { RunCommandTargets: [{ Key: 'tag:role', Values: ['web'] }] },
  },
  { Id: 'runbook', Arn: arn('ssm', 'automation-definition/stop'), RoleArn: ROLE },
  { Id: 'incident', Arn: `arn:aws:ssm-incidents::${HOME}:response-plan/down`, RoleArn: ROLE },
  {
    Id: 'redshift',
    Arn: arn('redshift', 'cluster:sales'),
    RoleArn: ROLE,
    RedshiftDataParameters: { Database: 'd', Sql: 'select 1', DbUser: 'u' },
  },
  {
    Id: 'workgroup',
    Arn: arn('redshift-serverless', 'workgroup/1234'),
    RoleArn: ROLE,
    RedshiftDataParameters: { Database: 'd', Sql: 'select 1' },
  },
  { Id: 'model', Arn: arn('sagemaker', 'pipeline/train'), RoleArn: ROLE },
  { Id: 'workflow', Arn: arn('glue', 'workflow/etl'), RoleArn: ROLE },
  { Id: 'image', Arn: arn('imagebuilder', 'image-pipeline/base'), RoleArn: ROLE },
]

/** A rule on a bus of its own that is triggered by all that the check of the trigger looks into. */
export const RULES: Readonly<Record<string, Partial<Rule>>> = {
  'order-paid': { eventPattern: '{"source":["shop"]}' },
  'object-made': {
    eventPattern: '{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["in"]}}}',
  },
  'call-made': {
    eventPattern:
      '{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["ec2.amazonaws.com"],"eventName":["RunInstances"]}}',
  },
  'partner-said': { eventPattern: '{"account":["111122223333"]}' },
}

/** An account with every kind of target, in order: each read answers its example to whatever it is asked. */
const RARELY_READ = arn('logs', 'log-group:/aws/events/rare')

export function wholeAccount(targets: readonly Target[] = TARGETS): Account {
  const here: Partial<Account> = {
    rule: async (name, bus) => {
      const known = RULES[name]
      return known ? found({ ...READS.rule.example.answer(name, bus), ...known }) : missing
    },
    targets: async (name) => (RULES[name] ? found(targets) : missing),
    ruleNames: async () => found(Object.keys(RULES)),
    // The log of one bus goes to a group that only Logs Insights reads.
    logDeliveries: async (busArn) =>
      found(
        busArn.endsWith('/orders') ? [{ type: 'CWL', to: RARELY_READ }] : READS.logDeliveries.example.answer(busArn),
      ),
    logGroup: async (groupArn) => ({
      state: 'found',
      value: {
        ...READS.logGroup.example.answer(groupArn),
        ...(groupArn === RARELY_READ ? { class: 'INFREQUENT_ACCESS' } : {}),
      },
    }),
  }
  return { ...accountOf(async (read, args) => found(exampleOf(read, args))), ...here }
}
