import {
  DescribeEventBusCommand,
  DescribeEventSourceCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge'
import { policyText } from '../../text/policy-document.js'
import type { Target } from '../reads/events.js'
import type { Aws } from './clients.js'
import { type LiveReads, look } from './look.js'
import { pages } from './pages.js'

const missing = ['ResourceNotFoundException']

export const rule: LiveReads['rule'] = (aws, name, bus) =>
  look({ action: 'events:DescribeRule', resource: name, missing }, async () => {
    const client = await aws.client(EventBridgeClient)
    const answer = await client.send(new DescribeRuleCommand({ Name: name, EventBusName: bus }), {
      abortSignal: aws.signal,
    })
    return ruleOf({ ...answer, Name: answer.Name ?? name }, bus)
  })

/** What DescribeRule and ListRules both tell of a rule; the members that are empty are left out. */
interface TellsOfRule {
  Name?: string | undefined
  Arn?: string | undefined
  EventBusName?: string | undefined
  State?: string | undefined
  EventPattern?: string | undefined
  ScheduleExpression?: string | undefined
  Description?: string | undefined
  RoleArn?: string | undefined
  ManagedBy?: string | undefined
  CreatedBy?: string | undefined
}

/** Throws SyntaxError when the answer lacks what each rule has. */
function ruleOf(answer: TellsOfRule, bus: string) {
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

export const targets: LiveReads['targets'] = (aws, name, bus) =>
  look({ action: 'events:ListTargetsByRule', resource: name, missing }, async () => {
    const client = await aws.client(EventBridgeClient)
    return pages(async (NextToken) => {
      const answer = await client.send(
        new ListTargetsByRuleCommand({ Rule: name, EventBusName: bus, ...(NextToken ? { NextToken } : {}) }),
        { abortSignal: aws.signal },
      )
      if (!answer.Targets) throw new SyntaxError('the answer has no list of targets')
      const complete = answer.Targets.filter((target): target is Target => Boolean(target.Id && target.Arn))
      if (complete.length < answer.Targets.length) throw new SyntaxError('a target has no id or no ARN')
      return [complete, answer.NextToken]
    })
  })

export const buses: LiveReads['buses'] = (aws) =>
  look({ action: 'events:ListEventBuses', resource: '*' }, async () => {
    const client = await aws.client(EventBridgeClient)
    return pages(async (NextToken) => {
      const answer = await client.send(new ListEventBusesCommand(NextToken ? { NextToken } : {}), {
        abortSignal: aws.signal,
      })
      if (!answer.EventBuses) throw new SyntaxError('the answer has no list of event buses')
      return [answer.EventBuses.flatMap((bus) => bus.Name ?? []), answer.NextToken]
    })
  })

export const rules: LiveReads['rules'] = (aws, bus) =>
  look({ action: 'events:ListRules', resource: bus, missing }, async () =>
    (await listed(aws, bus)).map((rule) => ruleOf(rule, bus)),
  )

export const ruleNames: LiveReads['ruleNames'] = (aws, bus) =>
  look({ action: 'events:ListRules', resource: bus, missing }, async () =>
    (await listed(aws, bus)).flatMap(({ Name }) => Name ?? []),
  )

async function listed(aws: Aws, bus: string): Promise<readonly TellsOfRule[]> {
  const client = await aws.client(EventBridgeClient)
  return pages(async (NextToken) => {
    const answer = await client.send(new ListRulesCommand({ EventBusName: bus, ...(NextToken ? { NextToken } : {}) }), {
      abortSignal: aws.signal,
    })
    if (!answer.Rules) throw new SyntaxError('the answer has no list of rules')
    return [answer.Rules, answer.NextToken]
  })
}

export const eventBus: LiveReads['eventBus'] = (aws, arn) =>
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
      ...(answer.DeadLetterConfig?.Arn ? { deadLetterArn: answer.DeadLetterConfig.Arn } : {}),
    }
  })

export const ruleNamesByTarget: LiveReads['ruleNamesByTarget'] = (aws, targetArn, busArn) =>
  look({ action: 'events:ListRuleNamesByTarget', resource: busArn, missing }, async () => {
    const client = await aws.client(EventBridgeClient, busArn)
    return pages(async (NextToken) => {
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

export const eventSource: LiveReads['eventSource'] = (aws, name) =>
  look({ action: 'events:DescribeEventSource', resource: name, missing }, async () => {
    const client = await aws.client(EventBridgeClient)
    const answer = await client.send(new DescribeEventSourceCommand({ Name: name }), { abortSignal: aws.signal })
    if (!answer.State) throw new SyntaxError('the answer does not say the state of the event source')
    return { name: answer.Name ?? name, state: answer.State }
  })
