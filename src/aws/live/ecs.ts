import { DescribeClustersCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'

export const cluster = (aws: Aws, arn: string) =>
  look({ action: 'ecs:DescribeClusters', resource: arn, missing: ['ClusterNotFoundException'] }, async () => {
    const client = await aws.client(ECSClient, arn)
    const answer = await client.send(new DescribeClustersCommand({ clusters: [arn] }), { abortSignal: aws.signal })
    const [described] = answer.clusters ?? []
    if (!described) {
      const reason = answer.failures?.[0]?.reason
      if (!answer.clusters || (reason && reason !== 'MISSING'))
        throw new SyntaxError(reason ?? 'the answer has no list')
      throw new NotThere()
    }
    if (!described.clusterArn || !described.status) throw new SyntaxError('the answer has no cluster')
    return {
      arn: described.clusterArn,
      status: described.status,
      containerInstances: described.registeredContainerInstancesCount ?? 0,
      capacityProviders: described.capacityProviders ?? [],
      defaultCapacityProviders: (described.defaultCapacityProviderStrategy ?? []).flatMap(
        (s) => s.capacityProvider ?? [],
      ),
    }
  })

export const taskDefinition = (aws: Aws, arn: string) =>
  look({ action: 'ecs:DescribeTaskDefinition', resource: arn }, async () => {
    const client = await aws.client(ECSClient, arn)
    try {
      const answer = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }), {
        abortSignal: aws.signal,
      })
      const described = answer.taskDefinition
      if (!described?.taskDefinitionArn || !described.status) throw new SyntaxError('the answer has no task definition')
      return {
        arn: described.taskDefinitionArn,
        status: described.status,
        ...(described.networkMode ? { networkMode: described.networkMode } : {}),
        compatibilities: described.compatibilities ?? [],
        requiresCompatibilities: described.requiresCompatibilities ?? [],
        ...(described.executionRoleArn ? { executionRoleArn: described.executionRoleArn } : {}),
        ...(described.taskRoleArn ? { taskRoleArn: described.taskRoleArn } : {}),
        containers: (described.containerDefinitions ?? []).flatMap((c) => c.name ?? []),
      }
    } catch (thrown) {
      // ECS has one error for every mistake of a client; only its text says that the definition is not there.
      if (
        thrown instanceof Error &&
        thrown.name === 'ClientException' &&
        /Unable to describe|not found|not exist/i.test(thrown.message)
      )
        throw new NotThere()
      throw thrown
    }
  })
