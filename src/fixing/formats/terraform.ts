import type { Target } from '../../aws/reads/events.js'
import type { Json } from '../../text/json.js'
import type { Plan, PlannedChange } from '../plan.js'
import type { RuleFacts } from './facts.js'
import { type Block, type Body, renderHcl, type Value } from './hcl.js'

/**
 * What belongs into a Terraform configuration, as resources of the AWS provider.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
export function terraform(plan: Plan, rules: readonly RuleFacts[]): string {
  const blocks = [...plan.changes.flatMap(resourceOf), ...rules.flatMap((facts) => ruleOf(facts, plan))]
  const seen = new Map<string, number>()
  const named = blocks.map((block) => {
    const [type = '', name = ''] = block.labels
    const count = (seen.get(`${type} ${name}`) ?? 0) + 1
    seen.set(`${type} ${name}`, count)
    return count === 1 ? block : { ...block, labels: [type, `${name}_${count}`] }
  })
  return renderHcl(named)
}

const EXISTS = 'It exists already: put this into the resource that describes it, or import it.'

const resource = (type: string, name: string, body: Body, comment?: string): Block => ({
  type: 'resource',
  labels: [type, identifier(name)],
  body,
  ...(comment === undefined ? {} : { comment }),
})

/** A name that Terraform takes: letters, digits and underscores, not beginning with a digit. */
const identifier = (text: string): string => {
  const name = text.replace(/[^A-Za-z0-9_]+/g, '_')
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`
}

function resourceOf({ call, after, resource: arn }: PlannedChange): Block[] {
  const text = (name: string): string => String(call.input[name] ?? '')
  const name = arn.split(/[:/]/).at(-1) ?? arn
  const document = (): Value => ({ jsonencode: JSON.parse(String(after)) as Json })
  switch (call.operation) {
    case 'CreateRole':
    case 'UpdateAssumeRolePolicy': {
      const body = { attributes: { name: text('RoleName'), assume_role_policy: document() } }
      return [resource('aws_iam_role', name, body, call.operation === 'CreateRole' ? undefined : EXISTS)]
    }
    case 'PutRolePolicy':
      return [
        resource('aws_iam_role_policy', name, {
          attributes: { name: text('PolicyName'), role: text('RoleName'), policy: document() },
        }),
      ]
    case 'AddPermission': {
      const qualifier = call.input['Qualifier']
      return [
        resource('aws_lambda_permission', name, {
          attributes: {
            statement_id: text('StatementId'),
            action: text('Action'),
            function_name: text('FunctionName'),
            qualifier: typeof qualifier === 'string' ? qualifier : undefined,
            principal: text('Principal'),
            source_arn: text('SourceArn'),
          },
        }),
      ]
    }
    case 'SetQueueAttributes':
      return [
        resource('aws_sqs_queue_policy', name, { attributes: { queue_url: text('QueueUrl'), policy: document() } }),
      ]
    case 'SetTopicAttributes':
      return [resource('aws_sns_topic_policy', name, { attributes: { arn: text('TopicArn'), policy: document() } })]
    case 'PutPermission':
      return [
        resource('aws_cloudwatch_event_bus_policy', name, {
          attributes: { event_bus_name: text('EventBusName'), policy: document() },
        }),
      ]
    case 'PutResourcePolicy':
      return [
        resource('aws_cloudwatch_log_resource_policy', text('policyName'), {
          attributes: { policy_name: text('policyName'), policy_document: document() },
        }),
      ]
    case 'PutKeyPolicy':
      return [resource('aws_kms_key_policy', name, { attributes: { key_id: text('KeyId'), policy: document() } })]
    default:
      return []
  }
}

function ruleOf({ arn, rule, targets }: RuleFacts, plan: Plan): Block[] {
  const changes = plan.changes.filter((change) => change.resource === arn)
  const enabled = changes.some(({ call }) => call.operation === 'EnableRule')
  const changed = targets.filter(({ Id }) =>
    changes.some(
      ({ source, call }) => call.operation === 'PutTargets' && JSON.stringify(source.path).includes(JSON.stringify(Id)),
    ),
  )
  const event_bus_name = rule.bus
  const ofRule = resource(
    'aws_cloudwatch_event_rule',
    rule.name,
    {
      attributes: {
        name: rule.name,
        event_bus_name,
        description: rule.description,
        event_pattern:
          rule.eventPattern === undefined ? undefined : { jsonencode: JSON.parse(rule.eventPattern) as Json },
        schedule_expression: rule.scheduleExpression,
        state: rule.state,
      },
    },
    EXISTS,
  )
  const ofTargets = changed.map((target) =>
    resource(
      'aws_cloudwatch_event_target',
      `${rule.name}_${target.Id}`,
      targetBody(target, rule.name, event_bus_name),
      EXISTS,
    ),
  )
  return [...(enabled ? [ofRule] : []), ...ofTargets]
}

/** The blocks of a target's parameters as the provider names them. */
const BLOCKS: Readonly<Record<string, string>> = {
  EcsParameters: 'ecs_target',
  SqsParameters: 'sqs_target',
  KinesisParameters: 'kinesis_target',
  BatchParameters: 'batch_target',
  HttpParameters: 'http_target',
  RedshiftDataParameters: 'redshift_target',
  SageMakerPipelineParameters: 'sagemaker_pipeline_target',
  AppSyncParameters: 'appsync_target',
  InputTransformer: 'input_transformer',
  DeadLetterConfig: 'dead_letter_config',
  RetryPolicy: 'retry_policy',
}

/** Members of those blocks that the provider names otherwise than by the same words in lower case. */
const NAMES: Readonly<Record<string, string>> = {
  Id: 'target_id',
  InputPathsMap: 'input_paths',
  MaximumRetryAttempts: 'maximum_retry_attempts',
  MaximumEventAgeInSeconds: 'maximum_event_age_in_seconds',
  EnableECSManagedTags: 'enable_ecs_managed_tags',
  PathParameterValues: 'path_parameter_values',
  GraphQLOperation: 'graphql_operation',
  SecretManagerArn: 'secrets_manager_arn',
  PipelineParameterList: 'pipeline_parameter_list',
}

const snake = (name: string): string =>
  NAMES[name] ??
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

type Members = { readonly [member: string]: Json }

function targetBody(target: Target, rule: string, event_bus_name: string): Body {
  const { Id, Arn, RoleArn, Input, InputPath, RunCommandParameters, ...parameters } = target
  const commands = RunCommandParameters?.RunCommandTargets ?? []
  return {
    attributes: {
      rule,
      event_bus_name,
      target_id: Id,
      arn: Arn,
      role_arn: RoleArn,
      input: Input,
      input_path: InputPath,
    },
    blocks: [
      ...commands.map(({ Key = '', Values = [] }) =>
        block('run_command_targets', { attributes: { key: Key, values: Values } }),
      ),
      ...Object.entries(JSON.parse(JSON.stringify(parameters)) as Members).flatMap(([name, value]) =>
        BLOCKS[name] === undefined ? [] : [block(BLOCKS[name], bodyOf(value as Members))],
      ),
    ],
  }
}

const block = (type: string, body: Body): Block => ({ type, labels: [], body })

/** Maps whose keys are the user's: they are attributes, not blocks. */
const MAPS = new Set(['InputPathsMap', 'HeaderParameters', 'QueryStringParameters'])

function bodyOf(members: Members): Body {
  const attributes: Record<string, Value> = {}
  const blocks: Block[] = []
  for (const [name, value] of Object.entries(members)) {
    if (name === 'NetworkConfiguration') blocks.push(block('network_configuration', network(value as Members)))
    else if (name === 'Tags') attributes['tags'] = { entries: tagsOf(value as readonly Members[]) }
    else if (MAPS.has(name)) attributes[snake(name)] = { entries: value as Record<string, string> }
    else if (Array.isArray(value) && value.some((item) => typeof item === 'object')) {
      blocks.push(...(value as readonly Members[]).map((item) => block(singular(snake(name)), bodyOf(item))))
    } else attributes[snake(name)] = value as Value
  }
  return { attributes, blocks }
}

const singular = (name: string): string =>
  name === 'placement_strategy' ? 'ordered_placement_strategy' : name.replace(/s$/, '')

/** The provider leaves out the level that is called after the network mode, and asks for a boolean. */
function network({ awsvpcConfiguration }: Members): Body {
  const { Subnets = [], SecurityGroups, AssignPublicIp } = (awsvpcConfiguration ?? {}) as Members
  return {
    attributes: {
      subnets: Subnets as readonly string[],
      ...(SecurityGroups ? { security_groups: SecurityGroups as readonly string[] } : {}),
      ...(AssignPublicIp ? { assign_public_ip: AssignPublicIp === 'ENABLED' } : {}),
    },
  }
}

const tagsOf = (tags: readonly Members[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [String(Key), String(Value)]))
