import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { AddPermissionCommand } from '@aws-sdk/client-lambda'
import {
  CreateOrganizationCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { CreateQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { ACCOUNT, arn, REGION } from './accounts.js'
import type { TrailEvent } from './cloudtrail.js'
import { fixClients, makeFunction } from './fixable.js'

/** The bus of the account that the runbooks are followed in. */
export const BUS = 'orders'

const ruleArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${BUS}/${name}`
const queuePolicy = (queue: string, rule: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arn('sqs', queue),
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn(rule) } },
      },
    ],
  })

/**
 * What somebody on call finds: `order-paid` is broken (the function allows another rule), `order-kept` is well and has a
 * dead-letter queue, and `order-lossy` delivers and has one that EventBridge may not send to. All are on the bus `orders`.
 */
export async function onCallAccount(endpoint: string): Promise<void> {
  const clients = fixClients(endpoint)
  const { events, lambda, sqs } = clients
  await events.send(new CreateEventBusCommand({ Name: BUS }))
  const put = async (Name: string, status: string, target: { Arn: string; DeadLetterConfig?: { Arn: string } }) => {
    const EventPattern = JSON.stringify({
      ...{ source: ['shop.orders'], 'detail-type': ['Order'] },
      detail: { status: [status] },
    })
    await events.send(new PutRuleCommand({ Name, EventBusName: BUS, EventPattern }))
    await events.send(new PutTargetsCommand({ Rule: Name, EventBusName: BUS, Targets: [{ Id: 'target', ...target }] }))
  }
  const queue = async (QueueName: string, rule?: string): Promise<string> => {
    const Attributes = rule ? { Policy: queuePolicy(QueueName, rule) } : {}
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
    return arn('sqs', QueueName)
  }

  const settle = await makeFunction(clients)
  await put('order-paid', 'PAID', { Arn: settle })
  await lambda.send(
    new AddPermissionCommand({
      ...{ FunctionName: 'settle', StatementId: 'AllowEventBridge', Action: 'lambda:InvokeFunction' },
      ...{ Principal: 'events.amazonaws.com', SourceArn: ruleArn('order-payed') },
    }),
  )
  const failed = await queue('failed', 'order-kept')
  await put('order-kept', 'KEPT', { Arn: await queue('kept', 'order-kept'), DeadLetterConfig: { Arn: failed } })
  const closed = await queue('closed')
  await put('order-lossy', 'LOST', { Arn: await queue('lossy', 'order-lossy'), DeadLetterConfig: { Arn: closed } })

  const credentials = { accessKeyId: 'AKIASETUP', secretAccessKey: 'setup' }
  const organizations = new OrganizationsClient({ endpoint, region: REGION, credentials })
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const { Roots } = await organizations.send(new ListRootsCommand({}))
  for (const PolicyType of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
    await organizations.send(new EnablePolicyTypeCommand({ RootId: Roots?.[0]?.Id ?? '', PolicyType }))
  }
}

/** What a deployment does to the account: the queue of the rule `order-kept` loses its policy. */
export async function breakKept(endpoint: string): Promise<void> {
  const QueueUrl = `${endpoint}/${ACCOUNT}/kept`
  await fixClients(endpoint).sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '' } }))
}

/** What CloudTrail tells of last night: a deployment took the permission of `order-paid` away. */
export const LAST_NIGHT: readonly TrailEvent[] = [
  {
    minutesAgo: 420,
    record: {
      eventSource: 'lambda.amazonaws.com',
      eventName: 'RemovePermission20150331v2',
      readOnly: false,
      userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/pipeline` },
      requestParameters: { functionName: 'settle', statementId: 'AllowOrderPaid' },
    },
  },
]

/**
 * The files that the pages speak of: an event that no rule wants, one for each of two rules, and `credentials`, in which
 * the profile `other` is of the account that manages the organization.
 */
export function onCallFiles(folder: string): void {
  writeFileSync(
    join(folder, 'credentials'),
    '[other]\naws_access_key_id = AKIAMANAGEMENT\naws_secret_access_key = secret\n',
  )
  for (const [name, status] of [
    ['event.json', 'Paid'],
    ['kept.json', 'KEPT'],
    ['paid.json', 'PAID'],
  ] as const) {
    const entry = { Source: 'shop.orders', DetailType: 'Order', Detail: JSON.stringify({ status }), EventBusName: BUS }
    writeFileSync(join(folder, name), JSON.stringify({ Entries: [entry] }))
  }
}
