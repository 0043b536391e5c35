import { type Arn, isAccountId, lastSegment, parseArn } from '../aws/arn.js'
import type { CHANGE_PARAMETERS } from '../aws/records/change-record.js'
import type { RuleAddress } from '../verdict/rule-address.js'

/** What an event passes, from the rule on. Only names: what is looked for in CloudTrail. */
export interface WayInput {
  rule: RuleAddress
  /** ARNs of the keys of the rule's event bus. */
  busKeys?: readonly string[]
  targets: readonly WayTarget[]
}

export interface WayTarget {
  Id: string
  Arn: string
  RoleArn?: string | undefined
  DeadLetterConfig?: { Arn?: string | undefined } | undefined
  /** ARNs of the keys, of the role's managed policies (not AWS's own) and names of the connections that the target uses. */
  keys?: readonly string[]
  /** ARNs of the keys of its dead-letter queue. */
  queueKeys?: readonly string[]
  policies?: readonly string[]
  connections?: readonly string[]
}

/** The request parameters that are kept of a change. */
type ChangeParameters = Readonly<Partial<Record<(typeof CHANGE_PARAMETERS)[number], string>>>

/** One resource on the way, and the calls that change it. */
export interface Thing {
  /** `the function settle` */
  text: string
  /** Its ARN, where a stack may be known by it. */
  arn?: string
  /** eventSource of the calls. */
  source: string
  /** Names of the calls, without the version that Lambda appends. */
  names: readonly string[]
  /** Whether the request names this resource. */
  named(parameters: ChangeParameters): boolean
  /** Whose it is: the id of a target, or null for the whole rule. */
  target: string | null
  /** Whether an event passes it: it does not pass the dead-letter queue on its way to the target. */
  passed: boolean
}

/**
 * The names of the calls that change what is on the way.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aws-service-specific-topics.html
 */
const CALLS = {
  rule: ['PutRule', 'DisableRule', 'EnableRule', 'DeleteRule', 'PutTargets', 'RemoveTargets'],
  bus: ['PutPermission', 'RemovePermission', 'UpdateEventBus', 'DeleteEventBus'],
  destination: ['UpdateApiDestination', 'DeleteApiDestination'],
  connection: ['UpdateConnection', 'DeauthorizeConnection', 'DeleteConnection'],
  function: [
    'AddPermission',
    'RemovePermission',
    'PutResourcePolicy',
    'DeleteResourcePolicy',
    'DeleteFunction',
    'UpdateFunctionConfiguration',
    'UpdateFunctionCode',
    'PutFunctionConcurrency',
    'DeleteAlias',
    'UpdateAlias',
  ],
  role: [
    'UpdateAssumeRolePolicy',
    'PutRolePolicy',
    'DeleteRolePolicy',
    'AttachRolePolicy',
    'DetachRolePolicy',
    'DeleteRole',
    'CreateRole',
    'PutRolePermissionsBoundary',
    'DeleteRolePermissionsBoundary',
  ],
  policy: ['CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion'],
  queue: ['SetQueueAttributes', 'AddPermission', 'RemovePermission', 'DeleteQueue', 'PurgeQueue'],
  topic: ['SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic'],
  logs: ['PutResourcePolicy', 'DeleteResourcePolicy', 'DeleteLogGroup'],
  key: ['PutKeyPolicy', 'DisableKey', 'ScheduleKeyDeletion'],
  machine: ['UpdateStateMachine', 'DeleteStateMachine'],
  cluster: ['DeleteCluster'],
} as const

/** The calls that change a role. */
export const ROLE_CALLS: readonly string[] = CALLS.role

/** All that is on the way of a rule's events, as far as it is in the rule's account and Region: only that has one history. */
export function thingsOn({ rule, busKeys = [], targets }: WayInput): readonly Thing[] {
  return [
    ofRule(rule),
    ofBus(rule.bus, rule.busArn, null),
    ...busKeys.flatMap((text) => ofKeys(rule, text, null)),
    ...targets.flatMap((target) => ofTarget(rule, target)),
  ]
}

/** The parts of an ARN, when it is in the account and Region of the rule, or in no Region at all. */
function nearBy(rule: RuleAddress, text: string | undefined): Arn | undefined {
  const arn = text === undefined ? undefined : parseArn(text)
  const near = arn && (!isAccountId(arn.account) || arn.account === rule.account)
  return near && (arn.region === '' || arn.region === rule.region) ? arn : undefined
}

function ofKeys(rule: RuleAddress, text: string, target: string | null): Thing[] {
  const key = nearBy(rule, text)
  return key ? [ofKey(key, target)] : []
}

const ofRule = (rule: RuleAddress): Thing => ({
  text: `the rule ${rule.name}`,
  arn: rule.arn,
  source: 'events.amazonaws.com',
  names: CALLS.rule,
  // The same name on another bus is another rule; without a bus it is the default one.
  named: ({ name, rule: ofTargets, eventBusName = 'default' }) =>
    (name ?? ofTargets) === rule.name && busNameOf(eventBusName) === rule.bus,
  target: null,
  passed: true,
})

const busNameOf = (text: string): string => (text.startsWith('arn:') ? text.replace(/^.*:event-bus\//, '') : text)

const ofBus = (bus: string, arn: string, target: string | null): Thing => ({
  text: `the event bus ${bus}`,
  arn,
  source: 'events.amazonaws.com',
  names: CALLS.bus,
  named: ({ eventBusName, name }) => busNameOf(eventBusName ?? name ?? 'default') === bus,
  target,
  passed: true,
})

function ofTarget(rule: RuleAddress, target: WayTarget): Thing[] {
  const here = (text: string | undefined) => nearBy(rule, text)
  const { Id } = target
  const [resource, role, queue] = [here(target.Arn), here(target.RoleArn), here(target.DeadLetterConfig?.Arn)]
  return [
    ...(resource ? ofResource(resource, Id) : []),
    ...(role?.service === 'iam' ? [ofRole(role, Id)] : []),
    ...(target.policies ?? []).map((arn) => ofPolicy(arn, Id)),
    ...(target.keys ?? []).flatMap((text) => ofKeys(rule, text, Id)),
    ...(target.connections ?? []).map((name) => ofConnection(name, Id)),
    ...(queue?.service === 'sqs' ? [{ ...ofQueue(queue, Id), passed: false }] : []),
    ...(target.queueKeys ?? []).flatMap((text) => ofKeys(rule, text, Id)).map((key) => ({ ...key, passed: false })),
  ]
}

/** The things of a target's own service that CloudTrail's management events show; none of a service that is not listed. */
function ofResource(arn: Arn, target: string): Thing[] {
  switch (arn.service) {
    case 'lambda':
      return [ofFunction(arn, target)]
    case 'sqs':
      return [ofQueue(arn, target)]
    case 'sns':
      return [
        {
          ...base(arn, target, `the topic ${arn.resource}`, 'sns.amazonaws.com', CALLS.topic),
          named: ({ topicArn }) => topicArn === arn.text,
        },
      ]
    case 'states':
      return [ofMachine(arn, target)]
    case 'ecs':
      return [
        {
          ...base(arn, target, `the cluster ${lastSegment(arn.resource)}`, 'ecs.amazonaws.com', CALLS.cluster),
          named: ({ cluster = 'default' }) => lastSegment(cluster) === lastSegment(arn.resource),
        },
      ]
    case 'logs':
      return [ofLogGroup(arn, target)]
    case 'events':
      return ofEvents(arn, target)
    default:
      return []
  }
}

const base = (arn: Arn, target: string | null, text: string, source: string, names: readonly string[]) => ({
  text,
  arn: arn.text,
  source,
  names,
  target,
  passed: true,
})

/** Lambda takes a function's name, its ARN or a part of it, with or without a qualifier. */
const functionNameOf = (text: string): string => text.replace(/^.*function:/, '').split(':')[0] ?? ''

function ofFunction(arn: Arn, target: string): Thing {
  const own = functionNameOf(arn.text)
  return {
    ...base(arn, target, `the function ${own}`, 'lambda.amazonaws.com', CALLS.function),
    named: ({ functionName, resourceArn }) => functionNameOf(functionName ?? resourceArn ?? '') === own,
  }
}

const ofQueue = (arn: Arn, target: string): Thing => ({
  ...base(arn, target, `the queue ${arn.resource}`, 'sqs.amazonaws.com', CALLS.queue),
  named: ({ queueUrl = '' }) => queueUrl.endsWith(`/${arn.account}/${arn.resource}`),
})

function ofMachine(arn: Arn, target: string): Thing {
  const name = arn.resource.split(':')[1] ?? arn.resource
  const own = arn.text.split(':').slice(0, 7).join(':')
  return {
    ...base(arn, target, `the state machine ${name}`, 'states.amazonaws.com', CALLS.machine),
    named: ({ stateMachineArn = '' }) => stateMachineArn.split(':').slice(0, 7).join(':') === own,
  }
}

/** A resource policy of CloudWatch Logs may speak of any group: its name does not tell which. */
function ofLogGroup(arn: Arn, target: string): Thing {
  const name = arn.resource.replace(/^log-group:/, '').replace(/:\*$/, '')
  return {
    ...base(arn, target, `CloudWatch Logs (log group ${name})`, 'logs.amazonaws.com', CALLS.logs),
    named: ({ policyName, logGroupName }) => policyName !== undefined || logGroupName === name,
  }
}

function ofEvents(arn: Arn, target: string): Thing[] {
  const [kind, ...rest] = arn.resource.split('/')
  if (kind === 'event-bus') return [ofBus(rest.join('/'), arn.text, target)]
  const [name = ''] = rest
  if (kind !== 'api-destination') return []
  return [
    {
      ...base(arn, target, `the API destination ${name}`, 'events.amazonaws.com', CALLS.destination),
      named: (parameters) => parameters['name'] === name,
    },
  ]
}

const ofConnection = (name: string, target: string): Thing => ({
  text: `the connection ${name}`,
  source: 'events.amazonaws.com',
  names: CALLS.connection,
  named: (parameters) => parameters['name'] === name,
  target,
  passed: true,
})

const ofRole = (arn: Arn, target: string): Thing => ({
  ...base(arn, target, `the role ${lastSegment(arn.resource)}`, 'iam.amazonaws.com', CALLS.role),
  named: ({ roleName }) => roleName === lastSegment(arn.resource),
})

const ofPolicy = (arn: string, target: string): Thing => ({
  text: `the policy ${lastSegment(arn)}`,
  arn,
  source: 'iam.amazonaws.com',
  names: CALLS.policy,
  named: ({ policyArn }) => policyArn === arn,
  target,
  passed: true,
})

const ofKey = (arn: Arn, target: string | null): Thing => ({
  ...base(arn, target, `the key ${lastSegment(arn.resource)}`, 'kms.amazonaws.com', CALLS.key),
  named: ({ keyId }) => keyId === arn.text || keyId === lastSegment(arn.resource),
})
