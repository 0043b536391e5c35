import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { TaskDefinition } from '../../src/aws/reads/ecs.js'
import type { Rule, Target } from '../../src/aws/reads/events.js'
import { targetConfig } from '../../src/checks/target-config.js'
import { HOME, OTHER, REGION, RULE } from '../support/home.js'
import { account, answers, codes, delivery, finding, gone, QUEUE, ROLE, reason, refused, TOPIC } from './delivery.js'

const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`
const FUNCTION = `arn:aws:lambda:${REGION}:${HOME}:function:settle`
const CLUSTER = `arn:aws:ecs:${REGION}:${HOME}:cluster/jobs`
const FAMILY = `arn:aws:ecs:${REGION}:${HOME}:task-definition/report`
const LOGS = `arn:aws:logs:${REGION}:${HOME}:log-group:/aws/events/orders`

const ruleWith = (more: Partial<Rule> = {}) =>
  answers({ name: 'order-paid', arn: RULE, bus: 'default', state: 'ENABLED', ...more })

/** No other bus forwards to the bus of the rule. */
const alone = {
  rule: answers({ name: 'order-paid', arn: RULE, bus: 'default', state: 'ENABLED' }),
  buses: answers(['default']),
  ruleNamesByTarget: answers([]),
}

const ask = (target: Partial<Target> & { Arn: string }, reads: Partial<Account> = {}) =>
  targetConfig.run(delivery(target), account({ ...alone, ...reads }))

describe('the ARN of a target', () => {
  test('that cannot be taken apart is malformed', async () => {
    const found = finding(await ask({ Arn: 'settle' }))
    expect(found).toMatchObject({ code: 'arn-malformed', severity: 'error' })
    expect(found.because[0]).toBe('Arn = "settle"')
  })

  test('without its account id is shown beside the form that it should have', async () => {
    const found = finding(await ask({ Arn: `arn:aws:lambda:${REGION}::function:settle` }))
    expect(found).toMatchObject({ code: 'arn-malformed', summary: 'The ARN of target settle has no account id.' })
    expect(found.because).toEqual([
      `Arn = "arn:aws:lambda:${REGION}::function:settle"`,
      'wanted arn:aws:lambda:REGION:ACCOUNT:function:NAME[:ALIAS|:VERSION]',
    ])
  })

  test('with something else where the account id belongs is malformed', async () => {
    const found = finding(await ask({ Arn: `arn:aws:sqs:${REGION}:1111:orders` }))
    expect(found.summary).toContain('has "1111" in place of the account id')
  })

  test('without its region is malformed', async () => {
    const found = finding(await ask({ Arn: `arn:aws:lambda::${HOME}:function:settle` }))
    expect(found).toMatchObject({ code: 'arn-malformed', summary: 'The ARN of target settle has no Region.' })
  })

  test('of another partition than the rule is malformed', async () => {
    const found = finding(await ask({ Arn: FUNCTION.replace('arn:aws:', 'arn:aws-cn:') }))
    expect(found.summary).toBe('The ARN of target settle names partition aws-cn, but the rule is in partition aws.')
  })

  test.each(['arn:aws-cn:sqs:cn-north-1', 'arn:aws-us-gov:lambda:us-gov-west-1', 'arn:aws-eusc:sns:eusc-de-east-1'])(
    'of another partition, %s, is told once: its Region is another one too',
    async (place) => {
      const resource = place.includes('lambda') ? 'function:settle' : 'settle'
      expect(codes(await ask({ Arn: `${place}:${HOME}:${resource}` }))).toEqual(['arn-malformed error'])
    },
  )

  test('of another region is out of reach, unless it is an event bus', async () => {
    const found = finding(await ask({ Arn: FUNCTION.replace(REGION, 'us-east-1') }))
    expect(found).toMatchObject({ code: 'region-mismatch', severity: 'error' })
    expect(found.because).toEqual([`Arn = "${FUNCTION.replace(REGION, 'us-east-1')}"`, `rule = "${RULE}"`])
    const bus = `arn:aws:events:us-east-1:${HOME}:event-bus/orders`
    expect((await ask({ Arn: bus, RoleArn: ROLE })).status).toBe('ok')
  })

  test('of a service that is not known leaves the target unchecked, which is said', async () => {
    const found = finding(await ask({ Arn: `arn:aws:quantum:${REGION}:${HOME}:box/1` }))
    expect(found).toMatchObject({ code: 'target-type-unknown', severity: 'warning' })
    const verdict = await ask({ Arn: `arn:aws:quantum:${REGION}:${HOME}:box/1` })
    expect(verdict).toMatchObject({ unseen: { kind: 'undecidable', text: expect.stringContaining('service quantum') } })
  })

  test('false positive: documents of AWS itself have no account id', async () => {
    const document = `arn:aws:ssm:${REGION}::document/AWS-RunShellScript`
    const RunCommandParameters = { RunCommandTargets: [{ Key: 'tag:role', Values: ['web'] }] }
    const verdict = await ask(
      { Arn: document, RoleArn: ROLE, RunCommandParameters, Input: '{"commands":["true"]}' },
      { ssmDocument: gone },
    )
    expect(codes(verdict)).not.toContain('arn-malformed error')
  })
})

describe('the role of a target', () => {
  test('is required by a state machine', async () => {
    const found = finding(await ask({ Arn: MACHINE }, { rule: ruleWith() }))
    expect(found).toMatchObject({ code: 'role-required', severity: 'error' })
    expect(found.summary).toBe(
      'The target settle needs a role and has none: EventBridge reaches a Step Functions state machine only through a role.',
    )
    expect(found.because).toContain('RoleArn is absent')
    expect(found.fix?.changes.length).toBeGreaterThan(0)
  })

  test('may have been put on the rule, where EventBridge does not use it', async () => {
    const found = finding(await ask({ Arn: MACHINE }, { rule: ruleWith({ roleArn: ROLE }) }))
    expect(found).toMatchObject({ code: 'role-on-rule-only', severity: 'error' })
    expect(found.because).toEqual([
      `events:DescribeRule: RoleArn = "${ROLE}"`,
      'events:ListTargetsByRule: target settle has no RoleArn',
    ])
    expect(found.fix).toBeDefined()
  })

  test('is required also when the rule may not be read, and that is said beside it', async () => {
    const verdict = await ask({ Arn: MACHINE }, { rule: refused('events:DescribeRule') })
    expect(codes(verdict)).toEqual(['role-required error'])
    expect(verdict).toMatchObject({ unseen: { text: expect.stringContaining('grant events:DescribeRule') } })
  })

  test('is required by any target in another account', async () => {
    const found = finding(await ask({ Arn: FUNCTION.replace(HOME, OTHER) }, { rule: ruleWith() }))
    expect(found.summary).toBe(`The target settle needs a role and has none: it is in another account (${OTHER}).`)
  })

  test('false positive: a function, a queue and a topic of the same account need none', async () => {
    for (const Arn of [FUNCTION, QUEUE, TOPIC]) expect(await ask({ Arn })).toMatchObject({ status: 'ok' })
  })

  test('false positive: a function, a queue and a topic may have one', async () => {
    for (const Arn of [FUNCTION, QUEUE, TOPIC])
      expect(await ask({ Arn, RoleArn: ROLE })).toMatchObject({ status: 'ok' })
  })

  test('false positive: a bus of another account may be an old target, from when no role was asked for', async () => {
    expect(await ask({ Arn: `arn:aws:events:${REGION}:${OTHER}:event-bus/orders` })).toMatchObject({ status: 'ok' })
  })

  test('must not be there for a log group', async () => {
    const found = finding(await ask({ Arn: LOGS, RoleArn: ROLE }))
    expect(found).toMatchObject({ code: 'role-not-supported', severity: 'error' })
    expect(found.because).toEqual([`RoleArn = "${ROLE}"`])
  })

  test('of another account on a bus is probably the role of the final target, which the finding says', async () => {
    const RoleArn = ROLE.replace(HOME, OTHER)
    const found = finding(await ask({ Arn: `arn:aws:events:${REGION}:${OTHER}:event-bus/orders`, RoleArn }))
    expect(found).toMatchObject({ code: 'role-in-other-account', severity: 'error' })
    expect(found.because.join('\n')).toContain(
      `A role of account ${OTHER} belongs on the target of the rule on that bus.`,
    )
  })

  test('must be of the account of the rule', async () => {
    const RoleArn = ROLE.replace(HOME, OTHER)
    const found = finding(await ask({ Arn: MACHINE, RoleArn }))
    expect(found).toMatchObject({ code: 'role-in-other-account', severity: 'error' })
    expect(found.because).toEqual([`RoleArn = "${RoleArn}"`, `rule = "${RULE}"`])
  })

  test('must be a role, given by its ARN', async () => {
    for (const RoleArn of ['deliver', ROLE.replace('role/', 'user/'), `arn:aws:iam:::role/deliver`]) {
      expect(codes(await ask({ Arn: MACHINE, RoleArn }))).toEqual(['arn-malformed error'])
    }
  })

  test('false positive: a role with a path is a role', async () => {
    expect((await ask({ Arn: MACHINE, RoleArn: ROLE.replace('role/', 'role/service-role/') })).status).toBe('ok')
  })
})

describe('a task', () => {
  const definition = (more: Partial<TaskDefinition> = {}): TaskDefinition => ({
    arn: `${FAMILY}:3`,
    status: 'ACTIVE',
    networkMode: 'awsvpc',
    compatibilities: ['EC2', 'FARGATE'],
    requiresCompatibilities: ['FARGATE'],
    containers: ['main'],
    ...more,
  })
  const network = { awsvpcConfiguration: { Subnets: ['subnet-1'] } }
  const task = (
    EcsParameters: object,
    reads: Partial<Account> = { taskDefinition: answers(definition()) },
    more = {},
  ) =>
    ask({ Arn: CLUSTER, RoleArn: ROLE, EcsParameters: { TaskDefinitionArn: FAMILY, ...EcsParameters }, ...more }, reads)

  test('on Fargate needs a network configuration', async () => {
    const found = finding(await task({ LaunchType: 'FARGATE' }))
    expect(found).toMatchObject({ code: 'parameters-invalid', severity: 'error' })
    expect(found.because[0]).toBe('EcsParameters.LaunchType = "FARGATE"')
  })

  test('on Fargate with subnets is set up as it should be', async () => {
    expect(await task({ LaunchType: 'FARGATE', NetworkConfiguration: network })).toEqual({
      status: 'ok',
      because: 'The target is an ECS task, and its configuration is valid.',
    })
  })

  test('names its task definition by a whole ARN', async () => {
    const verdict = await task({ TaskDefinitionArn: 'report' }, { taskDefinition: gone })
    expect(codes(verdict)).toContain('arn-malformed error')
  })

  test('may not set both a launch type and capacity providers', async () => {
    const verdict = await task({
      LaunchType: 'FARGATE',
      NetworkConfiguration: network,
      CapacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }],
    })
    expect(codes(verdict)).toEqual(['parameters-invalid error'])
  })

  test('false positive: on capacity providers alone it needs no launch type', async () => {
    const verdict = await task({
      NetworkConfiguration: network,
      CapacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }],
    })
    expect(verdict.status).toBe('ok')
  })

  test('cannot be held against a task definition that may not be read', async () => {
    const verdict = await task(
      { LaunchType: 'FARGATE', NetworkConfiguration: network },
      { taskDefinition: refused('ecs:DescribeTaskDefinition', FAMILY) },
    )
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant ecs:DescribeTaskDefinition')
  })
})

describe('the input and the retries of a target', () => {
  test('have one kind of input only', async () => {
    const found = finding(await ask({ Arn: FUNCTION, Input: '{}', InputPath: '$.detail' }))
    expect(found).toMatchObject({ code: 'input-invalid', severity: 'error' })
    expect(found.because).toEqual(['Input, InputPath are all set; only one may be'])
  })

  test('a retry policy stays within what EventBridge allows', async () => {
    const verdict = await ask({ Arn: FUNCTION, RetryPolicy: { MaximumRetryAttempts: 500 } })
    expect(codes(verdict)).toEqual(['parameters-invalid error'])
    expect((await ask({ Arn: FUNCTION, RetryPolicy: { MaximumRetryAttempts: 0 } })).status).toBe('ok')
  })

  test('all flaws are told, not the first alone', async () => {
    const verdict = await ask({ Arn: MACHINE.replace(REGION, 'us-east-1'), Input: '{' }, { rule: ruleWith() })
    expect(codes(verdict)).toEqual(['region-mismatch error', 'input-invalid error', 'role-required error'])
  })
})
