import type { ReadName } from '../aws/account.js'
import { type Arn, isForeign, parseArn } from '../aws/arn.js'
import type { Sender } from '../verdict/sender.js'
import { apiDestination } from './api-destination.js'
import { apiGateway } from './api-gateway.js'
import { appsync } from './appsync.js'
import { batch } from './batch.js'
import { cloudwatchLogs } from './cloudwatch-logs.js'
import { codebuild } from './codebuild.js'
import { codepipeline } from './codepipeline.js'
import { ec2BuiltIns } from './ec2-built-ins.js'
import { ecsTask } from './ecs.js'
import { eventBus } from './event-bus.js'
import { eventBusV2 } from './event-bus-v2.js'
import { firehose } from './firehose.js'
import { glueWorkflow } from './glue-workflow.js'
import { imageBuilder } from './image-builder.js'
import { incidentManager } from './incident-manager.js'
import { inspectorClassic } from './inspector-classic.js'
import { kinesis } from './kinesis.js'
import { lambda } from './lambda.js'
import { redshift } from './redshift.js'
import { redshiftServerless } from './redshift-serverless.js'
import { sagemakerPipeline } from './sagemaker-pipeline.js'
import { sns } from './sns.js'
import { sqs } from './sqs.js'
import { ssmAutomation } from './ssm-automation.js'
import { ssmOpsItem } from './ssm-opsitem.js'
import { ssmRunCommand } from './ssm-run-command.js'
import { stepFunctions } from './step-functions.js'
import type { TargetService } from './target.js'

/** Every service that EventBridge delivers to. */
export const TARGET_SERVICES: readonly TargetService[] = [
  lambda,
  stepFunctions,
  ecsTask,
  sqs,
  sns,
  cloudwatchLogs,
  eventBus,
  eventBusV2,
  apiGateway,
  kinesis,
  firehose,
  apiDestination,
  appsync,
  batch,
  codebuild,
  codepipeline,
  ssmRunCommand,
  ssmAutomation,
  ssmOpsItem,
  incidentManager,
  inspectorClassic,
  redshift,
  redshiftServerless,
  sagemakerPipeline,
  glueWorkflow,
  imageBuilder,
  ec2BuiltIns,
]

/** The service that a target's ARN names; undefined when the ARN is malformed or no service is known for it. */
export function serviceOf(target: { Arn: string }): TargetService | undefined {
  const arn: Arn | undefined = parseArn(target.Arn)
  return arn && TARGET_SERVICES.find((service) => service.matches(arn))
}

/**
 * Why EventBridge cannot deliver to a target at all, whatever its role and policies say: then nothing else about it is
 * worth a look, and no other fix helps. Undefined: it can.
 */
export function outOfReach(target: { Arn: string }, sender: Pick<Sender, 'account' | 'partition'>): string | undefined {
  const arn = parseArn(target.Arn)
  if (!arn) return undefined
  if (arn.partition !== sender.partition) {
    return `The target is in partition ${arn.partition}, and EventBridge cannot deliver there from ${sender.partition}: see target-config.`
  }
  return isForeign(arn, sender.account) && serviceOf(target)?.crossAccount === 'no'
    ? 'EventBridge does not deliver to this target in another account: see cross-account.'
    : undefined
}

/** What is read for targets of any service: the union of what each of them needs. */
export const readsOfAll = (readsFor: (service: TargetService) => readonly ReadName[]): readonly ReadName[] => [
  ...new Set(TARGET_SERVICES.flatMap(readsFor)),
]
