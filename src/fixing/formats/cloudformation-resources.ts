import { lastSegment } from '../../aws/arn.js'
import type { Target } from '../../aws/reads/events.js'
import { isObject, type Json } from '../../text/json.js'
import type { Plan, PlannedChange } from '../plan.js'
import type { Described } from '../writes.js'
import { laidOut } from './document.js'
import { type Facts, notRead, ownTags, pathOf, type RoleFacts, type RuleFacts, type Tags, valueOr } from './facts.js'
import { isFunctionKey } from './intrinsic.js'
import { asTold, TARGET, unknownMembers } from './target-members.js'

type Properties = { readonly [member: string]: Json }

/** A resource of a template, or notes alone where it cannot be written. */
export interface Resource {
  /** What its logical id is made of. */
  id: string
  Type: string
  Properties: Properties
  /** What a person has to know before using it. */
  notes: readonly string[]
}

type Writer = (change: PlannedChange, plan: Plan, facts: Facts) => readonly (Resource | { notes: readonly string[] })[]

const existing = (arn: string): string =>
  `${arn}: A resource that exists already belongs into the template that made it: put these properties there.`

/** A note that a policy is there already, for the resources that replace it whole. */
const replaced = ({ before, resource }: PlannedChange): string[] => (before === null ? [] : [existing(resource)])

const textOf = ({ call }: PlannedChange, name: string): string => String(call.input[name] ?? '')

/** What describes the outcome of each write. A policy that AWS keeps in one piece is written in one piece. */
export const RESOURCES: Readonly<Record<Described, Writer>> = {
  role: (change, plan, facts) => {
    const before = facts.roles.find(({ arn }) => arn === change.resource)
    return [
      {
        id: `${textOf(change, 'RoleName')}Role`,
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: textOf(change, 'RoleName'),
          ...(change.call.input['Description'] === undefined ? {} : { Description: textOf(change, 'Description') }),
          AssumeRolePolicyDocument: document(change.after),
          ...besideTrust(change.resource, plan, before),
        },
        notes: before ? [existing(change.resource), ...unreadOf(before)] : [],
      },
    ]
  },
  'role-policy': (change, plan) =>
    // The policy of a role that is described as a whole stands in the role.
    isWhole(change.resource, plan)
      ? []
      : [
          {
            id: `${textOf(change, 'RoleName')}Policy`,
            Type: 'AWS::IAM::Policy',
            Properties: {
              PolicyName: textOf(change, 'PolicyName'),
              Roles: [textOf(change, 'RoleName')],
              PolicyDocument: document(change.after),
            },
            notes: replaced(change),
          },
        ],
  'function-permission': (change) => [
    {
      id: `${lastSegment(textOf(change, 'FunctionName').split(':')[6] ?? 'Function')}${textOf(change, 'Qualifier')}Permission`,
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: textOf(change, 'Action'),
        FunctionName: change.resource,
        Principal: textOf(change, 'Principal'),
        ...given(change, 'SourceArn'),
        ...given(change, 'SourceAccount'),
      },
      notes: [],
    },
  ],
  'key-policy': (change) => [
    {
      id: 'Key',
      Type: 'AWS::KMS::Key',
      Properties: { KeyPolicy: document(change.after) },
      notes: [
        existing(change.resource),
        `${change.resource}: Only the policy is shown. Keep the key's other properties.`,
      ],
    },
  ],
  'queue-policy': (change) => [
    {
      id: `${lastSegment(textOf(change, 'QueueUrl'))}QueuePolicy`,
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [textOf(change, 'QueueUrl')], PolicyDocument: document(change.after) },
      notes: replaced(change),
    },
  ],
  'topic-policy': (change) => [
    {
      id: `${change.resource.split(':').at(-1)}TopicPolicy`,
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [change.resource], PolicyDocument: document(change.after) },
      notes: replaced(change),
    },
  ],
  'log-policy': (change) => [
    {
      id: 'LogsResourcePolicy',
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: { PolicyName: textOf(change, 'policyName'), PolicyDocument: textOf(change, 'policyDocument') },
      notes: replaced(change),
    },
  ],
  // A bus's policy is described statement by statement, so those of others stay where they are.
  'bus-policy': (change) =>
    change.edit?.statements.map((statement) => ({
      id: `${textOf(change, 'EventBusName')}BusPolicy`,
      Type: 'AWS::Events::EventBusPolicy',
      Properties: { EventBusName: textOf(change, 'EventBusName'), StatementId: statement.Sid, Statement: statement },
      notes: [],
    })) ?? [{ notes: [`${change.resource}: The plan does not say which statements are new, so none is written.`] }],
  rule: (change, plan, facts) => [wholeRule(change, plan, facts)],
  target: (change, plan, facts) => [wholeRule(change, plan, facts)],
}

/** An argument of the call, if it has it. */
const given = ({ call }: PlannedChange, name: string): Properties =>
  call.input[name] === undefined ? {} : { [name]: call.input[name] }

/**
 * A policy document as a template has it. `2012-10-17` differs from its predecessor only in reading `${...}` as a variable,
 * so a document without any means the same under both, and only the newer is what CloudFormation's linter accepts.
 */
function document(text: Json): Json {
  const value = laidOut(String(text))
  if (!isObject(value) || String(text).includes('${')) return value
  return { ...(value as Properties), Version: '2012-10-17' }
}

const isWhole = (role: string, plan: Plan): boolean =>
  plan.changes.some(
    ({ resource, call }) =>
      resource === role && (call.operation === 'CreateRole' || call.operation === 'UpdateAssumeRolePolicy'),
  )

/** What a role has beside its trust, so that a template describes it whole. */
function besideTrust(arn: string, plan: Plan, before: RoleFacts | undefined): Properties {
  const planned = plan.changes
    .filter(({ resource, call }) => resource === arn && call.operation === 'PutRolePolicy')
    .map(({ call, after }) => policyOf(String(call.input['PolicyName']), after))
  const role = before && valueOr(before.role, undefined)
  const kept = (before ? valueOr(before.inline, []) : [])
    .filter(({ name }) => !planned.some((policy) => policy['PolicyName'] === name))
    .map(({ name, document: text }) => policyOf(name, text))
  const managed = (before ? valueOr(before.attached, []) : []).flatMap((policy) => policy.arn ?? [])
  return {
    ...(pathOf(arn) === '/' ? {} : { Path: pathOf(arn) }),
    ...(role?.description === undefined ? {} : { Description: role.description }),
    ...(role?.maxSessionDuration === undefined ? {} : { MaxSessionDuration: role.maxSessionDuration }),
    ...(role?.boundaryArn === undefined ? {} : { PermissionsBoundary: role.boundaryArn }),
    ...(managed.length > 0 ? { ManagedPolicyArns: managed } : {}),
    ...(kept.length + planned.length > 0 ? { Policies: [...kept, ...planned] } : {}),
    ...tagsOf(role?.tags ?? {}),
  }
}

const policyOf = (PolicyName: string, text: Json): Properties => ({ PolicyName, PolicyDocument: document(text) })

function tagsOf(tags: Tags): Properties {
  const own = ownTags(tags)
  return own.length > 0 ? { Tags: own.map(([Key, Value]) => ({ Key, Value })) } : {}
}

/** CloudFormation takes away what a role's template does not say. */
const unreadOf = ({ arn, role, inline, attached }: RoleFacts): string[] => {
  const todo = (what: string): string => `add them under ${what}, or CloudFormation takes them away.`
  return [
    ...notRead(
      role,
      `${arn}: Description, session duration, boundary and tags`,
      'add them, or CloudFormation takes them away.',
    ),
    ...notRead(inline, `${arn}: The inline policies`, todo('Policies')),
    ...notRead(attached, `${arn}: The managed policies`, todo('ManagedPolicyArns')),
  ]
}

/** A rule with all its targets, as all changes of the plan together leave it. */
function wholeRule({ resource }: PlannedChange, plan: Plan, { rules }: Facts): Resource | { notes: readonly string[] } {
  const facts = rules.find(({ arn }) => arn === resource)
  const rule = facts && valueOr(facts.rule, undefined)
  const before = facts && valueOr(facts.targets, undefined)
  if (!facts || !rule || !before) return { notes: lackingRule(resource, facts) }
  const changes = plan.changes.filter((change) => change.resource === resource)
  const enabled = changes.some(({ call }) => call.operation === 'EnableRule')
  const after = changes
    .filter(({ call }) => call.operation === 'PutTargets')
    .map((change) => change.after as unknown as Target)
  const targets = before.map((target) => after.find(({ Id }) => Id === target.Id) ?? target)
  return {
    id: `${rule.name}Rule`,
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: rule.name,
      EventBusName: rule.bus,
      ...(rule.description === undefined ? {} : { Description: rule.description }),
      ...(rule.eventPattern === undefined ? {} : { EventPattern: patternOf(rule.eventPattern) }),
      ...(rule.scheduleExpression === undefined ? {} : { ScheduleExpression: rule.scheduleExpression }),
      ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
      State: enabled ? 'ENABLED' : rule.state,
      ...(targets.length > 0 ? { Targets: targets.map(targetOf) } : {}),
      ...tagsOf(valueOr(facts.tags, {})),
    },
    notes: [
      existing(resource),
      ...notRead(facts.tags, `${resource}: The tags`, 'add them under Tags, or CloudFormation takes them away.'),
      ...targets.flatMap((target) => strangersOf(target, resource)),
    ],
  }
}

function lackingRule(arn: string, facts: RuleFacts | undefined): string[] {
  const todo = 'its resource is not written. Change State, or RoleArn of the target, in the template that made it.'
  const reasons = facts
    ? [...notRead(facts.rule, `${arn}: The rule`, todo), ...notRead(facts.targets, `${arn}: The targets`, todo)]
    : []
  return reasons.length > 0 ? reasons : [`${arn}: The rule is not there now, so ${todo}`]
}

/** A pattern as an object, or as text where a key of it would be taken for a function of CloudFormation. */
function patternOf(text: string): Json {
  const value = laidOut(text)
  return hasFunctionKey(value) ? text : value
}

const hasFunctionKey = (value: Json): boolean =>
  Array.isArray(value)
    ? value.some(hasFunctionKey)
    : isObject(value) && Object.entries(value).some(([key, item]) => isFunctionKey(key) || hasFunctionKey(item))

/** Where CloudFormation names a target's members in another way than the API. */
const RENAMED: Readonly<Record<string, string>> = {
  awsvpcConfiguration: 'AwsVpcConfiguration',
  PlacementStrategy: 'PlacementStrategies',
  Tags: 'TagList',
}

/** Maps of the user's own: their keys are data. */
const DATA = new Set(['InputPathsMap', 'HeaderParameters', 'QueryStringParameters'])

/** A target as AWS::Events::Rule has it: no member is left out, and CloudFormation refuses what it does not know. */
const targetOf = (target: Target): Json => respelt(asTold(target))

function respelt(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(respelt)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      RENAMED[key] ?? key.charAt(0).toUpperCase() + key.slice(1),
      DATA.has(key) ? member : respelt(member),
    ]),
  )
}

function strangersOf(target: Target, rule: string): string[] {
  const strangers = unknownMembers(asTold(target), TARGET)
  return strangers.length > 0
    ? [
        `${rule}: The target ${target.Id} has members that eb-doctor does not know: ${strangers.join(', ')}. Check how CloudFormation names them.`,
      ]
    : []
}
