import { CodePipelineClient, GetPipelineCommand } from '@aws-sdk/client-codepipeline'
import { parseArn } from '../arn.js'
import { type LiveReads, look } from './look.js'

export const pipeline: LiveReads['pipeline'] = (aws, arn) =>
  look({ action: 'codepipeline:GetPipeline', resource: arn, missing: ['PipelineNotFoundException'] }, async () => {
    const client = await aws.client(CodePipelineClient, arn)
    const name = parseArn(arn)?.resource ?? arn
    const answer = await client.send(new GetPipelineCommand({ name }), { abortSignal: aws.signal })
    if (!answer.pipeline?.name) throw new SyntaxError('the answer has no pipeline')
    return { name: answer.pipeline.name, version: answer.pipeline.version ?? 1 }
  })
