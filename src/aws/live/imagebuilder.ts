import { GetImagePipelineCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder'
import { type LiveReads, look, NotThere } from './look.js'

export const imagePipeline: LiveReads['imagePipeline'] = (aws, arn) =>
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
      if (!answer.imagePipeline) throw new NotThere()
      return { arn: answer.imagePipeline.arn ?? arn, status: answer.imagePipeline.status ?? 'ENABLED' }
    },
  )
