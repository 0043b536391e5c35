import { boolean, exactOptional, string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { list, object } from './form.js'

/** A pipeline, as sagemaker:DescribePipeline tells it. */
export type ModelPipeline = Found<typeof modelPipeline>

/** A SageMaker pipeline by its ARN. */
export const modelPipeline = read({
  actions: ['sagemaker:DescribePipeline'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** Active or Deleting. */
      status: string(),
      /** The parameters that it declares; absent when its definition could not be understood. */
      parameters: exactOptional(list(object({ name: string(), hasDefault: boolean() }))),
    }),
  live: async () => (await import('../live/sagemaker.js')).modelPipeline,
  example: {
    args: [exampleArn('sagemaker', 'pipeline/train')],
    answer: (arn) => ({ arn, status: 'Active', parameters: [] }),
  },
})
