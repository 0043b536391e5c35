import { exactOptional, nullable, string } from 'valibot'
import { arn, type Found, name, read } from './declare.js'
import { allowing, exampleArn, HOME, KEY } from './example.js'
import { list, object } from './form.js'
import { target } from './target.js'

export type { Target } from './target.js'

const live = () => import('../live/events.js')
const FUNCTION = exampleArn('lambda', 'function:settle')
const BUS = exampleArn('events', 'event-bus/orders')

/** A rule, as events:DescribeRule tells it. */
export type Rule = Found<typeof rule>

const aRule = () =>
  object({
    name: string(),
    arn: string(),
    bus: string(),
    /** ENABLED, DISABLED or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. */
    state: string(),
    eventPattern: exactOptional(string()),
    scheduleExpression: exactOptional(string()),
    description: exactOptional(string()),
    /** A role on the rule itself. EventBridge does not use it to call targets. */
    roleArn: exactOptional(string()),
    /** The AWS service that owns the rule; such a rule must not be changed. */
    managedBy: exactOptional(string()),
    createdBy: exactOptional(string()),
  })

/** A rule by its name and its bus (a name or an ARN). */
export const rule = read({
  actions: ['events:DescribeRule'],
  args: [name, name],
  answer: () => aRule(),
  live: async () => (await live()).rule,
  example: {
    args: ['order-paid', 'default'],
    answer: (name, bus) => ({
      name,
      arn: exampleArn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`),
      bus,
      state: 'ENABLED',
      eventPattern: '{"source":["shop"]}',
    }),
  },
})

/** All targets of a rule, by the names of the rule and its bus. All pages. */
export const targets = read({
  actions: ['events:ListTargetsByRule'],
  args: [name, name],
  answer: () => list(target()),
  live: async () => (await live()).targets,
  example: { args: ['order-paid', 'default'], answer: () => [{ Id: 'function', Arn: FUNCTION }] },
})

/** The names of the event buses of the region. */
export const buses = read({
  actions: ['events:ListEventBuses'],
  args: [],
  answer: () => list(string()),
  live: async () => (await live()).buses,
  example: { args: [], answer: () => ['default', 'orders'] },
})

/** All rules of a bus, by its name, as events:ListRules tells them: without `createdBy`. All pages. */
export const rules = read({
  actions: ['events:ListRules'],
  args: [name],
  answer: () => list(aRule()),
  live: async () => (await live()).rules,
  example: {
    args: ['default'],
    answer: (bus) => [
      {
        ...{ name: 'order-paid', arn: exampleArn('events', 'rule/order-paid'), bus, state: 'ENABLED' },
        eventPattern: '{"source":["shop"]}',
      },
    ],
  },
})

/** The names of all rules of a bus, by its name. */
export const ruleNames = read({
  actions: ['events:ListRules'],
  args: [name],
  answer: () => list(string()),
  live: async () => (await live()).ruleNames,
  example: { args: ['default'], answer: () => ['order-paid'] },
})

/** An event bus, as events:DescribeEventBus tells it. */
export type EventBus = Found<typeof eventBus>

/** An event bus by its ARN, in whatever region it is. */
export const eventBus = read({
  actions: ['events:DescribeEventBus'],
  args: [arn],
  answer: () =>
    object({
      name: string(),
      arn: string(),
      /** The resource policy as JSON text; null when the bus has none. */
      policy: nullable(string()),
      kmsKey: exactOptional(string()),
      deadLetterArn: exactOptional(string()),
      /** The AWS service that owns the bus; such a bus must not be changed. */
      managedBy: exactOptional(string()),
    }),
  live: async () => (await live()).eventBus,
  example: {
    args: [BUS],
    answer: (arn) => ({ name: 'central', arn, policy: allowing({ Principal: { AWS: HOME } }), kmsKey: KEY }),
  },
})

/** The names of the rules that have a certain target, by the ARNs of the target and the bus; in the region of the bus. */
export const ruleNamesByTarget = read({
  actions: ['events:ListRuleNamesByTarget'],
  args: [arn, arn],
  answer: () => list(string()),
  live: async () => (await live()).ruleNamesByTarget,
  example: { args: [FUNCTION, BUS], answer: () => ['forward'] },
})

/** A partner's event source, as events:DescribeEventSource tells it. */
export type EventSource = Found<typeof eventSource>

/** A partner's event source by its name, which is also the name of its bus. */
export const eventSource = read({
  actions: ['events:DescribeEventSource'],
  args: [name],
  answer: () =>
    object({
      name: string(),
      /** PENDING, ACTIVE or DELETED. */
      state: string(),
    }),
  live: async () => (await live()).eventSource,
  example: { args: ['aws.partner/example.com/shop'], answer: (name) => ({ name, state: 'ACTIVE' }) },
})
