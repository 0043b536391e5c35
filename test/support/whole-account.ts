import type { Account, ReadName } from '../../src/aws/account.js'
import { accountOf } from '../../src/aws/memory.js'
import { found, missing, type Read } from '../../src/aws/read.js'
import type { Rule, Target } from '../../src/aws/reads/events.js'

export const HOME = '111122223333'
export const OTHER = '222233334444'
export const REGION = 'eu-west-1'
export const ROLE = `arn:aws:iam::${HOME}:role/deliver`

const arn = (service: string, resource: string, account = HOME) => `arn:aws:${service}:${REGION}:${account}:${resource}`
const doc = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const letsIn = (Principal: object) => doc({ Effect: 'Allow', Principal, Action: '*', Resource: '*' })

export const KEY = arn('kms', 'key/11111111-2222-3333-4444-555555555555')
export const TASK = arn('ecs', 'task-definition/report:3')
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

/** What there is in an account where every delivery works, by read; `args` are those of the read. */
type Answers = { readonly [Name in ReadName]: (...args: readonly string[]) => Awaited<ReturnType<Account[Name]>> }

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

/** An account with every kind of target, in order: each read answers for whatever it is asked. */
export function wholeAccount(targets: readonly Target[] = TARGETS): Account {
  const answers: Answers = {
    caller: () => found({ account: HOME, arn: `arn:aws:iam::${HOME}:user/me`, partition: 'aws' }),
    rule: (name = '', bus = '') => {
      const known = RULES[name]
      if (!known) return missing
      const onBus = bus === 'default' ? '' : `${bus}/`
      return found({ name, arn: arn('events', `rule/${onBus}${name}`), bus, state: 'ENABLED', ...known })
    },
    targets: (name = '') => (RULES[name] ? found(targets) : missing),
    buses: () => found(['default', 'orders']),
    rules: (bus = '') =>
      found(
        Object.entries(RULES).map(([name, known]) => ({
          ...{ name, arn: arn('events', `rule/${name}`), bus, state: 'ENABLED' },
          ...known,
        })),
      ),
    ruleNames: () => found(Object.keys(RULES)),
    eventBus: (bus = '') => found({ name: 'central', arn: bus, policy: letsIn({ AWS: HOME }), kmsKey: KEY }),
    ruleNamesByTarget: () => found(['forward']),
    eventSource: (name = '') => found({ name, state: 'ACTIVE' }),
    role: (role = '') =>
      found({
        arn: role,
        name: role.split('/').at(-1) ?? '',
        trustPolicy: doc({
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com', 'states.amazonaws.com'] },
          Action: 'sts:AssumeRole',
        }),
        boundaryArn: `arn:aws:iam::${HOME}:policy/boundary`,
        tags: {},
      }),
    inlinePolicies: () => found([{ name: 'all', document: doc({ Effect: 'Allow', Action: '*', Resource: '*' }) }]),
    attachedPolicies: () => found([]),
    managedPolicy: (policy = '') =>
      found({ name: 'boundary', arn: policy, document: doc({ Effect: 'Allow', Action: '*', Resource: '*' }) }),
    lambdaFunction: (fn = '') => found({ arn: fn, state: 'Active' }),
    lambdaConcurrency: () => found(null),
    lambdaPolicy: () => found(letsIn({ Service: 'events.amazonaws.com' })),
    stateMachine: (machine = '') => found({ arn: machine, status: 'ACTIVE', type: 'STANDARD', roleArn: ROLE }),
    cluster: (cluster = '') =>
      found({
        arn: cluster,
        status: 'ACTIVE',
        containerInstances: 1,
        capacityProviders: [],
        defaultCapacityProviders: [],
      }),
    taskDefinition: (definition = '') =>
      found({
        arn: definition,
        status: 'ACTIVE',
        networkMode: 'awsvpc',
        compatibilities: ['FARGATE'],
        requiresCompatibilities: ['FARGATE'],
        executionRoleArn: ROLE,
        containers: ['main'],
      }),
    tags: () => found({}),
    auditEvents: () => found({ events: [], pages: 1, more: false }),
    stream: (stream = '') => found({ arn: stream, status: 'ACTIVE', kmsKey: KEY }),
    streamPolicy: () => found(null),
    deliveryStream: (stream = '') => found({ arn: stream, status: 'ACTIVE', type: 'DirectPut' }),
    apiDestination: (destination = '') =>
      found({
        arn: destination,
        state: 'ACTIVE',
        endpoint: 'https://example.com',
        connectionArn: arn('events', 'connection/shop/1234'),
      }),
    connection: (connection = '') => found({ arn: connection, state: 'AUTHORIZED' }),
    graphqlApi: (endpoint = '') =>
      found({ id: 'abc', arn: endpoint, name: 'shop', authentication: ['AWS_IAM'], visibility: 'GLOBAL' }),
    jobQueue: (queue = '') => found({ arn: queue, state: 'ENABLED', status: 'VALID' }),
    jobDefinition: (definition = '') => found({ arn: definition, status: 'ACTIVE' }),
    buildProject: (project = '') => found({ arn: project, name: 'site', hasBatchConfig: false }),
    pipeline: () => found({ name: 'release', version: 1 }),
    ssmDocument: (document = '') =>
      found({
        name: 'restart',
        owner: HOME,
        status: 'Active',
        type: document.includes('automation-definition') ? 'Automation' : 'Command',
        required: [],
      }),
    responsePlan: (plan = '') => found({ arn: plan, name: 'down' }),
    redshiftCluster: () => found({ name: 'sales', status: 'available', availability: 'Available' }),
    redshiftWorkgroup: (workgroup = '') => found({ arn: workgroup, name: 'sales', status: 'AVAILABLE' }),
    modelPipeline: (pipeline = '') => found({ arn: pipeline, status: 'Active', parameters: [] }),
    glueWorkflow: () => found({ name: 'etl', triggers: [{ name: 'start', type: 'EVENT', state: 'CREATED' }] }),
    imagePipeline: (pipeline = '') => found({ arn: pipeline, status: 'ENABLED' }),
    bucketNotifications: () => found({ eventBridge: true }),
    trails: () =>
      found([
        { name: 'all', arn: arn('cloudtrail', 'trail/all'), multiRegion: true, organization: false, insights: false },
      ]),
    trailLogging: () => found(true),
    trailSelectors: () =>
      found({ basic: [{ readWrite: 'All', management: true, excluded: [], data: [] }], advanced: [] }),
    queue: (queue = '') =>
      found({
        arn: queue,
        url: 'https://sqs',
        policy: letsIn({ Service: 'events.amazonaws.com' }),
        kmsKey: KEY,
        sqsManagedSse: false,
        fifo: false,
        contentBasedDeduplication: false,
      }),
    topic: (topic = '') =>
      found({ arn: topic, policy: letsIn({ Service: 'events.amazonaws.com' }), kmsKey: KEY, fifo: false }),
    logGroup: (group = '') => found({ name: '/aws/events/orders', arn: group }),
    logsPolicies: () =>
      found([{ name: 'events', scope: 'ACCOUNT', document: letsIn({ Service: 'events.amazonaws.com' }) }]),
    kmsKey: () => found({ arn: KEY, manager: 'CUSTOMER', state: 'Enabled' }),
    keyPolicy: () => found(letsIn({ Service: 'events.amazonaws.com', AWS: HOME } as object)),
    webApi: () =>
      found({
        id: 'abc123',
        name: 'shop',
        kind: 'REST',
        endpointTypes: ['REGIONAL'],
        policy: letsIn({ Service: 'events.amazonaws.com' }),
        stages: ['prod'],
        methods: [{ path: '/orders', method: 'POST', authorization: 'NONE' }],
      }),
  }
  return accountOf(async (read, args) => answers[read](...(args as string[])) as Read<unknown>)
}
