import {
  DescribeEventBusCommand,
  DescribeEventSourceCommand,
  DescribeRuleCommand,
  type DescribeRuleResponse,
  EventBridgeClient,
  ListEventBusesCommand,
  type Rule as ListedRule,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge'
import { policyText } from '../../text/policy-document.js'
import type { Aws } from './clients.js'
import { droppedMembers, keepRaw } from './dropped.js'
import { look } from './look.js'
import { pages } from './pages.js'

const missing = ['ResourceNotFoundException']

export const rule = (aws: Aws, name: string, bus: string) =>
  look({ action: 'events:DescribeRule', resource: name, missing }, async () => {
    const client = await aws.client(EventBridgeClient)
    const answer = await client.send(new DescribeRuleCommand({ Name: name, EventBusName: bus }), {
      abortSignal: aws.signal,
    })
    return ruleOf({ ...answer, Name: answer.Name ?? name }, bus)
  })

/** What DescribeRule and ListRules tell of a rule. */
type Told = Pick<DescribeRuleResponse, keyof ListedRule | 'CreatedBy'>

/** Throws SyntaxError when the answer lacks what each rule has. */
function ruleOf(answer: Told, bus: string) {
  const { Name: name, Arn: arn, State: state } = answer
  if (!name || !arn || !state) throw new SyntaxError('the answer has no rule')
  return {
    ...{ name, arn, state },
    bus: lastBusName(answer.EventBusName ?? bus),
    ...(answer.EventPattern ? { eventPattern: answer.EventPattern } : {}),
    ...(answer.ScheduleExpression ? { scheduleExpression: answer.ScheduleExpression } : {}),
    ...(answer.Description ? { description: answer.Description } : {}),
    ...(answer.RoleArn ? { roleArn: answer.RoleArn } : {}),
    ...(answer.ManagedBy ? { managedBy: answer.ManagedBy } : {}),
    ...(answer.CreatedBy ? { createdBy: answer.CreatedBy } : {}),
  }
}

/** DescribeRule may answer with the ARN of the bus; partner buses have slashes in their names. */
const lastBusName = (bus: string): string => bus.replace(/^arn:.*:event-bus\//, '')

export const targets = (aws: Aws, name: string, bus: string) =>
  look({ action: 'events:ListTargetsByRule', resource: name, missing }, async () => {
    const client = await aws.client(EventBridgeClient)
    return pages(aws, async (NextToken) => {
      const command = new ListTargetsByRuleCommand({
        Rule: name,
        EventBusName: bus,
        ...(NextToken ? { NextToken } : {}),
      })
      const raw = keepRaw(command)
      const answer = await client.send(command, { abortSignal: aws.signal })
      if (!answer.Targets) throw new SyntaxError('the answer has no list of targets')
      const sent = (raw() as { Targets?: unknown[] } | undefined)?.Targets ?? []
      return [answer.Targets.map((target, i) => withUnknown(named(target), sent[i])), answer.NextToken]
    })
  })

/** The target as AWS told it, with the names of the members that the SDK does not know and so would not send back. */
function withUnknown<T extends object>(target: T, sent: unknown): T & { unknownMembers?: string[] } {
  const unknownMembers = droppedMembers(sent, target)
  return unknownMembers.length > 0 ? { ...(sent as T), unknownMembers } : target
}

/** A target as it stands, which its id and its ARN make one. */
function named<T extends { Id: string | undefined; Arn: string | undefined }>(target: T) {
  const { Id, Arn } = target
  if (!Id || !Arn) throw new SyntaxError('a target has no id or no ARN')
  return { ...target, Id, Arn }
}

export const buses = (aws: Aws) =>
  look({ action: 'events:ListEventBuses', resource: '*' }, async () => {
    const client = await aws.client(EventBridgeClient)
    return pages(aws, async (NextToken) => {
      const answer = await client.send(new ListEventBusesCommand(NextToken ? { NextToken } : {}), {
        abortSignal: aws.signal,
      })
      if (!answer.EventBuses) throw new SyntaxError('the answer has no list of event buses')
      return [answer.EventBuses.flatMap((bus) => bus.Name ?? []), answer.NextToken]
    })
  })

export const rules = (aws: Aws, bus: string) =>
  look({ action: 'events:ListRules', resource: bus, missing }, async () =>
    (await listed(aws, bus)).map((rule) => ruleOf(rule, bus)),
  )

export const ruleNames = (aws: Aws, bus: string) =>
  look({ action: 'events:ListRules', resource: bus, missing }, async () =>
    (await listed(aws, bus)).flatMap(({ Name }) => Name ?? []),
  )

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
const MOST_A_PAGE = 100

async function listed(aws: Aws, bus: string): Promise<readonly ListedRule[]> {
  const client = await aws.client(EventBridgeClient)
  return pages(aws, async (NextToken) => {
    const answer = await client.send(
      new ListRulesCommand({ EventBusName: bus, Limit: MOST_A_PAGE, ...(NextToken ? { NextToken } : {}) }),
      {
        abortSignal: aws.signal,
      },
    )
    if (!answer.Rules) throw new SyntaxError('the answer has no list of rules')
    return [answer.Rules, answer.NextToken]
  })
}

export const eventBus = (aws: Aws, arn: string) =>
  look({ action: 'events:DescribeEventBus', resource: arn, missing }, async () => {
    const client = await aws.client(EventBridgeClient, arn)
    const answer = await client.send(new DescribeEventBusCommand({ Name: lastBusName(arn) }), {
      abortSignal: aws.signal,
    })
    if (!answer.Name || !answer.Arn) throw new SyntaxError('the answer has no event bus')
    return {
      name: answer.Name,
      arn: answer.Arn,
      policy: policyText(answer.Policy),
      ...(answer.KmsKeyIdentifier ? { kmsKey: answer.KmsKeyIdentifier } : {}),
      ...(answer.ManagedBy ? { managedBy: answer.ManagedBy } : {}),
      ...(answer.DeadLetterConfig?.Arn ? { deadLetterArn: answer.DeadLetterConfig.Arn } : {}),
      ...(answer.LogConfig?.Level ? { logLevel: answer.LogConfig.Level } : {}),
    }
  })

export const ruleNamesByTarget = (aws: Aws, targetArn: string, busArn: string) =>
  look({ action: 'events:ListRuleNamesByTarget', resource: busArn, missing }, async () => {
    const client = await aws.client(EventBridgeClient, busArn)
    return pages(aws, async (NextToken) => {
      const answer = await client.send(
        new ListRuleNamesByTargetCommand({
          TargetArn: targetArn,
          EventBusName: lastBusName(busArn),
          ...(NextToken ? { NextToken } : {}),
        }),
        { abortSignal: aws.signal },
      )
      if (!answer.RuleNames) throw new SyntaxError('the answer has no list of rules')
      return [answer.RuleNames, answer.NextToken]
    })
  })

export const eventSource = (aws: Aws, name: string) =>
  look({ action: 'events:DescribeEventSource', resource: name, missing }, async () => {
    const client = await aws.client(EventBridgeClient)
    const answer = await client.send(new DescribeEventSourceCommand({ Name: name }), { abortSignal: aws.signal })
    if (!answer.State) throw new SyntaxError('the answer does not say the state of the event source')
    return { name: answer.Name ?? name, state: answer.State }
  })
