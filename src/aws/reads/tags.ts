import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

export interface TagsReads {
  /**
   * The tags of a rule, bus, function (without its qualifier), queue, topic or key. Read by `eb-doctor fix` only, to see
   * whether a CloudFormation stack owns it. `missing`: resources of this kind have none.
   */
  tags(arn: string): Promise<Read<Readonly<Record<string, string>>>>
}

export const tagsFacts: FactsOf<TagsReads> = {
  tags: {
    actions: [
      'events:ListTagsForResource',
      'lambda:ListTags',
      'sqs:ListQueueTags',
      'sns:ListTagsForResource',
      'kms:ListResourceTags',
    ],
  },
}
