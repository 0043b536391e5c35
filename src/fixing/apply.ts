import type { Aws, ClientConfig } from '../aws/live/clients.js'
import type { Call } from '../verdict/fix.js'
import { type OperationsOf, operationOf, type WritingService } from './writes.js'

interface Client {
  send(command: unknown, options: { abortSignal: AbortSignal }): Promise<unknown>
}

type Command = new (input: never) => unknown

/** A service's client with a command for each operation that is declared of it. */
type Loader<Service extends WritingService> = () => Promise<{
  Client: new (config: ClientConfig) => Client
  commands: Readonly<Record<OperationsOf<Service>, Command>>
}>

/** A service's client is loaded when a change first needs it. */
const SERVICES: { readonly [Service in WritingService]: Loader<Service> } = {
  events: async () => {
    const sdk = await import('@aws-sdk/client-eventbridge')
    const { DisableRuleCommand, EnableRuleCommand, PutPermissionCommand, PutTargetsCommand, RemovePermissionCommand } =
      sdk
    return {
      Client: sdk.EventBridgeClient,
      commands: {
        DisableRule: DisableRuleCommand,
        EnableRule: EnableRuleCommand,
        PutPermission: PutPermissionCommand,
        PutTargets: PutTargetsCommand,
        RemovePermission: RemovePermissionCommand,
        PutRule: sdk.PutRuleCommand,
        RemoveTargets: sdk.RemoveTargetsCommand,
        DeleteRule: sdk.DeleteRuleCommand,
      },
    }
  },
  iam: async () => {
    const sdk = await import('@aws-sdk/client-iam')
    return {
      Client: sdk.IAMClient,
      commands: {
        CreateRole: sdk.CreateRoleCommand,
        DeleteRole: sdk.DeleteRoleCommand,
        PutRolePolicy: sdk.PutRolePolicyCommand,
        DeleteRolePolicy: sdk.DeleteRolePolicyCommand,
        UpdateAssumeRolePolicy: sdk.UpdateAssumeRolePolicyCommand,
      },
    }
  },
  lambda: async () => {
    const sdk = await import('@aws-sdk/client-lambda')
    return {
      Client: sdk.LambdaClient,
      commands: { AddPermission: sdk.AddPermissionCommand, RemovePermission: sdk.RemovePermissionCommand },
    }
  },
  sqs: async () => {
    const sdk = await import('@aws-sdk/client-sqs')
    return {
      Client: class extends sdk.SQSClient {
        constructor(config: ClientConfig) {
          // The URL only names the queue; where to send is the client's own affair.
          super({ ...config, useQueueUrlAsEndpoint: false })
        }
      },
      commands: {
        SetQueueAttributes: sdk.SetQueueAttributesCommand,
        CreateQueue: sdk.CreateQueueCommand,
        ReceiveMessage: sdk.ReceiveMessageCommand,
        DeleteMessage: sdk.DeleteMessageCommand,
        DeleteQueue: sdk.DeleteQueueCommand,
      },
    }
  },
  sns: async () => {
    const sdk = await import('@aws-sdk/client-sns')
    return { Client: sdk.SNSClient, commands: { SetTopicAttributes: sdk.SetTopicAttributesCommand } }
  },
  logs: async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs')
    return {
      Client: sdk.CloudWatchLogsClient,
      commands: {
        PutResourcePolicy: sdk.PutResourcePolicyCommand,
        DeleteResourcePolicy: sdk.DeleteResourcePolicyCommand,
      },
    }
  },
  kms: async () => {
    const sdk = await import('@aws-sdk/client-kms')
    return { Client: sdk.KMSClient, commands: { PutKeyPolicy: sdk.PutKeyPolicyCommand } }
  },
}

/**
 * Sends exactly a call and gives what AWS answers. The only place in eb-doctor that writes to AWS. Throws what AWS answers
 * as an error; an answer that says that something was not done is an error too. `signal` ends the call early.
 */
export const asker =
  (aws: Aws) =>
  async (call: Call, signal?: AbortSignal): Promise<unknown> => {
    const { Client, Command } = await loaded(call)
    const client = await aws.client(Client, { region: call.region })
    const abortSignal = signal === undefined ? aws.signal : AbortSignal.any([aws.signal, signal])
    const answer = await client.send(new Command(call.input as never), { abortSignal })
    const { FailedEntries } = answer as { FailedEntries?: { ErrorCode?: string; ErrorMessage?: string }[] }
    const [refused] = FailedEntries ?? []
    if (refused) {
      // AWS has answered, with the usual status of an answer.
      const $metadata = { httpStatusCode: 200 }
      throw Object.assign(new Error(`${refused.ErrorCode}: ${refused.ErrorMessage}`), { $metadata })
    }
    return answer
  }

/** Sends exactly a call, for whoever needs no answer. Throws as `asker` does. */
export const sender = (aws: Aws) => {
  const ask = asker(aws)
  return async (call: Call): Promise<void> => void (await ask(call))
}

/** The client and the command of a call. Throws for what is not declared in writes.ts. */
async function loaded(call: Call) {
  if (operationOf(call) === undefined) throw new Error(`eb-doctor does not call ${call.service}:${call.operation}.`)
  const { Client, commands } = await SERVICES[call.service as WritingService]()
  return { Client, Command: (commands as Readonly<Record<string, Command>>)[call.operation] as Command }
}
