import { GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder'
import type { Aws } from './clients.js'
import { look } from './look.js'

export const imagePipeline = (aws: Aws, arn: string) =>
  look(
    {
      action: 'imagebuilder:GetImagePipeline',
      resource: arn,
      missing: ['ResourceNotFoundException'],
    },
    async () => {
      const client = await aws.client(ImagebuilderClient, arn)
      const answer = await client.send(new GetImagePipelineCommand({ imagePipelineArn: arn }), {
        abortSignal: aws.signal,
      })
      if (!answer.imagePipeline?.status) throw new SyntaxError('the answer has no pipeline')
      return { arn: answer.imagePipeline.arn ?? arn, status: answer.imagePipeline.status }
    },
  )
