import { CloudWatchLogsClient, CreateLogGroupCommand, PutResourcePolicyCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { ACCOUNT, clientsOf, makeRule, REGION } from './accounts.js'

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`

/** A rule that sends to an encrypted queue, a topic and a log group, each of which lets EventBridge in. */
export async function fanOut(endpoint: string, rule: string): Promise<void> {
  const config = { endpoint, region: REGION, credentials: { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' } }
  const allow = (services: string | readonly string[], action: string | readonly string[], resource: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: services }, Action: action, Resource: resource }],
    })
  const key = await new KMSClient(config).send(
    new CreateKeyCommand({ Policy: allow('events.amazonaws.com', ['kms:GenerateDataKey', 'kms:Decrypt'], '*') }),
  )
  const [queue, topic, group] = [
    arn('sqs', 'orders'),
    arn('sns', 'orders'),
    arn('logs', 'log-group:/aws/events/orders'),
  ]
  await new SQSClient(config).send(
    new CreateQueueCommand({
      QueueName: 'orders',
      Attributes: {
        KmsMasterKeyId: key.KeyMetadata?.Arn ?? '',
        Policy: allow('events.amazonaws.com', 'sqs:SendMessage', queue),
      },
    }),
  )
  const sns = new SNSClient(config)
  await sns.send(new CreateTopicCommand({ Name: 'orders' }))
  const open = allow('events.amazonaws.com', 'sns:Publish', topic)
  await sns.send(new SetTopicAttributesCommand({ TopicArn: topic, AttributeName: 'Policy', AttributeValue: open }))
  const logs = new CloudWatchLogsClient(config)
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/events/orders' }))
  await logs.send(
    new PutResourcePolicyCommand({
      policyName: 'events',
      policyDocument: allow(
        ['events.amazonaws.com', 'delivery.logs.amazonaws.com'],
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        `${group}:*`,
      ),
    }),
  )
  await makeRule(clientsOf(endpoint), rule, {
    targets: [
      { Id: 'queue', Arn: queue },
      { Id: 'topic', Arn: topic },
      { Id: 'logs', Arn: group },
    ],
  })
}
