import type { Account } from '../aws/account.js'
import type { Cluster } from '../aws/reads/ecs.js'
import type { TargetSubject } from '../verdict/subject.js'
import { ok, type Verdict } from '../verdict/verdict.js'
import { notReady, stateOf } from './state.js'
import type { StateCode } from './target.js'

/** Whether the cluster is there, is active and has somewhere to put the task. */
export async function clusterState(
  { target }: TargetSubject,
  account: Pick<Account, 'cluster'>,
): Promise<Verdict<StateCode>> {
  return stateOf(
    await account.cluster(target.Arn),
    {
      what: `the cluster ${target.Arn}`,
      absent: 'ecs:DescribeClusters: MISSING',
      purpose: 'to see whether it is ACTIVE',
    },
    (cluster) => {
      if (cluster.status !== 'ACTIVE') {
        return notReady(`The cluster ${target.Arn} is not ACTIVE.`, `status = "${cluster.status}"`)
      }
      const launchType = launchTypeOf(target, cluster)
      if (launchType && cluster.containerInstances === 0) {
        return notReady(
          `The cluster ${target.Arn} has no container instance to run the task on.`,
          launchType.because,
          'registeredContainerInstancesCount = 0',
        )
      }
      return ok('The cluster is ACTIVE.')
    },
  )
}

/**
 * A task that is started on container instances, and what says so; undefined when Fargate or a capacity provider, which
 * may add instances, runs it.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
function launchTypeOf(
  { EcsParameters: ecs }: TargetSubject['target'],
  { defaultCapacityProviders }: Cluster,
): { because: string } | undefined {
  if (ecs?.LaunchType === 'FARGATE') return undefined
  if (ecs?.LaunchType) {
    return { because: `EcsParameters.LaunchType = "${ecs.LaunchType}": capacity providers are not used` }
  }
  if ((ecs?.CapacityProviderStrategy?.length ?? 0) > 0 || defaultCapacityProviders.length > 0) return undefined
  return { because: 'neither a launch type nor a capacity provider is set, here or on the cluster: EC2 is the default' }
}

/** Whether the task definition is there and may be run. */
export async function taskDefinitionState(
  { target }: TargetSubject,
  account: Pick<Account, 'taskDefinition'>,
): Promise<Verdict<StateCode>> {
  const arn = target.EcsParameters?.TaskDefinitionArn
  if (!arn) return ok('No task definition is named.')
  return stateOf(
    await account.taskDefinition(arn),
    {
      what: `the task definition ${arn}`,
      absent: 'ecs:DescribeTaskDefinition: ClientException',
      purpose: 'to see whether it is ACTIVE',
    },
    (definition) =>
      definition.status === 'ACTIVE'
        ? ok(`The task definition ${definition.arn} is ACTIVE.`)
        : notReady(`The task definition ${arn} is not ACTIVE.`, `status = "${definition.status}"`),
  )
}
