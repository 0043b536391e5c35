import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A cluster, as ecs:DescribeClusters tells it. */
export interface Cluster {
  arn: string
  /** ACTIVE, PROVISIONING, DEPROVISIONING, FAILED or INACTIVE. */
  status: string
  containerInstances: number
  capacityProviders: readonly string[]
  defaultCapacityProviders: readonly string[]
}

/** A task definition, as ecs:DescribeTaskDefinition tells it. */
export interface TaskDefinition {
  /** With its revision. */
  arn: string
  /** ACTIVE, INACTIVE or DELETE_IN_PROGRESS. */
  status: string
  networkMode?: string
  compatibilities: readonly string[]
  requiresCompatibilities: readonly string[]
  executionRoleArn?: string
  taskRoleArn?: string
  containers: readonly string[]
}

export interface EcsReads {
  /** A cluster by its ARN. */
  cluster(arn: string): Promise<Read<Cluster>>
  /** A task definition by its ARN; without a revision the latest active one. */
  taskDefinition(arn: string): Promise<Read<TaskDefinition>>
}

export const ecsFacts: FactsOf<EcsReads> = {
  cluster: { actions: ['ecs:DescribeClusters'] },
  taskDefinition: { actions: ['ecs:DescribeTaskDefinition'] },
}
