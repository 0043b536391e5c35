import { boolean, number, optional, string } from 'valibot'
import type { Formed } from './declare.js'
import { list, map, object } from './form.js'

// As in the SDK, whose type of a target must fit this one: every member may also be there as undefined.
const text = optional(string())
const texts = optional(list(string()))
const count = optional(number())
const flag = optional(boolean())
const textMap = optional(map(string()))

/**
 * A target in the words of the API: nothing is renamed or dropped, since PutTargets replaces a target whole. Members that
 * a newer API has are kept as they are.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 */
export const target = () =>
  object({
    Id: string(),
    Arn: string(),
    RoleArn: text,
    Input: text,
    InputPath: text,
    InputTransformer: optional(object({ InputPathsMap: textMap, InputTemplate: text })),
    DeadLetterConfig: optional(object({ Arn: text })),
    RetryPolicy: optional(object({ MaximumRetryAttempts: count, MaximumEventAgeInSeconds: count })),
    AppSyncParameters: optional(object({ GraphQLOperation: text })),
    BatchParameters: optional(
      object({
        JobDefinition: text,
        JobName: text,
        ArrayProperties: optional(object({ Size: count })),
        RetryStrategy: optional(object({ Attempts: count })),
      }),
    ),
    EcsParameters: optional(
      object({
        TaskDefinitionArn: text,
        TaskCount: count,
        LaunchType: text,
        NetworkConfiguration: optional(
          object({
            awsvpcConfiguration: optional(object({ Subnets: texts, SecurityGroups: texts, AssignPublicIp: text })),
          }),
        ),
        PlatformVersion: text,
        Group: text,
        CapacityProviderStrategy: optional(list(object({ capacityProvider: text, weight: count, base: count }))),
        EnableECSManagedTags: flag,
        EnableExecuteCommand: flag,
        PlacementConstraints: optional(list(object({ type: text, expression: text }))),
        PlacementStrategy: optional(list(object({ type: text, field: text }))),
        PropagateTags: text,
        ReferenceId: text,
        Tags: optional(list(object({ Key: text, Value: text }))),
      }),
    ),
    HttpParameters: optional(
      object({ PathParameterValues: texts, HeaderParameters: textMap, QueryStringParameters: textMap }),
    ),
    KinesisParameters: optional(object({ PartitionKeyPath: text })),
    RedshiftDataParameters: optional(
      object({
        SecretManagerArn: text,
        Database: text,
        DbUser: text,
        Sql: text,
        Sqls: texts,
        StatementName: text,
        WithEvent: flag,
      }),
    ),
    RunCommandParameters: optional(object({ RunCommandTargets: optional(list(object({ Key: text, Values: texts }))) })),
    SageMakerPipelineParameters: optional(
      object({ PipelineParameterList: optional(list(object({ Name: text, Value: text }))) }),
    ),
    SqsParameters: optional(object({ MessageGroupId: text })),
    /** Paths of the members that the SDK of this version does not know: it would not send them back, so they would be lost. */
    unknownMembers: texts,
  })

export type Target = Formed<typeof target>
