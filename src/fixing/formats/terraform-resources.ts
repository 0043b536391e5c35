import type { Target } from '../../aws/reads/events.js'
import type { Json } from '../../text/json.js'
import type { PlannedChange } from '../plan.js'
import type { Described } from '../writes.js'
import { laidOut } from './document.js'
import { type Facts, notRead, ownTags, pathOf, type Tags, valueOr } from './facts.js'
import { type Block, type Body, jsonencode, type Value } from './hcl.js'
import { targetBody } from './terraform-target.js'

/** Writes what a change leaves behind as resources; comments about what is lacking stand above them. */
type Writer = (change: PlannedChange, facts: Facts) => Resource

/** A resource under a name of its own, or only comments where it cannot be written. */
type Resource = Block | { comments: readonly string[] }

const EXISTS = 'It exists already: put this into the resource that describes it, or import it.'

/** A resource of the provider; it is said of one that is there already. */
function resource(type: string, name: string, body: Body, comments: readonly string[] = []): Block {
  return { type: 'resource', labels: [type, identifier(name)], body, comments }
}

/** The resource of a policy that is written whole; in front of one that is there already a comment says so. */
const policy =
  (
    type: string,
    name: (change: PlannedChange) => string,
    attributes: (change: PlannedChange) => Body['attributes'],
  ): Writer =>
  (change) =>
    resource(type, name(change), { attributes: attributes(change) }, change.before === null ? [] : [EXISTS])

/** A name that Terraform takes: letters, digits and underscores, not beginning with a digit. */
const identifier = (text: string): string => text.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?![A-Za-z_])/, '_')

const textOf = ({ call }: PlannedChange, name: string): string => String(call.input[name] ?? '')

/** JSON text as an argument that Terraform encodes again, or as it is where that would not say the same. */
function encoded(text: string): Value {
  const value = laidOut(text)
  return typeof value === 'string' ? text : jsonencode(value)
}

const documentOf = ({ after }: PlannedChange): Value => encoded(String(after))

const nameOf = ({ resource: arn }: PlannedChange): string => arn.split(/[:/]/).at(-1) ?? arn

/** How each thing that a write can leave behind is described, with the resource types of the AWS provider. */
export const RESOURCES: Readonly<Record<Described, Writer>> = {
  role: (change, facts) => {
    const before = facts.roles.find(({ arn }) => arn === change.resource)
    const role = before && valueOr(before.role, undefined)
    return resource(
      'aws_iam_role',
      nameOf(change),
      {
        attributes: {
          name: textOf(change, 'RoleName'),
          path: path(change.resource),
          description: role ? role.description : change.call.input['Description'],
          max_session_duration: role?.maxSessionDuration,
          permissions_boundary: role?.boundaryArn,
          assume_role_policy: documentOf(change),
          tags: tags(role?.tags ?? {}),
        },
      },
      before && [
        EXISTS,
        ...notRead(
          before.role,
          'The role',
          'keep the description, session duration, boundary and tags of your configuration, which are lacking here.',
        ),
      ],
    )
  },
  'role-policy': policy('aws_iam_role_policy', nameOf, (change) => ({
    name: textOf(change, 'PolicyName'),
    role: textOf(change, 'RoleName'),
    policy: documentOf(change),
  })),
  'function-permission': (change) =>
    resource('aws_lambda_permission', nameOf(change), {
      attributes: {
        statement_id: textOf(change, 'StatementId'),
        action: textOf(change, 'Action'),
        function_name: textOf(change, 'FunctionName'),
        qualifier: change.call.input['Qualifier'],
        principal: textOf(change, 'Principal'),
        source_arn: change.call.input['SourceArn'],
        source_account: change.call.input['SourceAccount'],
      },
    }),
  'key-policy': policy('aws_kms_key_policy', nameOf, (change) => ({
    key_id: textOf(change, 'KeyId'),
    policy: documentOf(change),
  })),
  'queue-policy': policy('aws_sqs_queue_policy', nameOf, (change) => ({
    queue_url: textOf(change, 'QueueUrl'),
    policy: documentOf(change),
  })),
  'topic-policy': policy('aws_sns_topic_policy', nameOf, (change) => ({
    arn: textOf(change, 'TopicArn'),
    policy: documentOf(change),
  })),
  'log-policy': policy(
    'aws_cloudwatch_log_resource_policy',
    (change) => textOf(change, 'policyName'),
    (change) => ({ policy_name: textOf(change, 'policyName'), policy_document: documentOf(change) }),
  ),
  'bus-policy': policy('aws_cloudwatch_event_bus_policy', nameOf, (change) => ({
    event_bus_name: textOf(change, 'EventBusName'),
    policy: documentOf(change),
  })),
  rule: (change, facts) => {
    const known = facts.rules.find(({ arn }) => arn === change.resource)
    const rule = known && valueOr(known.rule, undefined)
    if (!rule) {
      const todo = 'its resource is not written. Set state = "ENABLED" in the one that describes it.'
      return { comments: known ? notRead(known.rule, `${change.resource}`, todo) : [`${change.resource}: ${todo}`] }
    }
    return resource(
      'aws_cloudwatch_event_rule',
      rule.name,
      {
        attributes: {
          name: rule.name,
          event_bus_name: rule.bus,
          description: rule.description,
          event_pattern: rule.eventPattern === undefined ? undefined : encoded(rule.eventPattern),
          schedule_expression: rule.scheduleExpression,
          role_arn: rule.roleArn,
          state: String(change.after),
          tags: tags(valueOr(known.tags, {})),
        },
      },
      [EXISTS, ...notRead(known.tags, 'The tags of the rule', 'keep those of your configuration.')],
    )
  },
  target: (change) => {
    const target = change.after as unknown as Target
    const rule = {
      name: textOf(change, 'Rule'),
      bus: textOf(change, 'EventBusName').replace(/^arn:.*:event-bus\//, ''),
    }
    const { body, strangers } = targetBody(target, rule)
    const warning = `The AWS provider has no argument that eb-doctor knows for ${strangers.join(', ')}. The name here is a guess: where Terraform refuses it, the target cannot be described without losing it.`
    return resource('aws_cloudwatch_event_target', `${rule.name}_${target.Id}`, body, [
      EXISTS,
      ...(strangers.length > 0 ? [warning] : []),
    ])
  },
}

const path = (arn: string): string | undefined => (pathOf(arn) === '/' ? undefined : pathOf(arn))

function tags(all: Tags): Json | undefined {
  const own = ownTags(all)
  return own.length > 0 ? Object.fromEntries(own) : undefined
}
