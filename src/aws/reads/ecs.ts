import { exactOptional, number, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn, ROLE } from './example.js'
import { list, object } from './form.js'

const live = () => import('../live/ecs.js')

/** A cluster, as ecs:DescribeClusters tells it. */
export type Cluster = Found<typeof cluster>

/** A cluster by its ARN. */
export const cluster = read({
  actions: ['ecs:DescribeClusters'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** ACTIVE, PROVISIONING, DEPROVISIONING, FAILED or INACTIVE. */
      status: string(),
      containerInstances: number(),
      capacityProviders: list(string()),
      defaultCapacityProviders: list(string()),
    }),
  live: async () => (await live()).cluster,
  example: {
    args: [exampleArn('ecs', 'cluster/jobs')],
    answer: (arn) => ({
      arn,
      status: 'ACTIVE',
      containerInstances: 1,
      capacityProviders: [],
      defaultCapacityProviders: [],
    }),
  },
})

/** A task definition, as ecs:DescribeTaskDefinition tells it. */
export type TaskDefinition = Found<typeof taskDefinition>

/** A task definition by its ARN; without a revision the latest active one. */
export const taskDefinition = read({
  actions: ['ecs:DescribeTaskDefinition'],
  args: [arn],
  answer: () =>
    object({
      /** With its revision. */
      arn: string(),
      /** ACTIVE, INACTIVE or DELETE_IN_PROGRESS. */
      status: string(),
      networkMode: exactOptional(string()),
      compatibilities: list(string()),
      requiresCompatibilities: list(string()),
      executionRoleArn: exactOptional(string()),
      taskRoleArn: exactOptional(string()),
      containers: list(string()),
    }),
  live: async () => (await live()).taskDefinition,
  example: {
    args: [exampleArn('ecs', 'task-definition/report:3')],
    answer: (arn) => ({
      arn,
      status: 'ACTIVE',
      networkMode: 'awsvpc',
      compatibilities: ['FARGATE'],
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: ROLE,
      containers: ['main'],
    }),
  },
})
