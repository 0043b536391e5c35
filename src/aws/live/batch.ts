import {
  BatchClient,
  DescribeJobDefinitionsCommand,
  DescribeJobQueuesCommand,
  type JobDefinition,
} from '@aws-sdk/client-batch'
import { lastSegment } from '../arn.js'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'
import { pages } from './pages.js'

export const jobQueue = (aws: Aws, arn: string) =>
  look({ action: 'batch:DescribeJobQueues', resource: arn }, async () => {
    const client = await aws.client(BatchClient, arn)
    const answer = await client.send(new DescribeJobQueuesCommand({ jobQueues: [arn] }), { abortSignal: aws.signal })
    if (!answer.jobQueues) throw new SyntaxError('the answer has no list of queues')
    const [queue] = answer.jobQueues
    if (!queue) throw new NotThere()
    if (!queue.state || !queue.status) throw new SyntaxError('the queue has no state')
    return {
      arn: queue.jobQueueArn ?? arn,
      state: queue.state,
      status: queue.status,
      ...(queue.statusReason ? { statusReason: queue.statusReason } : {}),
    }
  })

export const jobDefinition = (aws: Aws, reference: string) =>
  look({ action: 'batch:DescribeJobDefinitions', resource: reference }, async () => {
    const client = await aws.client(BatchClient, reference.startsWith('arn:') ? reference : {})
    const name = lastSegment(reference)
    const which = name.includes(':')
      ? { jobDefinitions: [reference] }
      : { jobDefinitionName: name, status: 'ACTIVE' as const }
    const definitions = await pages<JobDefinition>(aws, async (nextToken) => {
      const answer = await client.send(
        new DescribeJobDefinitionsCommand({ ...which, ...(nextToken ? { nextToken } : {}) }),
        {
          abortSignal: aws.signal,
        },
      )
      if (!answer.jobDefinitions) throw new SyntaxError('the answer has no list of job definitions')
      return [answer.jobDefinitions, answer.nextToken]
    })
    const [latest] = definitions.sort((a, b) => (b.revision ?? 0) - (a.revision ?? 0))
    if (!latest) throw new NotThere()
    if (!latest.jobDefinitionArn || !latest.status) throw new SyntaxError('a job definition has no ARN or no status')
    return { arn: latest.jobDefinitionArn, status: latest.status }
  })
