import type { Target } from '../../aws/reads/events.js'
import { isObject, type Json } from '../../text/json.js'

/** How Terraform's AWS provider takes a member of a target. */
export type Member =
  /** An argument with the same value; a map when its keys are the user's own. */
  | { argument: string }
  /** An argument that is true for one value and false for the others. */
  | { flag: string; on: string }
  /** An argument that is a map of tags, where the API has a list. */
  | { tags: string }
  /** A block, or one for each item of a list. */
  | { block: string; of: Members }
  /** The members stand one level higher. */
  | { lifted: Members }
  /** The provider has no argument for it. */
  | 'none'

export type Members = { readonly [member: string]: Member }

/** Every member that the SDK knows, so that a new one does not compile until it is said here how it is written. */
type Of<T> = { readonly [Name in keyof Required<T>]: Member }
type Part<Name extends keyof Target> = Of<NonNullable<Target[Name]>>
type Item<List> = List extends readonly (infer One)[] | undefined ? Of<One> : never
type Ecs = NonNullable<Target['EcsParameters']>

const argument = (name: string): Member => ({ argument: name })

/**
 * The members of a target in the words of the API, with the arguments of aws_cloudwatch_event_target.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_event_target
 */
export const TARGET = {
  Id: argument('target_id'),
  Arn: argument('arn'),
  RoleArn: argument('role_arn'),
  Input: argument('input'),
  InputPath: argument('input_path'),
  InputTransformer: {
    block: 'input_transformer',
    of: {
      InputPathsMap: argument('input_paths'),
      InputTemplate: argument('input_template'),
    } satisfies Part<'InputTransformer'>,
  },
  KinesisParameters: {
    block: 'kinesis_target',
    of: { PartitionKeyPath: argument('partition_key_path') } satisfies Part<'KinesisParameters'>,
  },
  RunCommandParameters: {
    lifted: {
      RunCommandTargets: {
        block: 'run_command_targets',
        of: { Key: argument('key'), Values: argument('values') } satisfies Item<
          NonNullable<Target['RunCommandParameters']>['RunCommandTargets']
        >,
      },
    } satisfies Part<'RunCommandParameters'>,
  },
  EcsParameters: {
    block: 'ecs_target',
    of: {
      TaskDefinitionArn: argument('task_definition_arn'),
      TaskCount: argument('task_count'),
      LaunchType: argument('launch_type'),
      NetworkConfiguration: {
        block: 'network_configuration',
        of: {
          awsvpcConfiguration: {
            lifted: {
              Subnets: argument('subnets'),
              SecurityGroups: argument('security_groups'),
              AssignPublicIp: { flag: 'assign_public_ip', on: 'ENABLED' },
            } satisfies Of<NonNullable<NonNullable<Ecs['NetworkConfiguration']>['awsvpcConfiguration']>>,
          },
        } satisfies Of<NonNullable<Ecs['NetworkConfiguration']>>,
      },
      PlatformVersion: argument('platform_version'),
      Group: argument('group'),
      CapacityProviderStrategy: {
        block: 'capacity_provider_strategy',
        of: {
          capacityProvider: argument('capacity_provider'),
          weight: argument('weight'),
          base: argument('base'),
        } satisfies Item<Ecs['CapacityProviderStrategy']>,
      },
      EnableECSManagedTags: argument('enable_ecs_managed_tags'),
      EnableExecuteCommand: argument('enable_execute_command'),
      PlacementConstraints: {
        block: 'placement_constraint',
        of: { type: argument('type'), expression: argument('expression') } satisfies Item<Ecs['PlacementConstraints']>,
      },
      PlacementStrategy: {
        block: 'ordered_placement_strategy',
        of: { type: argument('type'), field: argument('field') } satisfies Item<Ecs['PlacementStrategy']>,
      },
      PropagateTags: argument('propagate_tags'),
      ReferenceId: 'none',
      Tags: { tags: 'tags' },
    } satisfies Part<'EcsParameters'>,
  },
  BatchParameters: {
    block: 'batch_target',
    of: {
      JobDefinition: argument('job_definition'),
      JobName: argument('job_name'),
      ArrayProperties: { lifted: { Size: argument('array_size') } },
      RetryStrategy: { lifted: { Attempts: argument('job_attempts') } },
    } satisfies Part<'BatchParameters'>,
  },
  SqsParameters: {
    block: 'sqs_target',
    of: { MessageGroupId: argument('message_group_id') } satisfies Part<'SqsParameters'>,
  },
  HttpParameters: {
    block: 'http_target',
    of: {
      PathParameterValues: argument('path_parameter_values'),
      HeaderParameters: argument('header_parameters'),
      QueryStringParameters: argument('query_string_parameters'),
    } satisfies Part<'HttpParameters'>,
  },
  RedshiftDataParameters: {
    block: 'redshift_target',
    of: {
      SecretManagerArn: argument('secrets_manager_arn'),
      Database: argument('database'),
      DbUser: argument('db_user'),
      Sql: argument('sql'),
      StatementName: argument('statement_name'),
      WithEvent: argument('with_event'),
      Sqls: 'none',
    } satisfies Part<'RedshiftDataParameters'>,
  },
  SageMakerPipelineParameters: {
    block: 'sagemaker_pipeline_target',
    of: {
      PipelineParameterList: {
        block: 'pipeline_parameter_list',
        of: { Name: argument('name'), Value: argument('value') } satisfies Item<
          NonNullable<Target['SageMakerPipelineParameters']>['PipelineParameterList']
        >,
      },
    } satisfies Part<'SageMakerPipelineParameters'>,
  },
  DeadLetterConfig: {
    block: 'dead_letter_config',
    of: { Arn: argument('arn') } satisfies Part<'DeadLetterConfig'>,
  },
  RetryPolicy: {
    block: 'retry_policy',
    of: {
      MaximumRetryAttempts: argument('maximum_retry_attempts'),
      MaximumEventAgeInSeconds: argument('maximum_event_age_in_seconds'),
    } satisfies Part<'RetryPolicy'>,
  },
  AppSyncParameters: {
    block: 'appsync_target',
    of: { GraphQLOperation: argument('graphql_operation') } satisfies Part<'AppSyncParameters'>,
  },
} as const satisfies Of<Omit<Target, 'unknownMembers'>>

/** A target in the words of the API alone, without what the SDK leaves undefined. */
export function asTold({ unknownMembers: _, ...target }: Target): Json {
  return JSON.parse(JSON.stringify(target)) as Json
}

/** The members of a target that are not in its table, each as a path: `EcsParameters.NewMember`. */
export function unknownMembers(value: Json, members: Members, path = ''): string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => unknownMembers(item, members, path))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) => {
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    if (member === undefined) return item === undefined ? [] : [`${path}${name}`]
    if (member === 'none') return []
    if ('of' in member) return unknownMembers(item as Json, member.of, `${path}${name}.`)
    return 'lifted' in member ? unknownMembers(item as Json, member.lifted, `${path}${name}.`) : []
  })
}
