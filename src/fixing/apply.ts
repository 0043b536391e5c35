import type { Aws, ClientConfig } from '../aws/live/clients.js'
import type { Call } from '../verdict/fix.js'

interface Client {
  send(command: unknown, options: { abortSignal: AbortSignal }): Promise<unknown>
}

interface Service {
  Client: new (config: ClientConfig) => Client
  /** Every operation that eb-doctor may ever call to change something, with its command. */
  operations: Readonly<Record<string, new (input: never) => unknown>>
}

type Loader = () => Promise<unknown>

/**
 * All that eb-doctor can write. A plan or a journal is a file, and files can be forged: what is not here is not sent.
 * A service's client is loaded when a change first needs it.
 */
const SERVICES: Readonly<Record<string, Loader>> = {
  events: async () => {
    const sdk = await import('@aws-sdk/client-eventbridge')
    const { DisableRuleCommand, EnableRuleCommand, PutPermissionCommand, PutTargetsCommand, RemovePermissionCommand } =
      sdk
    return {
      Client: sdk.EventBridgeClient,
      operations: {
        DisableRule: DisableRuleCommand,
        EnableRule: EnableRuleCommand,
        PutPermission: PutPermissionCommand,
        PutTargets: PutTargetsCommand,
        RemovePermission: RemovePermissionCommand,
      },
    }
  },
  iam: async () => {
    const sdk = await import('@aws-sdk/client-iam')
    return {
      Client: sdk.IAMClient,
      operations: {
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
      operations: { AddPermission: sdk.AddPermissionCommand, RemovePermission: sdk.RemovePermissionCommand },
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
      operations: { SetQueueAttributes: sdk.SetQueueAttributesCommand },
    }
  },
  sns: async () => {
    const sdk = await import('@aws-sdk/client-sns')
    return { Client: sdk.SNSClient, operations: { SetTopicAttributes: sdk.SetTopicAttributesCommand } }
  },
  logs: async () => {
    const sdk = await import('@aws-sdk/client-cloudwatch-logs')
    return {
      Client: sdk.CloudWatchLogsClient,
      operations: {
        PutResourcePolicy: sdk.PutResourcePolicyCommand,
        DeleteResourcePolicy: sdk.DeleteResourcePolicyCommand,
      },
    }
  },
  kms: async () => {
    const sdk = await import('@aws-sdk/client-kms')
    return { Client: sdk.KMSClient, operations: { PutKeyPolicy: sdk.PutKeyPolicyCommand } }
  },
}

/** The operations that can be sent, by service: what a plan that comes from a file is held against. */
export const WRITES: Readonly<Record<string, readonly string[]>> = {
  events: ['DisableRule', 'EnableRule', 'PutPermission', 'PutTargets', 'RemovePermission'],
  iam: ['CreateRole', 'DeleteRole', 'PutRolePolicy', 'DeleteRolePolicy', 'UpdateAssumeRolePolicy'],
  lambda: ['AddPermission', 'RemovePermission'],
  sqs: ['SetQueueAttributes'],
  sns: ['SetTopicAttributes'],
  logs: ['PutResourcePolicy', 'DeleteResourcePolicy'],
  kms: ['PutKeyPolicy'],
}

/**
 * Sends exactly a call. The only place in eb-doctor that writes to AWS. Throws what AWS answers; an answer that says
 * that something was not done is an error too.
 */
export const sender =
  (aws: Aws) =>
  async ({ service, operation, input, region }: Call): Promise<void> => {
    const load = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined
    const { Client, operations } = ((await load?.()) ?? { operations: {} }) as Service
    const Command = Object.hasOwn(operations, operation) ? operations[operation] : undefined
    if (!Command) throw new Error(`eb-doctor does not call ${service}:${operation}.`)
    const client = await aws.client(Client, { region })
    const answer = await client.send(new Command(input as never), { abortSignal: aws.signal })
    const { FailedEntries } = answer as { FailedEntries?: { ErrorCode?: string; ErrorMessage?: string }[] }
    const [refused] = FailedEntries ?? []
    if (refused) throw new Error(`${refused.ErrorCode}: ${refused.ErrorMessage}`)
  }
