import { queueUrl } from '../../aws/queue-url.js'
import type { Json } from '../../text/json.js'
import type { Call, Change } from '../../verdict/fix.js'
import type { Plan } from '../plan.js'
import { isSame } from '../state.js'

/** Where a listener is. Its queue and its rule have the same name. */
export interface Listener {
  /** `eb-doctor-listen-` and 16 hexadecimal digits. */
  name: string
  context: Plan['context']
  /** The name of the event bus. */
  bus: string
}

/** The rule of a listener: which events it matches. */
export interface ListenerRule {
  pattern: string
  /** ENABLED, or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS to match API calls that only read. */
  state: string
}

const NAME = /^eb-doctor-listen-[0-9a-f]{16}$/
const TARGET = 'listener'

/** The name of a listener. `random`: 16 hexadecimal digits. */
export const listenerName = (random: string): string => `eb-doctor-listen-${random}`

/** The tags of all that a listener is made of. What lacks one of them is never removed. */
export const tagsOf = (name: string): Readonly<Record<string, string>> => ({
  'created-by': 'eb-doctor listen',
  'eb-doctor-listener': name,
})

/** The ARNs of a listener's queue and rule. */
export function arnsOf({ name, context, bus }: Listener): { queue: string; rule: string } {
  const place = `${context.region}:${context.account}`
  return {
    queue: `arn:${context.partition}:sqs:${place}:${name}`,
    rule: `arn:${context.partition}:events:${place}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`,
  }
}

/**
 * The changes that make a listener, in their order, each with its undo: a queue that takes events from the listener's rule
 * alone, the rule, and the queue as the rule's target.
 */
export function listenerChanges(listener: Listener, { pattern, state }: ListenerRule): Change[] {
  const { name, context, bus } = listener
  const arns = arnsOf(listener)
  const call = (service: string, operation: string, input: Call['input']): Call => ({
    ...{ service, operation, input },
    region: context.region,
  })
  const change = (
    id: string,
    resource: string,
    title: string,
    rest: Pick<Change, 'after' | 'source' | 'call' | 'undo' | 'needs'>,
  ): Change => ({ id, resource, title, account: context.account, before: null, doubts: [], ...rest })
  return [
    change('listen queue', arns.queue, `Make the queue ${name}, which takes events from the rule ${name} alone.`, {
      after: arns.queue,
      source: { read: 'queue', args: [arns.queue], path: ['arn'] },
      call: call('sqs', 'CreateQueue', {
        QueueName: name,
        Attributes: {
          Policy: JSON.stringify(queuePolicy(arns, context.account)),
          SqsManagedSseEnabled: 'true',
          MessageRetentionPeriod: '3600',
        },
        tags: tagsOf(name),
      }),
      undo: call('sqs', 'DeleteQueue', { QueueUrl: queueUrl(arns.queue) }),
      needs: [],
    }),
    change('listen rule', arns.rule, `Make the rule ${name} on the event bus ${bus}.`, {
      after: arns.rule,
      source: { read: 'rule', args: [name, bus], path: ['arn'] },
      call: call('events', 'PutRule', {
        Name: name,
        EventBusName: bus,
        EventPattern: pattern,
        State: state,
        Description: 'Made by eb-doctor listen, which removes it when it ends.',
        Tags: Object.entries(tagsOf(name)).map(([Key, Value]) => ({ Key, Value })),
      }),
      undo: call('events', 'DeleteRule', { Name: name, EventBusName: bus }),
      needs: ['listen queue'],
    }),
    change('listen target', arns.rule, `Send the events of the rule ${name} to the queue ${name}.`, {
      after: arns.queue,
      source: { read: 'targets', args: [name, bus], path: [{ where: 'Id', is: TARGET }, 'Arn'] },
      call: call('events', 'PutTargets', { Rule: name, EventBusName: bus, Targets: [{ Id: TARGET, Arn: arns.queue }] }),
      undo: call('events', 'RemoveTargets', { Rule: name, EventBusName: bus, Ids: [TARGET] }),
      needs: ['listen rule'],
    }),
  ]
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions */
const queuePolicy = ({ queue, rule }: { queue: string; rule: string }, account: string): Json => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OnlyTheRuleOfTheListener',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queue,
      Condition: { ArnEquals: { 'aws:SourceArn': rule }, StringEquals: { 'aws:SourceAccount': account } },
    },
  ],
})

/**
 * The name of the listener that a change out of a journal is a part of; undefined when it is none. How it is taken back
 * must be word for word what is written here, so that a journal cannot have anything else removed.
 */
export function listenerOf({ id, resource, undo }: Change, context: Plan['context']): string | undefined {
  const name = /[^:/]*$/.exec(resource)?.[0] ?? ''
  const bus = undo.input['EventBusName'] ?? 'default'
  if (!NAME.test(name) || typeof bus !== 'string') return undefined
  const made = listenerChanges({ name, context, bus }, { pattern: '', state: '' }).find((change) => change.id === id)
  return made?.resource === resource && isSame({ ...made.undo }, { ...undo }) ? name : undefined
}
