import { DescribeClustersCommand, RedshiftClient } from '@aws-sdk/client-redshift'
import { parseArn } from '../arn.js'
import type { Aws } from './clients.js'
import { look } from './look.js'

export const redshiftCluster = (aws: Aws, arn: string) =>
  look(
    {
      action: 'redshift:DescribeClusters',
      resource: arn,
      // The XML says ClusterNotFound, the SDK's class has another name.
      missing: ['ClusterNotFoundFault', 'ClusterNotFound'],
    },
    async () => {
      const client = await aws.client(RedshiftClient, arn)
      const name = parseArn(arn)?.resource.slice('cluster:'.length) ?? arn
      const answer = await client.send(new DescribeClustersCommand({ ClusterIdentifier: name }), {
        abortSignal: aws.signal,
      })
      const [cluster] = answer.Clusters ?? []
      if (!cluster?.ClusterStatus) throw new SyntaxError('the answer has no cluster')
      return {
        name: cluster.ClusterIdentifier ?? name,
        status: cluster.ClusterStatus,
        ...(cluster.ClusterAvailabilityStatus ? { availability: cluster.ClusterAvailabilityStatus } : {}),
      }
    },
  )
