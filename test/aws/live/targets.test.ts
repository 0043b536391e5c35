import { DescribeClustersCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs'
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  GetResourcePolicyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { HOME, OTHER, REGION } from '../../support/home.js'
import { live, named, sent, stubOf } from '../../support/live.js'

const lambda = stubOf(LambdaClient)
const sfn = stubOf(SFNClient)
const ecs = stubOf(ECSClient)
const sts = stubOf(STSClient)

const malformed = { state: 'failed', error: { kind: 'malformed' } }
const FUNCTION = `arn:aws:lambda:${REGION}:${HOME}:function:settle`
const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`
const CLUSTER = `arn:aws:ecs:${REGION}:${HOME}:cluster/jobs`
const TASK = `arn:aws:ecs:${REGION}:${HOME}:task-definition/report:3`

describe('a function', () => {
  test('is asked for without a qualifier when its ARN has none', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({ FunctionArn: FUNCTION, State: 'Active' })
    expect(await live().lambdaFunction(FUNCTION)).toEqual({ state: 'found', value: { arn: FUNCTION, state: 'Active' } })
    expect(sent(lambda)).toEqual([['GetFunctionConfiguration', { FunctionName: FUNCTION }]])
  })

  test('is asked for with its alias or version apart', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({
      FunctionArn: `${FUNCTION}:live`,
      State: 'Failed',
      StateReason: 'why',
      LastUpdateStatus: 'Failed',
    })
    expect(await live().lambdaFunction(`${FUNCTION}:live`)).toMatchObject({
      value: { state: 'Failed', stateReason: 'why', lastUpdateStatus: 'Failed' },
    })
    expect(sent(lambda)).toEqual([['GetFunctionConfiguration', { FunctionName: FUNCTION, Qualifier: 'live' }]])
  })

  test('that is not there is missing; an answer without one is malformed', async () => {
    lambda.on(GetFunctionConfigurationCommand).rejects(named('ResourceNotFoundException', 404))
    expect(await live().lambdaFunction(FUNCTION)).toEqual({ state: 'missing' })
    lambda.on(GetFunctionConfigurationCommand).resolves({})
    expect(await live().lambdaFunction(FUNCTION)).toMatchObject(malformed)
  })

  test('has a policy for each qualifier', async () => {
    lambda.on(GetPolicyCommand).resolves({ Policy: '{}' })
    expect(await live().lambdaPolicy(`${FUNCTION}:7`)).toEqual({ state: 'found', value: '{}' })
    expect(sent(lambda)).toEqual([['GetPolicy', { FunctionName: FUNCTION, Qualifier: '7' }]])
  })

  test('without a policy: Lambda says "not found", which is an answer', async () => {
    lambda.on(GetPolicyCommand).rejects(named('ResourceNotFoundException', 404))
    lambda.on(GetResourcePolicyCommand).rejects(named('ResourceNotFoundException', 404))
    expect(await live().lambdaPolicy(FUNCTION)).toEqual({ state: 'found', value: null })
    lambda.on(GetPolicyCommand).resolves({})
    expect(await live().lambdaPolicy(FUNCTION)).toMatchObject(malformed)
    lambda.on(GetPolicyCommand).rejects(named('AccessDeniedException', 403))
    expect(await live().lambdaPolicy(FUNCTION)).toEqual({
      state: 'denied',
      action: 'lambda:GetPolicy',
      resource: FUNCTION,
    })
  })

  test('may have a policy that was put as a whole document, which is looked for where GetPolicy has none', async () => {
    lambda.on(GetPolicyCommand).rejects(named('ResourceNotFoundException', 404))
    lambda.on(GetResourcePolicyCommand).resolves({ Policy: '{"Version":"2012-10-17"}' })
    expect(await live().lambdaPolicy(`${FUNCTION}:live`)).toEqual({ state: 'found', value: '{"Version":"2012-10-17"}' })
    expect(sent(lambda).at(-1)).toEqual(['GetResourcePolicy', { ResourceArn: `${FUNCTION}:live` }])
  })

  test.each([
    ['may not be read', named('AccessDeniedException', 403), { state: 'found', value: null }],
    ['is not known in the Region', named('UnknownOperationException', 404), { state: 'found', value: null }],
    ['is throttled', named('TooManyRequestsException', 429), { state: 'failed', error: { kind: 'throttled' } }],
    ['has an outage', named('ServiceException', 500), { state: 'failed', error: { kind: 'service' } }],
  ])('a whole document that %s', async (_, error, expected) => {
    lambda.on(GetPolicyCommand).rejects(named('ResourceNotFoundException', 404))
    lambda.on(GetResourcePolicyCommand).rejects(error)
    expect(await live().lambdaPolicy(FUNCTION)).toMatchObject(expected)
  })

  test('may have concurrency reserved, 0 included; an empty answer says that none is', async () => {
    lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 })
    expect(await live().lambdaConcurrency(FUNCTION)).toEqual({ state: 'found', value: 0 })
    lambda.on(GetFunctionConcurrencyCommand).resolves({})
    expect(await live().lambdaConcurrency(FUNCTION)).toEqual({ state: 'found', value: null })
  })

  test('of another account is not asked for, and with a profile of it is', async () => {
    const theirs = FUNCTION.replace(HOME, OTHER)
    for (const read of ['lambdaFunction', 'lambdaPolicy', 'lambdaConcurrency'] as const) {
      expect(await live()[read](theirs)).toMatchObject({ state: 'denied', resource: theirs, account: OTHER })
    }
    lambda.on(GetPolicyCommand).resolves({ Policy: '{}' })
    const account = live({ other: { config: {}, account: async () => OTHER } })
    expect(await account.lambdaPolicy(theirs)).toMatchObject({ state: 'found' })
  })
})

describe('a state machine', () => {
  test('is described by its ARN as it stands in the target', async () => {
    sfn
      .on(DescribeStateMachineCommand)
      .resolves({ stateMachineArn: MACHINE, status: 'DELETING', type: 'EXPRESS', roleArn: 'r' })
    expect(await live().stateMachine(`${MACHINE}:live`)).toEqual({
      state: 'found',
      value: { arn: MACHINE, status: 'DELETING', type: 'EXPRESS', roleArn: 'r' },
    })
    expect(sent(sfn)).toEqual([['DescribeStateMachine', { stateMachineArn: `${MACHINE}:live` }]])
  })

  test('that is not there is missing; an empty answer does not make it ACTIVE', async () => {
    sfn.on(DescribeStateMachineCommand).rejects(named('StateMachineDoesNotExist'))
    expect(await live().stateMachine(MACHINE)).toEqual({ state: 'missing' })
    sfn.on(DescribeStateMachineCommand).resolves({})
    expect(await live().stateMachine(MACHINE)).toMatchObject(malformed)
  })
})

describe('a cluster', () => {
  test('is described by its ARN', async () => {
    ecs.on(DescribeClustersCommand).resolves({
      clusters: [
        {
          clusterArn: CLUSTER,
          status: 'ACTIVE',
          registeredContainerInstancesCount: 2,
          capacityProviders: ['FARGATE'],
          defaultCapacityProviderStrategy: [{ capacityProvider: 'spot' }],
        },
      ],
    })
    expect(await live().cluster(CLUSTER)).toEqual({
      state: 'found',
      value: {
        arn: CLUSTER,
        status: 'ACTIVE',
        containerInstances: 2,
        capacityProviders: ['FARGATE'],
        defaultCapacityProviders: ['spot'],
      },
    })
    expect(sent(ecs)).toEqual([['DescribeClusters', { clusters: [CLUSTER] }]])
  })

  test('that is not there is missing: ECS answers 200 and says so in its failures', async () => {
    ecs.on(DescribeClustersCommand).resolves({ clusters: [], failures: [{ arn: CLUSTER, reason: 'MISSING' }] })
    expect(await live().cluster(CLUSTER)).toEqual({ state: 'missing' })
  })

  test('another failure, or an answer without a list, is not "missing"', async () => {
    ecs.on(DescribeClustersCommand).resolves({ clusters: [], failures: [{ reason: 'ACCESS' }] })
    expect(await live().cluster(CLUSTER)).toMatchObject({ state: 'failed' })
    ecs.on(DescribeClustersCommand).resolves({})
    expect(await live().cluster(CLUSTER)).toMatchObject(malformed)
  })
})

describe('a task definition', () => {
  test('tells its roles, its network mode and what it is compatible with', async () => {
    ecs.on(DescribeTaskDefinitionCommand).resolves({
      taskDefinition: {
        taskDefinitionArn: TASK,
        status: 'ACTIVE',
        networkMode: 'awsvpc',
        compatibilities: ['EC2', 'FARGATE'],
        requiresCompatibilities: ['FARGATE'],
        executionRoleArn: 'e',
        taskRoleArn: 't',
        containerDefinitions: [{ name: 'main' }, {}],
      },
    })
    expect(await live().taskDefinition(TASK)).toEqual({
      state: 'found',
      value: {
        arn: TASK,
        status: 'ACTIVE',
        networkMode: 'awsvpc',
        compatibilities: ['EC2', 'FARGATE'],
        requiresCompatibilities: ['FARGATE'],
        executionRoleArn: 'e',
        taskRoleArn: 't',
        containers: ['main'],
      },
    })
  })

  test('that is not there is missing: ECS has one error for all mistakes, and only its text tells', async () => {
    ecs.on(DescribeTaskDefinitionCommand).rejects(named('ClientException', 400, 'Unable to describe task definition.'))
    expect(await live().taskDefinition(TASK)).toEqual({ state: 'missing' })
    ecs.on(DescribeTaskDefinitionCommand).rejects(named('ClientException', 400, 'Something else.'))
    expect(await live().taskDefinition(TASK)).toMatchObject({ state: 'failed', error: { kind: 'service' } })
  })

  test('an answer without one is malformed, not "missing"', async () => {
    ecs.on(DescribeTaskDefinitionCommand).resolves({})
    expect(await live().taskDefinition(TASK)).toMatchObject(malformed)
  })
})

describe('who looks', () => {
  test('is an account, an identity and a partition', async () => {
    const Arn = 'arn:aws-us-gov:iam::111122223333:user/me'
    sts.on(GetCallerIdentityCommand).resolves({ Account: HOME, Arn })
    expect(await live().caller()).toEqual({
      state: 'found',
      value: { account: HOME, arn: Arn, partition: 'aws-us-gov' },
    })
  })

  test('is not made out of half an answer', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: HOME })
    expect(await live().caller()).toMatchObject(malformed)
  })
})
