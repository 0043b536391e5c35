import { string } from 'valibot'
import { arn, read } from './declare.js'
import { exampleArn } from './example.js'
import { map } from './form.js'

/**
 * The tags of a rule, bus, function (without its qualifier), queue, topic or key, by its ARN. Read by `eb-doctor fix` only,
 * to see whether a CloudFormation stack owns it. `missing`: resources of this kind have none.
 */
export const tags = read({
  actions: [
    'events:ListTagsForResource',
    'lambda:ListTags',
    'sqs:ListQueueTags',
    'sns:ListTagsForResource',
    'kms:ListResourceTags',
  ],
  args: [arn],
  answer: () => map(string()),
  live: async () => (await import('../live/tags.js')).tags,
  example: { args: [exampleArn('lambda', 'function:settle')], answer: () => ({}) },
})
