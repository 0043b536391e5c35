import type { Account, ReadName } from '../account.js'
import { accountOf } from '../memory.js'
import type { ReadMethod } from '../reads/facts.js'
import type { Aws } from './clients.js'
import type { LiveReads } from './look.js'

type Module<Name extends ReadName> = () => Promise<Pick<LiveReads, Name>>

const cloudtrail = () => import('./cloudtrail.js')
const ecs = () => import('./ecs.js')
const events = () => import('./events.js')
const iam = () => import('./iam.js')
const lambda = () => import('./lambda.js')
const sfn = () => import('./sfn.js')
const apigateway = () => import('./apigateway.js')
const kms = () => import('./kms.js')
const logs = () => import('./logs.js')
const sns = () => import('./sns.js')
const sqs = () => import('./sqs.js')
const sts = () => import('./sts.js')
const tags = () => import('./tags.js')
const kinesis = () => import('./kinesis.js')
const firehose = () => import('./firehose.js')
const apiDestination = () => import('./api-destination.js')
const appsync = () => import('./appsync.js')
const batch = () => import('./batch.js')
const codebuild = () => import('./codebuild.js')
const codepipeline = () => import('./codepipeline.js')
const ssm = () => import('./ssm.js')
const ssmIncidents = () => import('./ssm-incidents.js')
const redshift = () => import('./redshift.js')
const redshiftServerless = () => import('./redshift-serverless.js')
const sagemaker = () => import('./sagemaker.js')
const glue = () => import('./glue.js')
const imagebuilder = () => import('./imagebuilder.js')
const s3 = () => import('./s3.js')
const trails = () => import('./trails.js')

/** Where each read lives. A service's client is loaded when a rule first needs it. */
const MODULES: { readonly [Name in ReadName]: Module<Name> } = {
  caller: sts,
  rule: events,
  targets: events,
  buses: events,
  rules: events,
  ruleNames: events,
  eventBus: events,
  ruleNamesByTarget: events,
  eventSource: events,
  role: iam,
  inlinePolicies: iam,
  attachedPolicies: iam,
  managedPolicy: iam,
  lambdaFunction: lambda,
  lambdaConcurrency: lambda,
  lambdaPolicy: lambda,
  stateMachine: sfn,
  cluster: ecs,
  taskDefinition: ecs,
  tags,
  auditEvents: cloudtrail,
  stream: kinesis,
  streamPolicy: kinesis,
  deliveryStream: firehose,
  apiDestination: apiDestination,
  connection: apiDestination,
  graphqlApi: appsync,
  jobQueue: batch,
  jobDefinition: batch,
  buildProject: codebuild,
  pipeline: codepipeline,
  ssmDocument: ssm,
  responsePlan: ssmIncidents,
  redshiftCluster: redshift,
  redshiftWorkgroup: redshiftServerless,
  modelPipeline: sagemaker,
  glueWorkflow: glue,
  imagePipeline: imagebuilder,
  bucketNotifications: s3,
  trails: trails,
  trailLogging: trails,
  trailSelectors: trails,
  queue: sqs,
  topic: sns,
  logGroup: logs,
  logsPolicies: logs,
  kmsKey: kms,
  keyPolicy: kms,
  webApi: apigateway,
}

/** The account as AWS tells it now. */
export function liveAccount(aws: Aws): Account {
  return accountOf(async (name, args) => {
    const module: Partial<LiveReads> = await MODULES[name]()
    return (module[name] as unknown as ReadMethod)(aws, ...args)
  })
}
