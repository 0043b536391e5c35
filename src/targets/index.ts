import type { ReadName } from '../aws/account.js'
import { type Arn, parseArn } from '../aws/arn.js'
import { apiGateway } from './api-gateway.js'
import { cloudwatchLogs } from './cloudwatch-logs.js'
import { ecsTask } from './ecs.js'
import { eventBus } from './event-bus.js'
import { eventBusV2 } from './event-bus-v2.js'
import { lambda } from './lambda.js'
import { sns } from './sns.js'
import { sqs } from './sqs.js'
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
]

/** The service that a target's ARN names; undefined when the ARN is malformed or no service is known for it. */
export function serviceOf(target: { Arn: string }): TargetService | undefined {
  const arn: Arn | undefined = parseArn(target.Arn)
  return arn && TARGET_SERVICES.find((service) => service.matches(arn))
}

/** What is read for targets of any service: the union of what each of them needs. */
export const readsOfAll = (readsFor: (service: TargetService) => readonly ReadName[]): readonly ReadName[] => [
  ...new Set(TARGET_SERVICES.flatMap(readsFor)),
]
