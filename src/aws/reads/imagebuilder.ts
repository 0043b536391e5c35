import { string } from 'valibot'
import { arn, type Found, read } from './declare.js'
import { exampleArn } from './example.js'
import { object } from './form.js'

/** An image pipeline, as imagebuilder:GetImagePipeline tells it. */
export type ImagePipeline = Found<typeof imagePipeline>

/** An image pipeline by its ARN. */
export const imagePipeline = read({
  actions: ['imagebuilder:GetImagePipeline'],
  args: [arn],
  answer: () =>
    object({
      arn: string(),
      /** ENABLED or DISABLED. */
      status: string(),
    }),
  live: async () => (await import('../live/imagebuilder.js')).imagePipeline,
  example: {
    args: [exampleArn('imagebuilder', 'image-pipeline/base')],
    answer: (arn) => ({ arn, status: 'ENABLED' }),
  },
})
