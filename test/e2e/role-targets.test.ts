import { AppSyncClient, CreateGraphqlApiCommand } from '@aws-sdk/client-appsync'
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch'
import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild'
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge'
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose'
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import { CreateClusterCommand, RedshiftClient } from '@aws-sdk/client-redshift'
import { CreatePipelineCommand, SageMakerClient } from '@aws-sdk/client-sagemaker'
import { CreateDocumentCommand, SSMClient } from '@aws-sdk/client-ssm'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.js'
import { ACCOUNT, clientsOf, makeRole, REGION, roleArn } from './support/accounts.js'
import { awsEnv, ebDoctor } from './support/cli.js'
import { emulatedAws } from './support/emulated.js'

const aws = emulatedAws()

const config = () => ({
  endpoint: aws.moto.url,
  region: REGION,
  credentials: { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' },
})
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`

interface Integration {
  service: string
  /** Makes what the target names; answers with the target's ARN where it is not known before. */
  make: () => Promise<string | undefined>
  target: Partial<Target> & { Arn: string }
  actions: readonly string[]
}

const nothing = async (sent: Promise<unknown>): Promise<undefined> => void (await sent)

const document = (DocumentType: 'Command' | 'Automation', content: object) =>
  nothing(
    new SSMClient(config()).send(
      new CreateDocumentCommand({
        Name: 'restart',
        DocumentType,
        DocumentFormat: 'JSON',
        Content: JSON.stringify(content),
      }),
    ),
  )

async function makeHook(): Promise<string> {
  const { events } = clientsOf(aws.moto.url)
  const { ConnectionArn } = await events.send(
    new CreateConnectionCommand({
      Name: 'auth',
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'key', ApiKeyValue: 'value' } },
    }),
  )
  const { ApiDestinationArn } = await events.send(
    new CreateApiDestinationCommand({
      Name: 'hook',
      ConnectionArn,
      InvocationEndpoint: 'https://example.com/hook',
      HttpMethod: 'POST',
    }),
  )
  return ApiDestinationArn ?? ''
}

async function makeBatch(): Promise<undefined> {
  const batch = new BatchClient(config())
  const { computeEnvironmentArn } = await batch.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'nightly',
      type: 'UNMANAGED',
      serviceRole: roleArn('deliver'),
    }),
  )
  await batch.send(
    new CreateJobQueueCommand({
      jobQueueName: 'nightly',
      state: 'ENABLED',
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: computeEnvironmentArn }],
    }),
  )
  await batch.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'import',
      type: 'container',
      containerProperties: { image: 'busybox', vcpus: 1, memory: 128, command: ['true'] },
    }),
  )
}

async function makeApi(): Promise<string> {
  const { graphqlApi } = await new AppSyncClient(config()).send(
    new CreateGraphqlApiCommand({ name: 'orders', authenticationType: 'AWS_IAM' }),
  )
  const host = new URL(graphqlApi?.uris?.['GRAPHQL'] ?? '').hostname
  return arn('appsync', `endpoints/graphql-api/${host.split('.')[0]}`)
}

/** The emulator does not speak HTTP/2, which this client alone does by itself. */
const kinesis = () =>
  new KinesisClient({ ...config(), requestHandler: clientsOf(aws.moto.url).events.config.requestHandler })

const integrations: readonly Integration[] = [
  {
    service: 'a Kinesis data stream',
    make: () => nothing(kinesis().send(new CreateStreamCommand({ StreamName: 'orders', ShardCount: 1 }))),
    target: { Arn: arn('kinesis', 'stream/orders') },
    actions: ['kinesis:PutRecord'],
  },
  {
    service: 'a Firehose stream',
    make: () =>
      nothing(
        new FirehoseClient(config()).send(
          new CreateDeliveryStreamCommand({
            DeliveryStreamName: 'orders',
            ExtendedS3DestinationConfiguration: { RoleARN: roleArn('deliver'), BucketARN: 'arn:aws:s3:::orders' },
          }),
        ),
      ),
    target: { Arn: arn('firehose', 'deliverystream/orders') },
    actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
  },
  {
    service: 'an API destination',
    make: makeHook,
    target: { Arn: arn('events', 'api-destination/hook/11111111-2222-3333-4444-555555555555') },
    actions: ['events:InvokeApiDestination'],
  },
  {
    service: 'an AppSync API',
    make: makeApi,
    target: {
      Arn: arn('appsync', 'endpoints/graphql-api/gone'),
      AppSyncParameters: { GraphQLOperation: 'mutation Pay { pay(id: 1) { id } }' },
    },
    actions: ['appsync:GraphQL'],
  },
  {
    service: 'a Batch job queue',
    make: makeBatch,
    target: {
      Arn: arn('batch', 'job-queue/nightly'),
      BatchParameters: { JobDefinition: arn('batch', 'job-definition/import:1'), JobName: 'import' },
    },
    actions: ['batch:SubmitJob'],
  },
  {
    service: 'a CodeBuild project',
    make: () =>
      nothing(
        new CodeBuildClient(config()).send(
          new CreateProjectCommand({
            name: 'site',
            source: { type: 'S3', location: 'bucket/key' },
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: { type: 'LINUX_CONTAINER', image: 'busybox', computeType: 'BUILD_GENERAL1_SMALL' },
            serviceRole: roleArn('deliver'),
          }),
        ),
      ),
    target: { Arn: arn('codebuild', 'project/site') },
    actions: ['codebuild:StartBuild'],
  },
  {
    service: 'an Automation runbook',
    make: () =>
      document('Automation', {
        schemaVersion: '0.3',
        mainSteps: [{ name: 'wait', action: 'aws:sleep', inputs: { Duration: 'PT1S' } }],
      }),
    target: { Arn: arn('ssm', 'automation-definition/restart') },
    actions: ['ssm:StartAutomationExecution'],
  },
  {
    service: 'Run Command',
    make: () =>
      document('Command', {
        schemaVersion: '2.2',
        parameters: { commands: { type: 'StringList' } },
        mainSteps: [{ name: 'run', action: 'aws:runShellScript', inputs: { runCommand: ['{{commands}}'] } }],
      }),
    target: {
      Arn: arn('ssm', 'document/restart'),
      Input: '{"commands":["true"]}',
      RunCommandParameters: { RunCommandTargets: [{ Key: 'tag:night', Values: ['yes'] }] },
    },
    actions: ['ssm:SendCommand'],
  },
  {
    service: 'a Redshift cluster',
    make: () =>
      nothing(
        new RedshiftClient(config()).send(
          new CreateClusterCommand({
            ClusterIdentifier: 'sales',
            NodeType: 'ra3.large',
            MasterUsername: 'admin',
            MasterUserPassword: 'Not-a-secret-1',
            ClusterType: 'single-node',
          }),
        ),
      ),
    target: {
      Arn: arn('redshift', 'cluster:sales'),
      RedshiftDataParameters: { Database: 'dev', DbUser: 'loader', Sql: 'select 1' },
    },
    actions: ['redshift-data:ExecuteStatement', 'redshift:GetClusterCredentials'],
  },
  {
    service: 'a SageMaker pipeline',
    make: () =>
      nothing(
        new SageMakerClient(config()).send(
          new CreatePipelineCommand({
            PipelineName: 'train',
            PipelineDefinition: JSON.stringify({ Version: '2020-12-01', Parameters: [], Steps: [] }),
            ClientRequestToken: 'a'.repeat(32),
            RoleArn: roleArn('deliver'),
          }),
        ),
      ),
    target: { Arn: arn('sagemaker', 'pipeline/train') },
    actions: ['sagemaker:StartPipelineExecution'],
  },
]

/** The rule `order-paid` with one target and its role; its report and how the command ended. */
async function diagnose(target: Partial<Target> & { Arn: string }) {
  const { events } = clientsOf(aws.moto.url)
  await events.send(new PutRuleCommand({ Name: 'order-paid', EventPattern: '{"source":["shop"]}' }))
  const Targets = [{ Id: 'settle', RoleArn: roleArn('deliver'), ...target }]
  await events.send(new PutTargetsCommand({ Rule: 'order-paid', Targets }))
  const ran = await ebDoctor(['rule', 'order-paid', '--output', 'json'], { env: awsEnv(aws.proxy.url) })
  expect(aws.proxy.writes(), 'a diagnosis never writes').toEqual([])
  const { checks } = JSON.parse(ran.stdout) as Report
  const found = checks.flatMap((check) => check.findings.map((finding) => `${check.check}: ${finding.code}`))
  return { code: ran.code, found: [...new Set(found)] }
}

const roleThatMay = (actions: readonly string[]) =>
  makeRole(clientsOf(aws.moto.url), 'deliver', {
    allow: actions.length > 0 ? [{ Effect: 'Allow', Action: actions, Resource: '*' }] : [],
  })

describe.each(integrations)('$service', ({ make, target, actions }) => {
  test('is healthy when it is there and the role may do all that it needs', async () => {
    await roleThatMay(actions)
    const made = await make()
    expect(await diagnose({ ...target, ...(made ? { Arn: made } : {}) })).toEqual({ code: 0, found: [] })
  })

  test('is not reached by a role that may do nothing', async () => {
    await roleThatMay([])
    const made = await make()
    const { code, found } = await diagnose({ ...target, ...(made ? { Arn: made } : {}) })
    expect(found).toContain('role-permissions: permission-missing')
    expect(code).toBe(1)
  })

  test('is missing when it was never made', async () => {
    await roleThatMay(actions)
    expect(await diagnose(target)).toEqual({ code: 1, found: ['target-state: target-not-found'] })
  })
})
