import { lastSegment, parseArn } from '../aws/arn.js'
import type { NamedPolicy } from '../aws/reads/iam.js'
import type { Fix, PolicyPlace, Statement } from '../verdict/fix.js'
import type { Sender } from '../verdict/sender.js'
import { decide, fixOf } from './decide.js'
import { LOGS_POLICY, sidOf, worldwideSidOf } from './names.js'
import { policyChange } from './places.js'

const EVENTBRIDGE = { Service: 'events.amazonaws.com' }

/** Adds one statement to a resource's own policy; a resource of another account is its owner's to change. */
function add(
  place: PolicyPlace & { arn: string },
  policy: string | null,
  statement: Statement,
  sender: Sender,
  title: string,
  doubts: readonly string[] = [],
): Fix | undefined {
  const account = parseArn(place.arn)?.account
  if (account !== sender.account) return decide(title, ownersToDecide(place.arn, statement))
  return fixOf(title, policyChange(place, policy, [statement], { title, region: sender.region, doubts }))
}

/** In another account the resource's own policy has to name the role; only its owner can write that. */
export function ownerLetsRoleIn(
  arn: string,
  grant: { actions: readonly string[]; resource: string },
  roleArn: string,
  sender: Sender,
): Fix {
  const statement: Statement = {
    Sid: worldwideSidOf(sender),
    Effect: 'Allow',
    Principal: { AWS: roleArn },
    Action: grant.actions,
    Resource: grant.resource,
  }
  return decide(`Allow the role ${lastSegment(roleArn)} in the policy of ${arn}.`, ownersToDecide(arn, statement))
}

const ownersToDecide = (arn: string, { Sid: _, ...statement }: Statement): string =>
  `${arn} belongs to another account, whose owner has to add this statement to its policy: ${JSON.stringify(statement)}`

/**
 * Allows EventBridge to send to a queue for one rule: a target, or a dead-letter queue.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 */
export function allowSend(queue: { arn: string; url: string; policy: string | null }, sender: Sender): Fix | undefined {
  const title = `Allow EventBridge to send to the queue ${nameOf(queue.arn)} for the ${sender.noun} ${sender.name}.`
  const statement: Statement = {
    Sid: sidOf(sender),
    Effect: 'Allow',
    Principal: EVENTBRIDGE,
    Action: 'sqs:SendMessage',
    Resource: queue.arn,
    Condition: { ArnEquals: { 'aws:SourceArn': sender.arn }, StringEquals: { 'aws:SourceAccount': sender.account } },
  }
  return add({ kind: 'queue', arn: queue.arn, url: queue.url }, queue.policy, statement, sender, title)
}

/**
 * Allows EventBridge to publish to a topic. AWS lists EventBridge among the services that send aws:SourceAccount to SNS, but
 * not aws:SourceArn, so the statement is for the account.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function allowPublish(topic: { arn: string; policy: string | null }, sender: Sender): Fix | undefined {
  const title = `Allow EventBridge to publish to the topic ${nameOf(topic.arn)} for account ${sender.account}.`
  const statement: Statement = {
    Sid: sidOf(sender),
    Effect: 'Allow',
    Principal: EVENTBRIDGE,
    Action: 'sns:Publish',
    Resource: topic.arn,
    Condition: { StringEquals: { 'aws:SourceAccount': sender.account } },
  }
  return add({ kind: 'topic', arn: topic.arn }, topic.policy, statement, sender, title, [
    'AWS does not document that EventBridge sends the ARN of the rule to SNS, so every rule of the account may publish.',
  ])
}

/**
 * Lets a rule's account put events on a bus.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-example-policy-restrict-rule.html
 */
export function allowPutEvents(bus: { arn: string; policy: string | null }, sender: Sender): Fix | undefined {
  const title = `Allow the ${sender.noun} ${sender.name} to put events on the bus ${nameOf(bus.arn)}.`
  const statement: Statement = {
    Sid: worldwideSidOf(sender),
    Effect: 'Allow',
    Principal: { AWS: `arn:${sender.partition}:iam::${sender.account}:root` },
    Action: 'events:PutEvents',
    Resource: bus.arn,
    Condition: { ArnEquals: { 'aws:SourceArn': sender.arn } },
  }
  return add({ kind: 'bus', arn: bus.arn }, bus.policy, statement, sender, title)
}

/**
 * Allows EventBridge to write to a log group, in the one account policy that eb-doctor keeps: a Region takes ten of them.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
 */
export function allowLogs(logGroupArn: string, policies: readonly NamedPolicy[], sender: Sender): Fix | undefined {
  const arn = logGroupArn.replace(/:\*$/, '')
  const title = `Allow EventBridge to write to the log group ${nameOf(arn)}.`
  const own = policies.find((policy) => policy.name === LOGS_POLICY)
  if (!own && policies.length >= 10) {
    return decide(
      title,
      `The Region has ${policies.length} CloudWatch Logs resource policies, and the limit is ten: put the statement for ${arn}:* into one of them (${policies.map((policy) => policy.name).join(', ')}).`,
    )
  }
  const statement: Statement = {
    Sid: sidOf(sender, arn),
    Effect: 'Allow',
    Principal: EVENTBRIDGE,
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `${arn}:*`,
  }
  return add({ kind: 'logs', arn, name: LOGS_POLICY }, own?.document ?? null, statement, sender, title, [
    'AWS does not document that EventBridge sends the ARN of the rule to CloudWatch Logs, so every rule may write to this group.',
  ])
}

/** What a key is used for, and the ARN of what is encrypted. */
export interface KeyUse {
  kind: 'queue' | 'topic' | 'bus'
  arn: string
}

/**
 * Allows EventBridge to use a key. For a queue or a topic without conditions: AWS names aws:SourceArn and aws:SourceAccount as
 * not supported for topics and leaves their values for queues unclear.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
 */
export function allowKey(key: { arn: string; policy: string | null }, use: KeyUse, sender: Sender): Fix | undefined {
  const title = `Allow EventBridge to use the key ${nameOf(key.arn)} for the ${use.kind}.`
  const statement: Statement = {
    Sid: sidOf(sender, use.kind),
    Effect: 'Allow',
    Principal: EVENTBRIDGE,
    Action:
      use.kind === 'bus'
        ? ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt']
        : ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: '*',
    ...(use.kind === 'bus'
      ? {
          Condition: {
            ArnEquals: { 'aws:SourceArn': use.arn },
            StringEquals: { 'aws:SourceAccount': sender.account },
          },
        }
      : {}),
  }
  const doubts =
    use.kind === 'bus'
      ? []
      : ['EventBridge may then use the key for every rule: AWS supports no narrower condition here.']
  return add({ kind: 'key', arn: key.arn }, key.policy, statement, sender, title, doubts)
}

const nameOf = (arn: string): string => {
  const resource = parseArn(arn)?.resource ?? arn
  return lastSegment(resource.replace(/^log-group:/, '').replace(/^event-bus\//, ''))
}
