import { string } from 'valibot'
import { arn, read } from './declare.js'
import { exampleArn } from './example.js'
import { map } from './form.js'

/**
 * The tags of a resource, by its ARN. Read by `eb-doctor fix`, to see whether a CloudFormation stack owns it, and where a
 * role's policy compares them. `missing`: there is no such resource, or its service is none of those that can be asked.
 */
export const tags = read({
  actions: [
    'events:ListTagsForResource',
    'lambda:ListTags',
    'sqs:ListQueueTags',
    'sns:ListTagsForResource',
    'kms:ListResourceTags',
    'states:ListTagsForResource',
    'ecs:ListTagsForResource',
    'kinesis:ListTagsForResource',
    'firehose:ListTagsForDeliveryStream',
    'batch:ListTagsForResource',
    'codebuild:BatchGetProjects',
    'codepipeline:ListTagsForResource',
    'ssm:ListTagsForResource',
    'sagemaker:ListTags',
    'glue:GetTags',
    'imagebuilder:ListTagsForResource',
    'redshift-serverless:ListTagsForResource',
  ],
  args: [arn],
  answer: () => map(string()),
  live: async () => (await import('../live/tags.js')).tags,
  example: { args: [exampleArn('lambda', 'function:settle')], answer: () => ({}) },
})
