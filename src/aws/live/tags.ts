import { lastSegment, parseArn, unqualified } from '../arn.js'
import { queueUrl } from '../queue-url.js'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'
import { pages } from './pages.js'

type Tags = Record<string, string>

interface Lister {
  action: `${string}:${string}`
  /** Loads the service's client when it is needed and asks for the tags. */
  list(aws: Aws, arn: string): Promise<Tags>
}

/** One resource kind a line: each service has its own way of listing tags. */
const LISTERS: Readonly<Record<string, Lister>> = {
  events: {
    action: 'events:ListTagsForResource',
    async list(aws, arn) {
      const { EventBridgeClient, ListTagsForResourceCommand } = await import('@aws-sdk/client-eventbridge')
      const client = await aws.client(EventBridgeClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }), {
        abortSignal: aws.signal,
      })
      return pairs(answer.Tags)
    },
  },
  lambda: {
    action: 'lambda:ListTags',
    async list(aws, arn) {
      const { LambdaClient, ListTagsCommand } = await import('@aws-sdk/client-lambda')
      const client = await aws.client(LambdaClient, arn)
      // A function has tags, its versions and aliases have none.
      return (
        (await client.send(new ListTagsCommand({ Resource: unqualified(arn) }), { abortSignal: aws.signal })).Tags ?? {}
      )
    },
  },
  sqs: {
    action: 'sqs:ListQueueTags',
    async list(aws, arn) {
      const { ListQueueTagsCommand } = await import('@aws-sdk/client-sqs')
      const { QueueClient } = await import('./sqs.js')
      const client = await aws.client(QueueClient, arn)
      const answer = await client.send(new ListQueueTagsCommand({ QueueUrl: queueUrl(arn) }), {
        abortSignal: aws.signal,
      })
      return answer.Tags ?? {}
    },
  },
  sns: {
    action: 'sns:ListTagsForResource',
    async list(aws, arn) {
      const { ListTagsForResourceCommand, SNSClient } = await import('@aws-sdk/client-sns')
      const client = await aws.client(SNSClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }), {
        abortSignal: aws.signal,
      })
      return pairs(answer.Tags)
    },
  },
  kms: {
    action: 'kms:ListResourceTags',
    async list(aws, arn) {
      const { KMSClient, ListResourceTagsCommand } = await import('@aws-sdk/client-kms')
      const client = await aws.client(KMSClient, arn)
      const tags = await pages(aws, async (Marker) => {
        const answer = await client.send(new ListResourceTagsCommand({ KeyId: arn, ...(Marker ? { Marker } : {}) }), {
          abortSignal: aws.signal,
        })
        return [answer.Tags ?? [], answer.NextMarker]
      })
      return Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]))
    },
  },
  states: {
    action: 'states:ListTagsForResource',
    async list(aws, arn) {
      const { ListTagsForResourceCommand, SFNClient } = await import('@aws-sdk/client-sfn')
      const client = await aws.client(SFNClient, arn)
      // A state machine has tags, its versions and aliases have none.
      const resourceArn = unqualified(arn)
      const answer = await client.send(new ListTagsForResourceCommand({ resourceArn }), { abortSignal: aws.signal })
      return pairs(answer.tags)
    },
  },
  ecs: {
    action: 'ecs:ListTagsForResource',
    async list(aws, arn) {
      const { ECSClient, ListTagsForResourceCommand } = await import('@aws-sdk/client-ecs')
      const client = await aws.client(ECSClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }), {
        abortSignal: aws.signal,
      })
      return pairs(answer.tags)
    },
  },
  kinesis: {
    action: 'kinesis:ListTagsForResource',
    async list(aws, arn) {
      const { KinesisClient, ListTagsForResourceCommand } = await import('@aws-sdk/client-kinesis')
      const client = await aws.client(KinesisClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }), {
        abortSignal: aws.signal,
      })
      return pairs(answer.Tags)
    },
  },
  firehose: {
    action: 'firehose:ListTagsForDeliveryStream',
    async list(aws, arn) {
      const { FirehoseClient, ListTagsForDeliveryStreamCommand } = await import('@aws-sdk/client-firehose')
      const client = await aws.client(FirehoseClient, arn)
      const answer = await client.send(
        new ListTagsForDeliveryStreamCommand({ DeliveryStreamName: lastSegment(arn), Limit: 50 }),
        { abortSignal: aws.signal },
      )
      return pairs(answer.Tags)
    },
  },
  batch: {
    action: 'batch:ListTagsForResource',
    async list(aws, arn) {
      const { BatchClient, ListTagsForResourceCommand } = await import('@aws-sdk/client-batch')
      const client = await aws.client(BatchClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }), {
        abortSignal: aws.signal,
      })
      return answer.tags ?? {}
    },
  },
  codebuild: {
    action: 'codebuild:BatchGetProjects',
    async list(aws, arn) {
      const { BatchGetProjectsCommand, CodeBuildClient } = await import('@aws-sdk/client-codebuild')
      const client = await aws.client(CodeBuildClient, arn)
      const answer = await client.send(new BatchGetProjectsCommand({ names: [lastSegment(arn)] }), {
        abortSignal: aws.signal,
      })
      const [project] = answer.projects ?? []
      if (!project) throw new NotThere()
      return pairs(project.tags)
    },
  },
  codepipeline: {
    action: 'codepipeline:ListTagsForResource',
    async list(aws, arn) {
      const { CodePipelineClient, ListTagsForResourceCommand } = await import('@aws-sdk/client-codepipeline')
      const client = await aws.client(CodePipelineClient, arn)
      const tags = await pages(aws, async (nextToken) => {
        const answer = await client.send(
          new ListTagsForResourceCommand({ resourceArn: arn, ...(nextToken ? { nextToken } : {}) }),
          { abortSignal: aws.signal },
        )
        return [answer.tags ?? [], answer.nextToken]
      })
      return pairs(tags)
    },
  },
  ssm: {
    action: 'ssm:ListTagsForResource',
    async list(aws, arn) {
      const { ListTagsForResourceCommand, SSMClient } = await import('@aws-sdk/client-ssm')
      const client = await aws.client(SSMClient, arn)
      // A runbook is a document, whatever its ARN calls it, and is named without its version.
      const ResourceId = lastSegment(arn).split(':')[0]
      const answer = await client.send(new ListTagsForResourceCommand({ ResourceType: 'Document', ResourceId }), {
        abortSignal: aws.signal,
      })
      return pairs(answer.TagList)
    },
  },
  sagemaker: {
    action: 'sagemaker:ListTags',
    async list(aws, arn) {
      const { ListTagsCommand, SageMakerClient } = await import('@aws-sdk/client-sagemaker')
      const client = await aws.client(SageMakerClient, arn)
      const tags = await pages(aws, async (NextToken) => {
        const answer = await client.send(
          new ListTagsCommand({ ResourceArn: arn, ...(NextToken ? { NextToken } : {}) }),
          {
            abortSignal: aws.signal,
          },
        )
        return [answer.Tags ?? [], answer.NextToken]
      })
      return pairs(tags)
    },
  },
  glue: {
    action: 'glue:GetTags',
    async list(aws, arn) {
      const { GetTagsCommand, GlueClient } = await import('@aws-sdk/client-glue')
      const client = await aws.client(GlueClient, arn)
      return (await client.send(new GetTagsCommand({ ResourceArn: arn }), { abortSignal: aws.signal })).Tags ?? {}
    },
  },
  imagebuilder: {
    action: 'imagebuilder:ListTagsForResource',
    async list(aws, arn) {
      const { ImagebuilderClient, ListTagsForResourceCommand } = await import('@aws-sdk/client-imagebuilder')
      const client = await aws.client(ImagebuilderClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }), {
        abortSignal: aws.signal,
      })
      return answer.tags ?? {}
    },
  },
  'redshift-serverless': {
    action: 'redshift-serverless:ListTagsForResource',
    async list(aws, arn) {
      const { ListTagsForResourceCommand, RedshiftServerlessClient } = await import(
        '@aws-sdk/client-redshift-serverless'
      )
      const client = await aws.client(RedshiftServerlessClient, arn)
      const answer = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }), {
        abortSignal: aws.signal,
      })
      return pairs(answer.tags)
    },
  },
}

interface Pair {
  Key?: string | undefined
  key?: string | undefined
  Value?: string | undefined
  value?: string | undefined
}

/** Services spell the members of a tag in two ways. */
const pairs = (tags: readonly Pair[] = []): Tags =>
  Object.fromEntries(tags.map(({ Key, key = '', Value, value = '' }) => [Key ?? key, Value ?? value]))

export const tags = (aws: Aws, arn: string) => {
  const service = parseArn(arn)?.service ?? ''
  const lister = Object.hasOwn(LISTERS, service) ? LISTERS[service] : undefined
  const action = lister?.action ?? (`${service}:ListTags` as const)
  const missing = [
    'ResourceNotFoundException',
    'NotFoundException',
    // A queue says so under this name, and did under another one before.
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
    'ResourceDoesNotExist',
    'InvalidResourceId',
    'EntityNotFoundException',
    'ResourceNotFound',
  ]
  return look({ action, resource: arn, missing }, async () => {
    if (!lister) throw new NotThere()
    return lister.list(aws, arn)
  })
}
