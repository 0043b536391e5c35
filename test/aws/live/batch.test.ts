import { BatchClient, DescribeJobDefinitionsCommand, DescribeJobQueuesCommand } from '@aws-sdk/client-batch'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME } from '../../support/home.js'
import { live, noAccess } from '../../support/live.js'

const { jobDefinition, jobQueue } = live()
const PREFIX = `arn:aws:batch:eu-west-1:${HOME}`
const QUEUE = `${PREFIX}:job-queue/nightly`
const api = mockClient(BatchClient)
beforeEach(() => void api.reset())

const revision = (number: number, status = 'ACTIVE') => ({
  jobDefinitionName: 'import',
  jobDefinitionArn: `${PREFIX}:job-definition/import:${number}`,
  revision: number,
  type: 'container',
  status,
})

describe('a job queue', () => {
  test('is looked up by its ARN', async () => {
    api.on(DescribeJobQueuesCommand).resolves({
      jobQueues: [
        {
          jobQueueName: 'nightly',
          jobQueueArn: QUEUE,
          state: 'DISABLED',
          status: 'INVALID',
          statusReason: 'no environment',
          priority: 1,
          computeEnvironmentOrder: [],
        },
      ],
    })
    expect(await jobQueue(QUEUE)).toEqual({
      state: 'found',
      value: { arn: QUEUE, state: 'DISABLED', status: 'INVALID', statusReason: 'no environment' },
    })
    expect(api.call(0).args[0].input).toEqual({ jobQueues: [QUEUE] })
  })

  test('is missing when the list is empty, failed when there is no list, denied by a refusal', async () => {
    api.on(DescribeJobQueuesCommand).resolves({ jobQueues: [] })
    expect(await jobQueue(QUEUE)).toEqual({ state: 'missing' })
    api.on(DescribeJobQueuesCommand).resolves({})
    expect(await jobQueue(QUEUE)).toMatchObject({ state: 'failed' })
    api.on(DescribeJobQueuesCommand).rejects(noAccess)
    expect(await jobQueue(QUEUE)).toMatchObject({ state: 'denied', action: 'batch:DescribeJobQueues' })
  })
})

describe('a job definition', () => {
  test.each([
    ['import:7', { jobDefinitions: ['import:7'] }],
    [`${PREFIX}:job-definition/import:7`, { jobDefinitions: [`${PREFIX}:job-definition/import:7`] }],
    ['import', { jobDefinitionName: 'import', status: 'ACTIVE' }],
    [`${PREFIX}:job-definition/import`, { jobDefinitionName: 'import', status: 'ACTIVE' }],
  ])('named %s is asked for so that AWS understands', async (reference, input) => {
    api.on(DescribeJobDefinitionsCommand).resolves({ jobDefinitions: [revision(7)] })
    expect(await jobDefinition(reference)).toMatchObject({ state: 'found', value: { status: 'ACTIVE' } })
    expect(api.call(0).args[0].input).toEqual(input)
  })

  test('without a revision is the latest one, on whatever page it is', async () => {
    api
      .on(DescribeJobDefinitionsCommand)
      .resolves({ jobDefinitions: [revision(9), revision(2)], nextToken: 'more' })
      .on(DescribeJobDefinitionsCommand, { nextToken: 'more' })
      .resolves({ jobDefinitions: [revision(10)] })
    expect(await jobDefinition('import')).toMatchObject({ value: { arn: `${PREFIX}:job-definition/import:10` } })
  })

  test('is missing when the list is empty, failed when there is no list, denied by a refusal', async () => {
    api.on(DescribeJobDefinitionsCommand).resolves({ jobDefinitions: [] })
    expect(await jobDefinition('import:7')).toEqual({ state: 'missing' })
    api.on(DescribeJobDefinitionsCommand).resolves({})
    expect(await jobDefinition('import:7')).toMatchObject({ state: 'failed' })
    api.on(DescribeJobDefinitionsCommand).rejects(noAccess)
    expect(await jobDefinition('import:7')).toMatchObject({ state: 'denied' })
  })
})
