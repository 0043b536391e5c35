import { DescribePipelineCommand, SageMakerClient } from '@aws-sdk/client-sagemaker'
import { lastSegment } from '../arn.js'
import type { Aws } from './clients.js'
import { look, NotThere } from './look.js'

export const modelPipeline = (aws: Aws, arn: string) =>
  look({ action: 'sagemaker:DescribePipeline', resource: arn, missing: ['ResourceNotFound'] }, async () => {
    const client = await aws.client(SageMakerClient, arn)
    const command = new DescribePipelineCommand({ PipelineName: lastSegment(arn) })
    const answer = await client.send(command, { abortSignal: aws.signal }).catch((thrown: unknown) => {
      throw isAbsence(thrown) ? new NotThere() : thrown
    })
    if (!answer.PipelineStatus) throw new SyntaxError('the answer has no pipeline')
    const parameters = parametersOf(answer.PipelineDefinition)
    return {
      arn: answer.PipelineArn ?? arn,
      status: answer.PipelineStatus,
      ...(parameters ? { parameters } : {}),
    }
  })

/** The parameters in a pipeline definition, which is JSON; undefined when it cannot be understood. */
function parametersOf(definition: string | undefined): { name: string; hasDefault: boolean }[] | undefined {
  try {
    const parsed: unknown = JSON.parse(definition ?? '')
    const list = (parsed as { Parameters?: unknown } | null)?.Parameters ?? []
    if (!Array.isArray(list)) return undefined
    return list.flatMap((one: { Name?: unknown; DefaultValue?: unknown } | null) =>
      typeof one?.Name === 'string' ? [{ name: one.Name, hasDefault: one.DefaultValue !== undefined }] : [],
    )
  } catch {
    return undefined
  }
}

/** SageMaker has one error for every mistake in a request; only its text says that there is no such thing. */
const isAbsence = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  thrown.name === 'ValidationException' &&
  /could not find|does not exist/i.test(thrown.message)
