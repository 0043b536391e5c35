import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { Cluster, TaskDefinition } from '../../src/aws/reads/ecs.js'
import type { Target } from '../../src/aws/reads/events.js'
import type { LambdaFunction } from '../../src/aws/reads/lambda.js'
import type { StateMachine } from '../../src/aws/reads/sfn.js'
import { targetState } from '../../src/checks/target-state.js'
import { HOME, OTHER, REGION } from '../support/home.js'
import { account, answers, codes, delivery, doc, finding, gone, ROLE, reason, refused, role } from './delivery.js'

const FUNCTION = `arn:aws:lambda:${REGION}:${HOME}:function:settle`
const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`
const CLUSTER = `arn:aws:ecs:${REGION}:${HOME}:cluster/jobs`
const TASK = `arn:aws:ecs:${REGION}:${HOME}:task-definition/report:3`

const ask = (target: Partial<Target> & { Arn: string }, reads: Partial<Account>) =>
  targetState.run(delivery(target), account(reads))

describe('a function', () => {
  const call = (more: Partial<LambdaFunction>, reserved: number | null = null, Arn = FUNCTION) =>
    ask({ Arn }, { lambdaFunction: answers({ arn: Arn, ...more }), lambdaConcurrency: answers(reserved) })

  test('takes events when it is Active', async () => {
    expect((await call({ state: 'Active' })).status).toBe('ok')
  })

  test('false positive: an idle function (Inactive) is made active by its next invocation', async () => {
    expect((await call({ state: 'Inactive' })).status).toBe('ok')
  })

  test('false positive: an old function tells no state', async () => {
    expect((await call({})).status).toBe('ok')
  })

  test('cannot be invoked while it is Failed or Pending', async () => {
    const found = finding(await call({ state: 'Failed', stateReason: 'no subnet' }))
    expect(found).toMatchObject({ code: 'target-not-ready', severity: 'error' })
    expect(found.because).toEqual(['State = "Failed", StateReason = "no subnet"'])
    expect(codes(await call({ state: 'Pending' }))).toEqual(['target-not-ready error'])
  })

  test('never runs with a reserved concurrency of 0; of any other number it does', async () => {
    expect(finding(await call({ state: 'Active' }, 0)).summary).toContain('its reserved concurrency is 0')
    expect((await call({ state: 'Active' }, 1)).status).toBe('ok')
  })

  test('the concurrency is that of the function, not of its alias', async () => {
    const asked: string[] = []
    await ask(
      { Arn: `${FUNCTION}:live` },
      {
        lambdaFunction: answers({ arn: FUNCTION }),
        lambdaConcurrency: async (arn) => {
          asked.push(arn)
          return answers(null)()
        },
      },
    )
    expect(asked).toEqual([FUNCTION])
  })

  test('that is not there is named with its alias, which may be what is missing', async () => {
    const verdict = await ask({ Arn: `${FUNCTION}:live` }, { lambdaFunction: gone, lambdaConcurrency: gone })
    expect(finding(verdict)).toMatchObject({ code: 'target-not-found', severity: 'error' })
    expect(finding(verdict).summary).toContain('has no alias or version "live"')
  })

  test('is unknown when it, or its concurrency, may not be read', async () => {
    const found = answers({ arn: FUNCTION, state: 'Active' })
    const one = await ask(
      { Arn: FUNCTION },
      { lambdaFunction: found, lambdaConcurrency: refused('lambda:GetFunctionConcurrency', FUNCTION) },
    )
    expect(reason(one)).toContain('grant lambda:GetFunctionConcurrency')
    const two = await ask(
      { Arn: FUNCTION },
      { lambdaFunction: refused('lambda:GetFunctionConfiguration', FUNCTION), lambdaConcurrency: answers(null) },
    )
    expect(reason(two)).toContain('grant lambda:GetFunctionConfiguration')
  })
})

describe('a state machine', () => {
  const machine = (more: Partial<StateMachine> = {}): StateMachine => ({
    arn: MACHINE,
    status: 'ACTIVE',
    type: 'STANDARD',
    roleArn: ROLE,
    ...more,
  })
  const states = (service = 'states.amazonaws.com', more = {}) =>
    answers(
      role({
        trustPolicy: doc({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...more }),
      }),
    )

  test('takes events when it is ACTIVE and Step Functions may assume its own role', async () => {
    expect((await ask({ Arn: MACHINE }, { stateMachine: answers(machine()), role: states() })).status).toBe('ok')
  })

  test('false positive: its role may trust the regional name of the service', async () => {
    const regional = states(`states.${REGION}.amazonaws.com`)
    expect((await ask({ Arn: MACHINE }, { stateMachine: answers(machine()), role: regional })).status).toBe('ok')
  })

  test('cannot run with the role that was meant for EventBridge', async () => {
    const verdict = await ask(
      { Arn: MACHINE },
      { stateMachine: answers(machine()), role: states('events.amazonaws.com') },
    )
    expect(codes(verdict)).toEqual(['target-not-ready error'])
  })

  test('is not ready while it is being deleted', async () => {
    const verdict = await ask({ Arn: MACHINE }, { stateMachine: answers(machine({ status: 'DELETING' })) })
    expect(finding(verdict)).toMatchObject({ code: 'target-not-ready', because: ['status = "DELETING"'] })
  })

  test('is not found when it was deleted', async () => {
    expect(codes(await ask({ Arn: MACHINE }, { stateMachine: gone }))).toEqual(['target-not-found error'])
  })

  test('is unknown when it may not be described', async () => {
    const verdict = await ask({ Arn: MACHINE }, { stateMachine: refused('states:DescribeStateMachine', MACHINE) })
    expect(reason(verdict)).toContain('grant states:DescribeStateMachine')
  })
})

describe('a task', () => {
  const cluster = (more: Partial<Cluster> = {}): Cluster => ({
    arn: CLUSTER,
    status: 'ACTIVE',
    containerInstances: 0,
    capacityProviders: [],
    defaultCapacityProviders: [],
    ...more,
  })
  const definition = (more: Partial<TaskDefinition> = {}): TaskDefinition => ({
    arn: TASK,
    status: 'ACTIVE',
    compatibilities: ['FARGATE'],
    requiresCompatibilities: ['FARGATE'],
    containers: ['main'],
    ...more,
  })
  const run = (
    reads: Partial<Account>,
    parameters: Target['EcsParameters'] = { TaskDefinitionArn: TASK, LaunchType: 'FARGATE' },
  ) =>
    ask(
      { Arn: CLUSTER, EcsParameters: parameters },
      { cluster: answers(cluster()), taskDefinition: answers(definition()), ...reads },
    )

  test('runs on a cluster and from a task definition that are both ACTIVE', async () => {
    expect((await run({})).status).toBe('ok')
  })

  test('does not run on a cluster that is INACTIVE, or not there', async () => {
    expect(codes(await run({ cluster: answers(cluster({ status: 'INACTIVE' })) }))).toEqual(['target-not-ready error'])
    expect(codes(await run({ cluster: gone }))).toEqual(['target-not-found error'])
  })

  test('does not run from a task definition that was deregistered, or is not there', async () => {
    const inactive = await run({ taskDefinition: answers(definition({ status: 'INACTIVE' })) })
    expect(finding(inactive)).toMatchObject({ code: 'target-not-ready', because: ['status = "INACTIVE"'] })
    expect(codes(await run({ taskDefinition: gone }))).toEqual(['target-not-found error'])
  })

  test('on EC2 needs a container instance; on Fargate none', async () => {
    const verdict = await run({}, { TaskDefinitionArn: TASK, LaunchType: 'EC2' })
    expect(codes(verdict)).toEqual(['target-not-ready error'])
    const instances = { cluster: answers(cluster({ containerInstances: 1 })) }
    expect((await run(instances, { TaskDefinitionArn: TASK, LaunchType: 'EC2' })).status).toBe('ok')
  })

  test('false positive: a capacity provider may add instances when they are needed', async () => {
    const byDefault = { cluster: answers(cluster({ defaultCapacityProviders: ['spot'] })) }
    expect((await run(byDefault, { TaskDefinitionArn: TASK })).status).toBe('ok')
  })

  test('tells what is broken and what it may not see, together', async () => {
    const verdict = await run({ cluster: gone, taskDefinition: refused('ecs:DescribeTaskDefinition', TASK) })
    expect(codes(verdict)).toEqual(['target-not-found error'])
    expect(verdict).toMatchObject({ unseen: { text: expect.stringContaining('ecs:DescribeTaskDefinition') } })
  })
})

test('a target of an unknown service is not looked up', async () => {
  expect((await ask({ Arn: `arn:aws:quantum:${REGION}:${HOME}:box/1` }, {})).status).toBe('skipped')
})

describe('a target in another account of a service that EventBridge does not reach there', () => {
  test('is not looked up: nothing about it would matter, and no permission is asked for in vain', async () => {
    const verdict = await ask({ Arn: MACHINE.replace(HOME, OTHER) }, {})
    expect(verdict).toMatchObject({ status: 'skipped', because: expect.stringContaining('cross-account') })
  })
})
