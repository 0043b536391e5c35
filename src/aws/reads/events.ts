// biome-ignore lint/style/noRestrictedImports: the type alone, which is gone at run time
import type { Target as SdkTarget } from '@aws-sdk/client-eventbridge'
import type { Read } from '../read.js'
import type { FactsOf } from './facts.js'

/** A rule, as events:DescribeRule tells it. */
export interface Rule {
  name: string
  arn: string
  bus: string
  /** ENABLED, DISABLED or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. */
  state: string
  eventPattern?: string
  scheduleExpression?: string
  description?: string
  /** A role on the rule itself. EventBridge does not use it to call targets. */
  roleArn?: string
  /** The AWS service that owns the rule; such a rule must not be changed. */
  managedBy?: string
  createdBy?: string
}

/** A target in the words of the API: nothing is renamed or dropped, since PutTargets replaces a target whole. */
export type Target = SdkTarget & { Id: string; Arn: string }

/** An event bus, as events:DescribeEventBus tells it. */
export interface EventBus {
  name: string
  arn: string
  /** The resource policy as JSON text; null when the bus has none. */
  policy: string | null
  kmsKey?: string
  deadLetterArn?: string
}

/** A partner's event source, as events:DescribeEventSource tells it. */
export interface EventSource {
  name: string
  /** PENDING, ACTIVE or DELETED. */
  state: string
}

export interface EventsReads {
  /** A rule by its name and its bus (a name or an ARN). */
  rule(name: string, bus: string): Promise<Read<Rule>>
  /** All targets of a rule, all pages. */
  targets(rule: string, bus: string): Promise<Read<readonly Target[]>>
  /** The names of the event buses of the region. */
  buses(): Promise<Read<readonly string[]>>
  /** All rules of a bus, all pages, as events:ListRules tells them: without `createdBy`. */
  rules(bus: string): Promise<Read<readonly Rule[]>>
  /** The names of all rules of a bus. */
  ruleNames(bus: string): Promise<Read<readonly string[]>>
  /** An event bus by its ARN, in whatever region it is. */
  eventBus(arn: string): Promise<Read<EventBus>>
  /** The names of the rules of a bus, both by ARN, that have a certain target; in the region of the bus. */
  ruleNamesByTarget(targetArn: string, busArn: string): Promise<Read<readonly string[]>>
  /** A partner's event source by its name, which is also the name of its bus. */
  eventSource(name: string): Promise<Read<EventSource>>
}

export const eventsFacts: FactsOf<EventsReads> = {
  rule: { actions: ['events:DescribeRule'] },
  targets: { actions: ['events:ListTargetsByRule'] },
  buses: { actions: ['events:ListEventBuses'] },
  rules: { actions: ['events:ListRules'] },
  ruleNames: { actions: ['events:ListRules'] },
  eventBus: { actions: ['events:DescribeEventBus'] },
  ruleNamesByTarget: { actions: ['events:ListRuleNamesByTarget'] },
  eventSource: { actions: ['events:DescribeEventSource'] },
}
