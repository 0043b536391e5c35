import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  GetResourcePolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda'
import { parseArn } from '../arn.js'
import type { Aws } from './clients.js'
import { look } from './look.js'
import { pages } from './pages.js'

const missing = ['ResourceNotFoundException']

/** Name and qualifier of a function apart: an ARN with a qualifier is not accepted beside the parameter. */
function nameOf(arn: string): { FunctionName: string; Qualifier?: string } {
  const [kind, name, qualifier] = parseArn(arn)?.resource.split(':') ?? []
  const prefix = arn.split(':').slice(0, 5).join(':')
  return { FunctionName: `${prefix}:${kind}:${name}`, ...(qualifier ? { Qualifier: qualifier } : {}) }
}

export const lambdaFunction = (aws: Aws, arn: string) =>
  look({ action: 'lambda:GetFunctionConfiguration', resource: arn, missing }, async () => {
    const client = await aws.client(LambdaClient, arn)
    const answer = await client.send(new GetFunctionConfigurationCommand(nameOf(arn)), { abortSignal: aws.signal })
    if (!answer.FunctionArn) throw new SyntaxError('the answer has no function')
    return {
      arn: answer.FunctionArn,
      ...(answer.State ? { state: answer.State } : {}),
      ...(answer.StateReason ? { stateReason: answer.StateReason } : {}),
      ...(answer.LastUpdateStatus ? { lastUpdateStatus: answer.LastUpdateStatus } : {}),
    }
  })

export const lambdaConcurrency = (aws: Aws, arn: string) =>
  look({ action: 'lambda:GetFunctionConcurrency', resource: arn, missing }, async () => {
    const client = await aws.client(LambdaClient, arn)
    const answer = await client.send(new GetFunctionConcurrencyCommand(nameOf(arn)), { abortSignal: aws.signal })
    return answer.ReservedConcurrentExecutions ?? null
  })

export const lambdaPolicy = (aws: Aws, arn: string) =>
  look({ action: 'lambda:GetPolicy', resource: arn, missing: [] }, async () => {
    const client = await aws.client(LambdaClient, arn)
    try {
      const answer = await client.send(new GetPolicyCommand(nameOf(arn)), { abortSignal: aws.signal })
      if (!answer.Policy) throw new SyntaxError('the answer has no policy')
      return answer.Policy
    } catch (thrown) {
      // The same error says "no such function" and "no policy": whether the function exists is another read's answer.
      if (thrown instanceof Error && thrown.name === 'ResourceNotFoundException') return wholeDocument(client, aws, arn)
      throw thrown
    }
  })

/**
 * The policy that was put as a whole document, since 2026. Whether GetPolicy shows it is not documented, so it is asked for
 * only where GetPolicy says that there is none. null where there is none of it either, where it may not be read (GetPolicy is
 * the API that says whether there is a policy), and in a Region that does not have the operation yet.
 */
async function wholeDocument(client: LambdaClient, aws: Aws, arn: string): Promise<string | null> {
  try {
    const answer = await client.send(new GetResourcePolicyCommand({ ResourceArn: arn }), { abortSignal: aws.signal })
    return answer.Policy ?? null
  } catch (thrown) {
    const status = (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0
    if (status >= 400 && status < 500 && status !== 429) return null
    throw thrown
  }
}

export const queueConsumers = (aws: Aws, arn: string) =>
  look({ action: 'lambda:ListEventSourceMappings', resource: arn, missing }, async () => {
    const client = await aws.client(LambdaClient, arn)
    return pages(aws, async (Marker) => {
      const answer = await client.send(
        new ListEventSourceMappingsCommand({ EventSourceArn: arn, ...(Marker ? { Marker } : {}) }),
        { abortSignal: aws.signal },
      )
      if (!answer.EventSourceMappings) throw new SyntaxError('the answer has no list of event source mappings')
      return [answer.EventSourceMappings.map(({ FunctionArn, UUID }) => FunctionArn ?? UUID ?? ''), answer.NextMarker]
    })
  })

/**
 * The revision of a function's policy: AddPermission and RemovePermission with it are refused when somebody wrote since.
 * undefined when there is no policy, or it cannot be read.
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export async function policyRevision(
  aws: Aws,
  region: string,
  of: { FunctionName: string; Qualifier?: string },
): Promise<string | undefined> {
  try {
    const client = await aws.client(LambdaClient, { region })
    return (await client.send(new GetPolicyCommand(of), { abortSignal: aws.signal })).RevisionId
  } catch {
    return undefined
  }
}
