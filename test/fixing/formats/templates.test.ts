import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Account } from '../../../src/aws/account.js'
import { found, type Read } from '../../../src/aws/read.js'
import type { Target } from '../../../src/aws/reads/events.js'
import { renderFormat } from '../../../src/fixing/formats/index.js'
import type { Plan } from '../../../src/fixing/plan.js'
import { OPERATIONS, templateOf } from '../../../src/fixing/writes.js'
import { enableRule } from '../../../src/remedies/enable-rule.js'
import { giveRole } from '../../../src/remedies/role.js'
import { HOME } from '../../support/home.js'
import { accountWith, arn, FUNCTION, HOSTILE, other, PLANS, planOf, ROLE, RULE, role, rule, target } from './plans.js'
import { blocksOf } from './read-hcl.js'

interface Template {
  Metadata?: { 'eb-doctor': string[] }
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>
}

const template = async (plan: Plan, account: Account = accountWith()): Promise<Template> =>
  JSON.parse(await renderFormat(plan, { format: 'cloudformation', yaml: false }, account)) as Template

const properties = async (plan: Plan, account?: Account): Promise<Record<string, unknown>[]> =>
  Object.values((await template(plan, account)).Resources).map(({ Properties }) => Properties)

const terraform = (plan: Plan, account: Account = accountWith()): Promise<string> =>
  renderFormat(plan, { format: 'terraform', yaml: false }, account)

/** The attributes and blocks of the resources of a type, as HashiCorp's parser reads them. */
const resources = async (type: string, plan: Plan, account?: Account): Promise<unknown[]> => {
  const all = blocksOf(await terraform(plan, account))['resource'] as Record<string, Record<string, unknown[]>>
  return Object.values(all[type] ?? {}).flat()
}

const commentsOf = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('# '))

const denied: Read<never> = { state: 'denied', action: 'iam:GetRole', resource: ROLE }
const plan = (name: keyof typeof PLANS): Plan => PLANS[name] as Plan
const all = Object.entries(PLANS)

describe('the plans below', () => {
  test('hold every operation that a plan can hold', () => {
    const planned = new Set(
      all.flatMap(([, { changes }]) => changes.map(({ call }) => `${call.service}:${call.operation}`)),
    )
    const ofUndoAlone = [
      'events:DisableRule',
      'events:RemovePermission',
      'logs:DeleteResourcePolicy',
      'iam:DeleteRolePolicy',
      'iam:DeleteRole',
    ]
    // What listen makes and removes is never part of a plan of fix.
    const ofListenAlone = [
      'sqs:CreateQueue',
      'events:PutRule',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'events:RemoveTargets',
      'events:DeleteRule',
      'sqs:DeleteQueue',
    ]
    expect(OPERATIONS.filter((operation) => !planned.has(operation))).toEqual([...ofUndoAlone, ...ofListenAlone])
  })
})

describe.each(all)('the templates for %s', (_, one) => {
  test('say every change, or why a change is not in them', async () => {
    const { Metadata, Resources } = await template(one)
    const hcl = await terraform(one)
    const silent = one.changes.filter(({ call }) => typeof templateOf(call) !== 'string')
    for (const { title } of silent) {
      expect(Metadata?.['eb-doctor'].join()).toContain(title)
      expect(commentsOf(hcl).join()).toContain(title)
    }
    expect(Object.keys(Resources)).not.toHaveLength(0)
    expect(Object.keys(blocksOf(hcl))).toEqual(['resource'])
  })

  test('give the same values in YAML as in JSON', async () => {
    const yaml = await renderFormat(one, { format: 'cloudformation', yaml: true }, accountWith())
    expect(parse(yaml, { version: '1.1' })).toEqual(await template(one))
  })
})

describe('a role whose trust changes', () => {
  const trust = plan('the trust of a role and what it may do')

  test('stands in CloudFormation with all that it has: a template replaces its old self', async () => {
    expect(await properties(trust)).toEqual([
      {
        RoleName: 'events',
        Path: '/service-role/',
        Description: role.description,
        MaxSessionDuration: 7200,
        PermissionsBoundary: role.boundaryArn,
        Tags: [{ Key: 'team', Value: 'shop: a/b' }],
        ManagedPolicyArns: [`arn:aws:iam::${HOME}:policy/managed`],
        AssumeRolePolicyDocument: JSON.parse(String(trust.changes[0]?.after)),
        Policies: [
          { PolicyName: 'kept', PolicyDocument: expect.anything() },
          { PolicyName: 'eb-doctor-order-paid', PolicyDocument: JSON.parse(String(trust.changes[1]?.after)) },
        ],
      },
    ])
  })

  test('stands in Terraform with all that its resource says; its policies are resources of their own', async () => {
    expect(await resources('aws_iam_role', trust)).toEqual([
      {
        name: 'events',
        path: '/service-role/',
        description: role.description,
        max_session_duration: 7200,
        permissions_boundary: role.boundaryArn,
        assume_role_policy: JSON.parse(String(trust.changes[0]?.after)),
        tags: { team: 'shop: a/b' },
      },
    ])
    expect(await resources('aws_iam_role_policy', trust)).toHaveLength(1)
  })

  test.each(['role', 'inlinePolicies', 'attachedPolicies'] as const)(
    'that could not be read whole (%s) says what is lacking',
    async (read) => {
      const account = accountWith({ [read]: denied })
      const notes = (await template(trust, account)).Metadata?.['eb-doctor'] ?? []
      expect(notes.filter((note) => note.includes('could not be read (grant iam:GetRole)'))).toHaveLength(1)
      const comments = commentsOf(await terraform(trust, account)).filter((line) => line.includes('could not be read'))
      expect(comments).toHaveLength(read === 'role' ? 1 : 0)
    },
  )
})

describe('a rule', () => {
  const both = plan('the role of two targets, and the rule enabled')

  test('stands in CloudFormation once, with its role, its tags and all targets, as all changes leave it', async () => {
    expect(await properties(both)).toEqual([
      {
        Name: 'order-paid',
        EventBusName: 'orders',
        Description: HOSTILE,
        EventPattern: JSON.parse(String(RULE.eventPattern)),
        RoleArn: ROLE,
        State: 'ENABLED',
        Targets: [
          { ...target, RoleArn: ROLE },
          { ...other, RoleArn: `${ROLE}-2` },
        ],
        Tags: [{ Key: 'team', Value: 'shop' }],
      },
    ])
  })

  test('stands in Terraform with its role, its tags and its pattern, key by key', async () => {
    expect(await resources('aws_cloudwatch_event_rule', both)).toEqual([
      {
        name: 'order-paid',
        event_bus_name: 'orders',
        description: HOSTILE,
        event_pattern: JSON.parse(String(RULE.eventPattern)),
        role_arn: ROLE,
        state: 'ENABLED',
        tags: { team: 'shop' },
      },
    ])
  })

  test('keeps a pattern as text where its numbers have more to say than JavaScript keeps', async () => {
    const eventPattern = '{ "detail": { "a": [300.0], "b": [12345678901234567890] } }'
    const account = accountWith({ rule: found({ ...RULE, eventPattern }) })
    expect(await properties(both, account)).toMatchObject([{ EventPattern: eventPattern }])
    expect(await resources('aws_cloudwatch_event_rule', both, account)).toMatchObject([{ event_pattern: eventPattern }])
  })

  test('keeps a pattern as text where CloudFormation would take a key for a function', async () => {
    const eventPattern = '{"detail":{"Ref":["a"]}}'
    const account = accountWith({ rule: found({ ...RULE, eventPattern }) })
    expect(await properties(both, account)).toMatchObject([{ EventPattern: eventPattern }])
    expect(await resources('aws_cloudwatch_event_rule', both, account)).toMatchObject([
      { event_pattern: { detail: { Ref: ['a'] } } },
    ])
  })

  test('says where CloudFormation would replace a text or a key that is meant as it stands', async () => {
    const HttpParameters = { HeaderParameters: { Ref: 'x' }, QueryStringParameters: { key: '{{resolve:ssm:key}}' } }
    const account = accountWith({ targets: found([target, { ...other, HttpParameters }]) })
    expect((await template(planOf(enableRule(rule)), account)).Metadata?.['eb-doctor'].slice(1)).toEqual([
      'Resources.OrderPaidRule.Targets.1.HttpParameters.HeaderParameters: CloudFormation takes the key Ref for a function; it is meant as it stands.',
      'Resources.OrderPaidRule.Targets.1.HttpParameters.QueryStringParameters.key: CloudFormation replaces {{resolve:...}} by the value that it names; the text here is meant as it stands.',
    ])
  })

  test.each(['rule', 'targets', 'tags'] as const)(
    'that could not be read (%s) is not written by halves without a word',
    async (read) => {
      const account = accountWith({ [read]: { ...denied, action: 'events:X' } })
      const { Metadata, Resources } = await template(both, account)
      expect(Metadata?.['eb-doctor'].filter((note) => note.includes('grant events:X'))).toHaveLength(1)
      expect(Object.keys(Resources)).toHaveLength(read === 'tags' ? 1 : 0)
      const hcl = await terraform(both, account)
      expect(commentsOf(hcl).filter((line) => line.includes('grant events:X'))).toHaveLength(read === 'targets' ? 0 : 1)
      expect(await resources('aws_cloudwatch_event_rule', both, account)).toHaveLength(read === 'rule' ? 0 : 1)
      expect(await resources('aws_cloudwatch_event_target', both, account)).toHaveLength(2)
    },
  )
})

const TASK = arn('ecs', 'task-definition/report:3')

/** A target with every member that the API has; no real target has them all. */
const FULL: Required<Omit<Target, 'InputPath' | 'unknownMembers'>> = {
  Id: 'all',
  Arn: arn('ecs', 'cluster/jobs'),
  RoleArn: ROLE,
  Input: HOSTILE,
  InputTransformer: { InputPathsMap: { 'a-b': '$.a', yes: '$.b' }, InputTemplate: `"<a-b> \\ \${x}"` },
  KinesisParameters: { PartitionKeyPath: '$.id' },
  RunCommandParameters: {
    RunCommandTargets: [
      { Key: 'tag:a', Values: ['b', 'c'] },
      { Key: 'tag:d', Values: ['e'] },
    ],
  },
  EcsParameters: {
    TaskDefinitionArn: TASK,
    TaskCount: 2,
    LaunchType: 'FARGATE',
    NetworkConfiguration: {
      awsvpcConfiguration: { Subnets: ['subnet-0123abcd'], SecurityGroups: ['sg-0123abcd'], AssignPublicIp: 'ENABLED' },
    },
    PlatformVersion: '1.4.0',
    Group: 'g',
    CapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
    EnableECSManagedTags: true,
    EnableExecuteCommand: false,
    PlacementConstraints: [{ type: 'memberOf', expression: 'attribute:a == b' }],
    PlacementStrategy: [{ type: 'spread', field: 'instanceId' }],
    PropagateTags: 'TASK_DEFINITION',
    Tags: [{ Key: 'team', Value: 'shop' }],
  },
  BatchParameters: {
    JobDefinition: 'job',
    JobName: 'name',
    ArrayProperties: { Size: 3 },
    RetryStrategy: { Attempts: 2 },
  },
  SqsParameters: { MessageGroupId: 'group' },
  HttpParameters: {
    PathParameterValues: ['p'],
    HeaderParameters: { 'X-Key': 'v' },
    QueryStringParameters: { '1': 'one' },
  },
  RedshiftDataParameters: {
    SecretManagerArn: ROLE,
    Database: 'd',
    DbUser: 'u',
    Sql: 's',
    StatementName: 'n',
    WithEvent: true,
  },
  SageMakerPipelineParameters: { PipelineParameterList: [{ Name: 'a', Value: 'b' }] },
  DeadLetterConfig: { Arn: arn('sqs', 'failed') },
  RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
  AppSyncParameters: { GraphQLOperation: 'mutation A { a }' },
}

describe('a target', () => {
  const given = (one: Target): [Plan, Account] => [
    planOf(giveRole(one, rule, ROLE)),
    accountWith({ targets: found([one]) }),
  ]

  test('is written with all its members, as the Terraform provider names them', async () => {
    expect(await resources('aws_cloudwatch_event_target', ...given(FULL))).toEqual([
      {
        rule: 'order-paid',
        event_bus_name: 'orders',
        target_id: 'all',
        arn: FULL.Arn,
        role_arn: ROLE,
        input: HOSTILE,
        input_transformer: [{ input_paths: { 'a-b': '$.a', yes: '$.b' }, input_template: `"<a-b> \\ \${x}"` }],
        kinesis_target: [{ partition_key_path: '$.id' }],
        run_command_targets: [
          { key: 'tag:a', values: ['b', 'c'] },
          { key: 'tag:d', values: ['e'] },
        ],
        ecs_target: [
          {
            task_definition_arn: TASK,
            task_count: 2,
            launch_type: 'FARGATE',
            network_configuration: [
              { subnets: ['subnet-0123abcd'], security_groups: ['sg-0123abcd'], assign_public_ip: true },
            ],
            platform_version: '1.4.0',
            group: 'g',
            capacity_provider_strategy: [{ capacity_provider: 'FARGATE', weight: 1, base: 0 }],
            enable_ecs_managed_tags: true,
            enable_execute_command: false,
            placement_constraint: [{ type: 'memberOf', expression: 'attribute:a == b' }],
            ordered_placement_strategy: [{ type: 'spread', field: 'instanceId' }],
            propagate_tags: 'TASK_DEFINITION',
            tags: { team: 'shop' },
          },
        ],
        batch_target: [{ job_definition: 'job', job_name: 'name', array_size: 3, job_attempts: 2 }],
        sqs_target: [{ message_group_id: 'group' }],
        http_target: [
          {
            path_parameter_values: ['p'],
            header_parameters: { 'X-Key': 'v' },
            query_string_parameters: { '1': 'one' },
          },
        ],
        redshift_target: [
          { secrets_manager_arn: ROLE, database: 'd', db_user: 'u', sql: 's', statement_name: 'n', with_event: true },
        ],
        sagemaker_pipeline_target: [{ pipeline_parameter_list: [{ name: 'a', value: 'b' }] }],
        dead_letter_config: [{ arn: arn('sqs', 'failed') }],
        retry_policy: [{ maximum_retry_attempts: 0, maximum_event_age_in_seconds: 60 }],
        appsync_target: [{ graphql_operation: 'mutation A { a }' }],
      },
    ])
  })

  test('is written with all its members, as CloudFormation names them', async () => {
    const [{ Targets } = {}] = await properties(...given(FULL))
    expect(Targets).toEqual([
      {
        ...FULL,
        EcsParameters: {
          TaskDefinitionArn: TASK,
          TaskCount: 2,
          LaunchType: 'FARGATE',
          NetworkConfiguration: {
            AwsVpcConfiguration: {
              Subnets: ['subnet-0123abcd'],
              SecurityGroups: ['sg-0123abcd'],
              AssignPublicIp: 'ENABLED',
            },
          },
          PlatformVersion: '1.4.0',
          Group: 'g',
          CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1, Base: 0 }],
          EnableECSManagedTags: true,
          EnableExecuteCommand: false,
          PlacementConstraints: [{ Type: 'memberOf', Expression: 'attribute:a == b' }],
          PlacementStrategies: [{ Type: 'spread', Field: 'instanceId' }],
          PropagateTags: 'TASK_DEFINITION',
          TagList: [{ Key: 'team', Value: 'shop' }],
        },
      },
    ])
  })

  test('without a public address keeps it without one', async () => {
    const awsvpcConfiguration = { Subnets: ['subnet-0123abcd'], AssignPublicIp: 'DISABLED' as const }
    const EcsParameters = { TaskDefinitionArn: TASK, NetworkConfiguration: { awsvpcConfiguration } }
    expect(await resources('aws_cloudwatch_event_target', ...given({ ...target, EcsParameters }))).toMatchObject([
      { ecs_target: [{ network_configuration: [{ assign_public_ip: false }] }] },
    ])
  })

  test('loses no member that Terraform has no argument for, and says so', async () => {
    const stranger = {
      ...target,
      NewParameters: { Deep: { Member: [1] } },
      EcsParameters: { TaskDefinitionArn: TASK, ReferenceId: 'r', NewMember: 'x' },
    } as Target
    const [one, account] = given(stranger)
    expect(await resources('aws_cloudwatch_event_target', one, account)).toMatchObject([
      {
        new_parameters: { Deep: { Member: [1] } },
        ecs_target: [{ task_definition_arn: TASK, reference_id: 'r', new_member: 'x' }],
      },
    ])
    expect(commentsOf(await terraform(one, account))).toContainEqual(
      expect.stringContaining('NewParameters, EcsParameters.ReferenceId, EcsParameters.NewMember'),
    )
  })

  test('loses no member that CloudFormation may name otherwise, and says so', async () => {
    const EcsParameters = { TaskDefinitionArn: TASK, ReferenceId: 'r', newMember: 1 }
    const stranger = { ...target, NewParameters: { deep: 1 }, EcsParameters } as Target
    const { Metadata, Resources } = await template(...given(stranger))
    expect(Object.values(Resources)[0]?.Properties['Targets']).toMatchObject([
      { NewParameters: { Deep: 1 }, EcsParameters: { ReferenceId: 'r', NewMember: 1 } },
    ])
    expect(Metadata?.['eb-doctor']).toContainEqual(
      expect.stringContaining('know: NewParameters, EcsParameters.newMember.'),
    )
  })
})

describe('a template', () => {
  test('names no two resources alike', async () => {
    const change = plan('a function').changes[0]
    if (!change) throw new Error('no change')
    const again = ['settle', 'settle', 'settle2', 'settle_2'].map((name, i) => {
      const FunctionName = `${FUNCTION.replace('settle', name)}`
      return {
        ...change,
        resource: FunctionName,
        call: {
          ...change.call,
          input: { ...change.call.input, FunctionName, StatementId: `s${i}`, SourceArn: `arn${i}` },
        },
      }
    })
    const four = { ...plan('a function'), changes: again }
    expect(Object.keys((await template(four)).Resources)).toHaveLength(4)
    expect(await resources('aws_lambda_permission', four)).toHaveLength(4)
  })

  test('says what it leaves out: what waits for a flag, and what belongs into another Region', async () => {
    const { changes } = plan('a topic')
    const abroad = changes.map((change) => ({ ...change, call: { ...change.call, region: 'us-east-1' } }))
    const one: Plan = { ...plan('a topic'), changes: abroad, withheld: plan('a key').changes }
    for (const notes of [(await template(one)).Metadata?.['eb-doctor'] ?? [], commentsOf(await terraform(one))]) {
      expect(notes.filter((note) => note.includes('is in us-east-1: deploy its part there.'))).toHaveLength(1)
      expect(notes.filter((note) => note.includes('Not in this file without --include-key-policies'))).toHaveLength(1)
    }
  })
})
