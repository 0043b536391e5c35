import { lastSegment } from '../../aws/arn.js'
import type { Target } from '../../aws/reads/events.js'
import type { Json } from '../../text/json.js'
import type { Plan, PlannedChange } from '../plan.js'
import type { Facts, RuleFacts } from './facts.js'

type Members = { readonly [member: string]: Json }

interface Resource {
  id: string
  Type: string
  Properties: Members
  /** What a person has to know before putting it into a template. */
  note?: string
}

/**
 * What belongs into a CloudFormation template, as whole resources. A policy that AWS keeps in one piece is written in one
 * piece; a resource that exists belongs into the template that made it, in place of its old self.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export function cloudFormation(plan: Plan, facts: Facts): Json {
  const resources = [...plan.changes.flatMap((change) => resourcesOf(change, plan, facts)), ...facts.rules.map(ruleOf)]
  const notes = resources.flatMap(({ note }) => note ?? [])
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `What eb-doctor would mend: ${plan.rules.map(({ name }) => name).join(', ')}`.slice(0, 1024),
    ...(notes.length > 0 ? { Metadata: { 'eb-doctor': [...new Set(notes)] } } : {}),
    Resources: Object.fromEntries(
      resources.map(({ id, Type, Properties }, i) => [unique(id, resources, i), { Type, Properties }]),
    ),
  }
}

const EXISTS = 'A resource that exists already belongs into the template that made it: put these properties there.'

function resourcesOf(change: PlannedChange, plan: Plan, facts: Facts): Resource[] {
  const { input, operation } = change.call
  const after = typeof change.after === 'string' && change.after.startsWith('{') ? current(change.after) : change.after
  const text = (name: string): string => String(input[name] ?? '')
  switch (operation) {
    case 'CreateRole':
      return [
        {
          id: `${text('RoleName')}Role`,
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: text('RoleName'),
            Description: text('Description'),
            AssumeRolePolicyDocument: after,
            Policies: inlineOf(change.resource, plan),
          },
        },
      ]
    case 'UpdateAssumeRolePolicy':
      return [
        {
          id: `${text('RoleName')}Role`,
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: text('RoleName'),
            AssumeRolePolicyDocument: after,
            ...besideTrust(change.resource, plan, facts),
          },
          note: `${change.resource}: ${EXISTS}`,
        },
      ]
    case 'PutRolePolicy':
      // The policy of a role that is described as a whole stands in the role.
      return isWhole(change.resource, plan)
        ? []
        : [
            {
              id: `${text('RoleName')}Policy`,
              Type: 'AWS::IAM::Policy',
              Properties: { PolicyName: text('PolicyName'), Roles: [text('RoleName')], PolicyDocument: after },
            },
          ]
    case 'AddPermission':
      return [
        {
          id: `${lastSegment(text('FunctionName').split(':')[6] ?? 'Function')}${text('Qualifier')}Permission`,
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: text('Action'),
            FunctionName: change.resource,
            Principal: text('Principal'),
            SourceArn: text('SourceArn'),
          },
        },
      ]
    case 'SetQueueAttributes':
      return [
        {
          id: `${lastSegment(text('QueueUrl'))}QueuePolicy`,
          Type: 'AWS::SQS::QueuePolicy',
          Properties: { Queues: [text('QueueUrl')], PolicyDocument: after },
        },
      ]
    case 'SetTopicAttributes':
      return [
        {
          id: `${change.resource.split(':').at(-1)}TopicPolicy`,
          Type: 'AWS::SNS::TopicPolicy',
          Properties: { Topics: [change.resource], PolicyDocument: after },
        },
      ]
    case 'PutPermission':
      return (change.edit?.statements ?? []).map(({ Sid, ...statement }) => ({
        id: `${text('EventBusName')}BusPolicy`,
        Type: 'AWS::Events::EventBusPolicy',
        Properties: { EventBusName: text('EventBusName'), StatementId: Sid, Statement: { Sid, ...statement } },
      }))
    case 'PutResourcePolicy':
      return [
        {
          id: 'LogsResourcePolicy',
          Type: 'AWS::Logs::ResourcePolicy',
          Properties: { PolicyName: text('policyName'), PolicyDocument: text('policyDocument') },
        },
      ]
    case 'PutKeyPolicy':
      return [
        {
          id: 'Key',
          Type: 'AWS::KMS::Key',
          Properties: { KeyPolicy: after },
          note: `${change.resource}: ${EXISTS}`,
        },
      ]
    default:
      return []
  }
}

/**
 * A document as a template has it. `2012-10-17` differs from its predecessor only in reading `${...}` as a variable, so a
 * document without any means the same under both, and only the newer is what CloudFormation's linter accepts.
 */
function current(text: string): Json {
  const document = JSON.parse(text) as Members
  return text.includes('${') ? document : { ...document, Version: '2012-10-17' }
}

const isWhole = (role: string, plan: Plan): boolean =>
  plan.changes.some(
    ({ resource, call }) =>
      resource === role && (call.operation === 'CreateRole' || call.operation === 'UpdateAssumeRolePolicy'),
  )

/** What a role has beside its trust, so that a template describes it whole. */
function besideTrust(arn: string, plan: Plan, { roles }: Facts): Members {
  const planned = inlineOf(arn, plan)
  const facts = roles.find(({ role }) => role.arn === arn)
  if (!facts) return planned.length > 0 ? { Policies: planned } : {}
  const kept = facts.inline
    .filter(({ name }) => !planned.some((policy) => policy['PolicyName'] === name))
    .map(({ name, document }) => ({ PolicyName: name, PolicyDocument: current(document) }))
  const path = arn.slice(arn.indexOf(':role/') + ':role'.length, arn.lastIndexOf('/') + 1)
  const managed = facts.attached.flatMap((policy) => policy.arn ?? [])
  const { boundaryArn } = facts.role
  return {
    ...(path === '/' ? {} : { Path: path }),
    ...(boundaryArn === undefined ? {} : { PermissionsBoundary: boundaryArn }),
    ...(managed.length > 0 ? { ManagedPolicyArns: managed } : {}),
    ...(kept.length + planned.length > 0 ? { Policies: [...kept, ...planned] } : {}),
  }
}

const inlineOf = (role: string, plan: Plan): Members[] =>
  plan.changes
    .filter(({ resource, call }) => resource === role && call.operation === 'PutRolePolicy')
    .map(({ call, after }) => ({
      PolicyName: String(call.input['PolicyName']),
      PolicyDocument: current(String(after)),
    }))

function ruleOf({ arn, rule, targets }: RuleFacts): Resource {
  return {
    id: `${rule.name}Rule`,
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: rule.name,
      EventBusName: rule.bus,
      ...(rule.description === undefined ? {} : { Description: rule.description }),
      ...(rule.eventPattern === undefined ? {} : { EventPattern: JSON.parse(rule.eventPattern) as Json }),
      ...(rule.scheduleExpression === undefined ? {} : { ScheduleExpression: rule.scheduleExpression }),
      ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
      State: rule.state,
      ...(targets.length > 0 ? { Targets: targets.map(targetOf) } : {}),
    },
    note: `${arn}: ${EXISTS}`,
  }
}

/** Where CloudFormation spells a target's members in another way than the API. */
const RENAMED: Readonly<Record<string, string>> = { awsvpcConfiguration: 'AwsVpcConfiguration', Tags: 'TagList' }

/** Maps of the user's own: their keys are data. */
const DATA = new Set(['InputPathsMap', 'HeaderParameters', 'QueryStringParameters'])

const targetOf = (target: Target): Json => respelt(JSON.parse(JSON.stringify(target)) as Json)

function respelt(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(respelt)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value as Members).map(([key, member]) => [
      RENAMED[key] ?? key.charAt(0).toUpperCase() + key.slice(1),
      DATA.has(key) ? member : respelt(member),
    ]),
  )
}

/** A logical id: letters and digits, each once. */
function unique(id: string, all: readonly { id: string }[], i: number): string {
  const plain = (text: string): string =>
    text
      .split(/[^A-Za-z0-9]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('')
      .slice(0, 200)
  const earlier = all.slice(0, i).filter((other) => plain(other.id) === plain(id)).length
  return `${plain(id)}${earlier > 0 ? earlier + 1 : ''}`
}
