import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateKeyCommand } from '@aws-sdk/client-kms'
import { CreateTopicCommand } from '@aws-sdk/client-sns'
import { arn, makeRole, makeRule, trusting } from './accounts.js'
import { type FixClients, makeFunction, makeQueue, makeStream } from './fixable.js'

/** The rule of `manyWrites`, and what its fix is asked with. */
export const MANY_WRITES = ['order-paid', '--include-key-policies', '--extend-shared-roles'] as const

/** One rule with something broken for every write that `eb-doctor fix` makes of its own accord. */
export async function manyWrites(clients: FixClients): Promise<void> {
  const { kms, logs, sns } = clients
  const stream = await makeStream(clients)
  const [Put, resource] = [['kinesis:PutRecord', 'kinesis:PutRecords'], stream]
  const role = await makeRole(clients, 'stream-events', {
    trust: trusting('scheduler.amazonaws.com'),
    allow: [{ Effect: 'Allow', Action: Put, Resource: resource }],
  })
  const key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? ''
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/events/orders' }))
  await makeRule(clients, MANY_WRITES[0], {
    state: 'DISABLED',
    targets: [
      { Id: 'function', Arn: await makeFunction(clients) },
      { Id: 'queue', Arn: await makeQueue(clients, 'inbox', { KmsMasterKeyId: key }) },
      { Id: 'topic', Arn: (await sns.send(new CreateTopicCommand({ Name: 'news' }))).TopicArn ?? '' },
      { Id: 'logs', Arn: arn('logs', 'log-group:/aws/events/orders') },
      { Id: 'untrusted', Arn: stream, RoleArn: role },
    ],
  })
}
