import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { Credentials } from './accounts.js'

/** Two accounts beside the emulator's own, and the Regions that have rules. */
export const ACCOUNTS = ['111122223333', '222233334444'] as const
export const REGIONS = ['eu-west-1', 'us-east-1'] as const
/** The role that is looked with in each. */
export const MEMBER = 'audit/eb-doctor-member'

/** Credentials of an account: the emulator lets every role be assumed, also one that is not there. */
export async function credentialsOf(endpoint: string, account: string): Promise<Credentials> {
  const credentials = { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' }
  const sts = new STSClient({ endpoint, region: 'us-east-1', credentials })
  const { Credentials: made } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/setup`, RoleSessionName: 'setup' }),
  )
  return {
    accessKeyId: made?.AccessKeyId ?? '',
    secretAccessKey: made?.SecretAccessKey ?? '',
    sessionToken: made?.SessionToken ?? '',
  }
}

/**
 * Rules in every account and Region: `order-kept` sends to a queue that lets EventBridge in, `order-lost` and `order-copied` to
 * one that does not, `order-flow` to an event bus with a role that does not trust EventBridge: one role for both Regions.
 */
export async function makeTwoAccounts(endpoint: string): Promise<void> {
  for (const account of ACCOUNTS) {
    const credentials = await credentialsOf(endpoint, account)
    const iam = new IAMClient({ endpoint, region: 'us-east-1', credentials })
    const trust = policy({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' })
    const role = await iam.send(new CreateRoleCommand({ RoleName: 'forward', AssumeRolePolicyDocument: trust }))
    const put = policy({ Action: 'events:PutEvents', Resource: `arn:aws:events:*:${account}:event-bus/default` })
    await iam.send(new PutRolePolicyCommand({ RoleName: 'forward', PolicyName: 'put', PolicyDocument: put }))
    for (const region of REGIONS) {
      const config = { endpoint, region, credentials }
      const [sqs, events] = [new SQSClient(config), new EventBridgeClient(config)]
      const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`
      const open = policy({
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arn('sqs', 'kept'),
      })
      await sqs.send(new CreateQueueCommand({ QueueName: 'kept', Attributes: { Policy: open } }))
      await sqs.send(new CreateQueueCommand({ QueueName: 'closed' }))
      const rule = async (Name: string, target: { Arn: string; RoleArn?: string }) => {
        await events.send(
          new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: [`com.example.${Name}`] }) }),
        )
        await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'target', ...target }] }))
      }
      await rule('order-kept', { Arn: arn('sqs', 'kept') })
      await rule('order-lost', { Arn: arn('sqs', 'closed') })
      await rule('order-copied', { Arn: arn('sqs', 'closed') })
      await rule('order-flow', { Arn: arn('events', 'event-bus/default'), RoleArn: role.Role?.Arn ?? '' })
    }
  }
}

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
