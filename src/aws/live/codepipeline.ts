import { Readable } from 'node:stream'
import { CodePipelineClient, GetPipelineCommand } from '@aws-sdk/client-codepipeline'
import { parseArn } from '../arn.js'
import type { Aws } from './clients.js'
import { look } from './look.js'

export const pipeline = (aws: Aws, arn: string) =>
  look({ action: 'codepipeline:GetPipeline', resource: arn, missing: ['PipelineNotFoundException'] }, async () => {
    const client = await aws.client(CodePipelineClient, arn)
    const name = parseArn(arn)?.resource ?? arn
    const command = new GetPipelineCommand({ name })
    command.middlewareStack.add(withoutMetadata, { step: 'deserialize', priority: 'low', name: 'without-metadata' })
    const answer = await client.send(command, { abortSignal: aws.signal })
    if (!answer.pipeline?.name) throw new SyntaxError('the answer has no pipeline')
    return { name: answer.pipeline.name, version: answer.pipeline.version ?? 1 }
  })

/**
 * Takes the dates away that stand beside the pipeline. Nothing here needs them, and emulators write them as text, over which
 * the SDK gives up the whole answer.
 */
const withoutMetadata: Parameters<GetPipelineCommand['middlewareStack']['add']>[0] = (next) => async (args) => {
  const result = await next(args as never)
  const { response } = result as { response: { body: AsyncIterable<Uint8Array> } }
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  response.body = Readable.from([Buffer.from(lessMetadata(text))])
  return result
}

function lessMetadata(text: string): string {
  try {
    return JSON.stringify({ ...JSON.parse(text), metadata: undefined })
  } catch {
    // Not JSON: the SDK is to say so itself.
    return text
  }
}
