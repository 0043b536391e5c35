import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { Cluster, TaskDefinition } from '../../src/aws/reads/ecs.js'
import { HOME } from '../support/home.js'
import { about, answers, codes, finding, gone, may, reason, refused } from './ask.js'

const PREFIX = `arn:aws:ecs:eu-west-1:${HOME}`
const CLUSTER = `${PREFIX}:cluster/main`
const FAMILY = `${PREFIX}:task-definition/report`
const EXECUTION = `arn:aws:iam::${HOME}:role/report-execution`
const TASK = `arn:aws:iam::${HOME}:role/report-task`
const NETWORK = { awsvpcConfiguration: { Subnets: ['subnet-1'] } }

const cluster = (more: Partial<Cluster> = {}) =>
  answers<Cluster>({
    arn: CLUSTER,
    status: 'ACTIVE',
    containerInstances: 1,
    capacityProviders: [],
    defaultCapacityProviders: [],
    ...more,
  })
const definition = (more: Partial<TaskDefinition> = {}) =>
  answers<TaskDefinition>({
    arn: `${FAMILY}:7`,
    status: 'ACTIVE',
    networkMode: 'awsvpc',
    compatibilities: ['EC2', 'FARGATE'],
    requiresCompatibilities: [],
    executionRoleArn: EXECUTION,
    taskRoleArn: TASK,
    containers: ['app'],
    ...more,
  })

const fargate = { TaskDefinitionArn: `${FAMILY}:7`, LaunchType: 'FARGATE' as const, NetworkConfiguration: NETWORK }
const onInstances = { TaskDefinitionArn: `${FAMILY}:7`, LaunchType: 'EC2' as const }

const ask = (EcsParameters: object = fargate, reads: Partial<Account> = {}, more: object = {}) =>
  about(
    { Arn: CLUSTER, EcsParameters: EcsParameters as typeof fargate, ...more },
    { cluster: cluster(), taskDefinition: definition(), ...reads },
  )

const pass = may('iam:PassRole', [EXECUTION, TASK])
const run = (resource: string) => may('ecs:RunTask', resource)

describe('an ECS task', () => {
  test('runs on Fargate with subnets, RunTask and PassRole for both of its roles', async () => {
    expect(codes(await ask().config())).toEqual(['ok'])
    expect(codes(await ask().state())).toEqual(['ok'])
    expect(codes(await ask().allowed(run(`${FAMILY}:*`), pass))).toEqual(['ok'])
  })

  test('is not started by a role that may pass only one of the two roles', async () => {
    const found = finding(await ask().allowed(run(`${FAMILY}:*`), may('iam:PassRole', EXECUTION)))
    expect(found.code).toBe('permission-missing')
    expect(found.summary).toContain(TASK)
  })

  test('near miss: a policy pinned to an old revision does not cover the one that the target names', async () => {
    const found = finding(await ask().allowed(run(`${FAMILY}:6`), pass))
    expect(found.because.join('\n')).toContain('report:6')
    expect(found.because.join('\n')).toContain('report:7')
  })

  describe('whose target names no revision', () => {
    const unpinned = { ...fargate, TaskDefinitionArn: FAMILY }

    test('runs the latest: the policy must allow that one', async () => {
      expect(codes(await ask(unpinned).allowed(run(`${FAMILY}:*`), pass))).toEqual(['ok'])
      expect(codes(await ask(unpinned).allowed(run(`${FAMILY}:6`), pass))).toEqual(['permission-missing error'])
    })

    test('near miss: a policy for the family without ":*" covers no revision', async () => {
      expect(codes(await ask(unpinned).allowed(run(FAMILY), pass))).toEqual(['permission-missing error'])
    })

    test('is not called broken while the latest cannot be looked up', async () => {
      const blind = ask(unpinned, { taskDefinition: refused('ecs:DescribeTaskDefinition') })
      expect((await blind.allowed(run(`${FAMILY}:*`), pass)).status).toBe('unknown')
      const verdict = await blind.allowed(run(`${FAMILY}:6`), pass)
      expect(codes(verdict)).toEqual(['permission-at-risk warning'])
      expect(verdict.status === 'problem' && verdict.unseen?.text).toContain('grant ecs:DescribeTaskDefinition')
    })
  })

  test('passes the roles that the input puts in place of its own', async () => {
    const other = `arn:aws:iam::${HOME}:role/other`
    const withInput = ask(fargate, {}, { Input: JSON.stringify({ taskRoleArn: other }) })
    expect(codes(await withInput.allowed(run('*'), pass))).toEqual(['permission-missing error'])
    expect(codes(await withInput.allowed(run('*'), may('iam:PassRole', [EXECUTION, other])))).toEqual(['ok'])
  })

  test('with tags may need to tag: a warning, since it depends on a setting of the account', async () => {
    const tagged = ask({ ...fargate, Tags: [{ Key: 'team', Value: 'x' }] })
    expect(codes(await tagged.allowed(run('*'), pass))).toEqual(['permission-at-risk warning'])
    expect(codes(await tagged.allowed(run('*'), pass, may('ecs:TagResource', `${PREFIX}:task/main/*`)))).toEqual(['ok'])
  })
})

describe('the network of an ECS task', () => {
  test('is needed on Fargate, and its absence is said once', async () => {
    const { NetworkConfiguration, ...bare } = fargate
    expect(NetworkConfiguration).toBeDefined()
    expect(codes(await ask(bare).config())).toEqual(['parameters-invalid error'])
  })

  test('is needed on instances, too, when the task is awsvpc', async () => {
    const found = finding(await ask(onInstances).config())
    expect(found.summary).toContain('awsvpc')
    expect(found.because.join('\n')).toContain('networkMode = "awsvpc"')
  })

  test.each(['bridge', 'host', undefined])('makes the task fail when its mode is %s', async (networkMode) => {
    const { networkMode: _, ...plain } = { networkMode }
    const taskDefinition = answers<TaskDefinition>({
      arn: `${FAMILY}:7`,
      status: 'ACTIVE',
      compatibilities: ['EC2'],
      requiresCompatibilities: [],
      containers: ['app'],
      ...(networkMode ? { networkMode } : plain),
    })
    const withNetwork = ask({ ...onInstances, NetworkConfiguration: NETWORK }, { taskDefinition })
    expect(codes(await withNetwork.config())).toEqual(['parameters-invalid error'])
    expect(codes(await ask(onInstances, { taskDefinition }).config())).toEqual(['ok'])
  })

  test('cannot be judged when the task definition may not be looked at', async () => {
    const verdict = await ask(onInstances, { taskDefinition: refused('ecs:DescribeTaskDefinition') }).config()
    expect(reason(verdict)).toContain('grant ecs:DescribeTaskDefinition to compare its network mode')
  })
})

describe('the launch type of an ECS task', () => {
  test('must be one that the task definition supports', async () => {
    const taskDefinition = definition({ compatibilities: ['EC2'] })
    expect(codes(await ask(fargate, { taskDefinition }).config())).toEqual(['parameters-invalid error'])
  })

  test('excludes a capacity provider strategy', async () => {
    const both = { ...fargate, CapacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] }
    expect(codes(await ask(both).config())).toEqual(['parameters-invalid error'])
  })

  test('EC2 has no platform version', async () => {
    const both = { ...onInstances, PlatformVersion: '1.4.0', NetworkConfiguration: NETWORK }
    expect(codes(await ask(both).config())).toEqual(['parameters-invalid error'])
  })
})

describe('the containers of an ECS task', () => {
  const override = (name: string) => ({ Input: JSON.stringify({ containerOverrides: [{ name, command: ['x'] }] }) })

  test('are those of the definition: an override for another is refused', async () => {
    expect(codes(await ask(fargate, {}, override('web')).config())).toEqual(['parameters-invalid error'])
    expect(codes(await ask(fargate, {}, override('app')).config())).toEqual(['ok'])
  })

  test('false positive: a name that comes from the event is not known', async () => {
    const InputTransformer = {
      InputPathsMap: { name: '$.detail.name' },
      InputTemplate: '{"containerOverrides":[{"name":"<name>"}]}',
    }
    expect(codes(await ask(fargate, {}, { InputTransformer }).config())).toEqual(['ok'])
  })
})

describe('the cluster', () => {
  test('has nowhere to put an EC2 task while no instance is registered', async () => {
    const found = finding(await ask(onInstances, { cluster: cluster({ containerInstances: 0 }) }).state())
    expect(found.code).toBe('target-not-ready')
    expect(found.because.join('\n')).toContain('registeredContainerInstancesCount = 0')
  })

  test('is used like that by default, when nothing else is said', async () => {
    const plain = { TaskDefinitionArn: `${FAMILY}:7` }
    expect(codes(await ask(plain, { cluster: cluster({ containerInstances: 0 }) }).state())).toEqual([
      'target-not-ready error',
    ])
  })

  test('near miss: a launch type passes by the capacity provider that could add instances', async () => {
    const scaling = cluster({ containerInstances: 0, defaultCapacityProviders: ['asg'] })
    expect(codes(await ask(onInstances, { cluster: scaling }).state())).toEqual(['target-not-ready error'])
  })

  test('false positive: no instance is needed on Fargate, nor with a capacity provider', async () => {
    const empty = { cluster: cluster({ containerInstances: 0 }) }
    expect(codes(await ask(fargate, empty).state())).toEqual(['ok'])
    const strategy = { TaskDefinitionArn: `${FAMILY}:7`, CapacityProviderStrategy: [{ capacityProvider: 'asg' }] }
    expect(codes(await ask(strategy, empty).state())).toEqual(['ok'])
    const byDefault = { cluster: cluster({ containerInstances: 0, defaultCapacityProviders: ['FARGATE'] }) }
    expect(codes(await ask({ TaskDefinitionArn: `${FAMILY}:7` }, byDefault).state())).toEqual(['ok'])
  })

  test('is missing, INACTIVE, or may not be looked at', async () => {
    expect(codes(await ask(fargate, { cluster: gone }).state())).toEqual(['target-not-found error'])
    expect(codes(await ask(fargate, { cluster: cluster({ status: 'INACTIVE' }) }).state())).toEqual([
      'target-not-ready error',
    ])
    expect(reason(await ask(fargate, { cluster: refused('ecs:DescribeClusters') }).state())).toContain(
      'grant ecs:DescribeClusters',
    )
  })
})

describe('the task definition', () => {
  test('is missing, or was deregistered', async () => {
    expect(codes(await ask(fargate, { taskDefinition: gone }).state())).toEqual(['target-not-found error'])
    expect(codes(await ask(fargate, { taskDefinition: definition({ status: 'INACTIVE' }) }).state())).toEqual([
      'target-not-ready error',
    ])
  })

  test('must be named, by a whole ARN', async () => {
    expect(codes(await ask({}).config())).toEqual(['parameters-invalid error'])
    expect(codes(await ask({ ...fargate, TaskDefinitionArn: 'report:7' }).config())).toEqual(['arn-malformed error'])
  })
})
