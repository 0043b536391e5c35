import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { TaskDefinition } from '../../src/aws/reads/ecs.js'
import type { Target } from '../../src/aws/reads/events.js'
import type { NamedPolicy } from '../../src/aws/reads/iam.js'
import { rolePermissions } from '../../src/checks/role-permissions.js'
import { HOME, OTHER, REGION } from '../support/home.js'
import {
  account,
  answers,
  codes,
  delivery,
  doc,
  finding,
  forEventBridge,
  gone,
  QUEUE,
  queue,
  ROLE,
  reason,
  refused,
  role,
} from './delivery.js'

const MACHINE = `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`
const CLUSTER = `arn:aws:ecs:${REGION}:${HOME}:cluster/jobs`
const FAMILY = `arn:aws:ecs:${REGION}:${HOME}:task-definition/report`
const BOUNDARY = `arn:aws:iam::${HOME}:policy/boundary`
const EXECUTION = `arn:aws:iam::${HOME}:role/ecs-execution`
const TASK_ROLE = `arn:aws:iam::${HOME}:role/report-task`

const may = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const policy = (name: string, ...statements: readonly object[]): NamedPolicy => ({ name, document: doc(...statements) })

/** The role `deliver` with these policies. */
const having = ({
  inline = [],
  attached = [],
  boundary,
}: Record<'inline' | 'attached', readonly object[]> & { boundary?: readonly object[] }): Partial<Account> => ({
  role: answers(role(boundary ? { boundaryArn: BOUNDARY } : {})),
  inlinePolicies: answers(inline.length > 0 ? [policy('invoke', ...inline)] : []),
  attachedPolicies: answers(attached.length > 0 ? [{ ...policy('managed', ...attached), arn: BOUNDARY }] : []),
  ...(boundary ? { managedPolicy: answers(policy('boundary', ...boundary)) } : {}),
})
const inline = (...statements: readonly object[]) => having({ inline: statements, attached: [] })

const ask = (target: Partial<Target> & { Arn: string }, reads: Partial<Account>) =>
  rolePermissions.run(delivery({ RoleArn: ROLE, ...target }), account(reads))
const start = (...statements: readonly object[]) => ask({ Arn: MACHINE }, inline(...statements))

describe('the role may start the state machine', () => {
  test('when an inline policy allows just that', async () => {
    expect(await start(may('states:StartExecution', MACHINE))).toEqual({
      status: 'ok',
      because: `The role deliver allows states:StartExecution on ${MACHINE}.`,
    })
  })

  test.each([
    ['states:*', MACHINE],
    ['states:Start*', '*'],
    ['*', '*'],
    ['STATES:startexecution', MACHINE],
    ['states:StartExecution', `arn:aws:states:*:*:stateMachine:*`],
    ['states:StartExecution', `arn:aws:states:${REGION}:${HOME}:stateMachine:sett?e`],
  ])('false positive: with %s on %s', async (action, resource) => {
    expect((await start(may(action, resource))).status).toBe('ok')
  })

  test('false positive: with NotAction that leaves it in', async () => {
    const { Action: _, ...rest } = may('', '*')
    expect((await start({ ...rest, NotAction: 'iam:*' })).status).toBe('ok')
  })

  test('false positive: with NotResource of something else', async () => {
    const { Resource: _, ...rest } = may('states:StartExecution', '')
    expect((await start({ ...rest, NotResource: `${MACHINE}-other` })).status).toBe('ok')
  })

  test("false positive: with a customer's own managed policy", async () => {
    const reads = having({ inline: [], attached: [may('states:StartExecution', MACHINE)] })
    expect((await ask({ Arn: MACHINE }, reads)).status).toBe('ok')
  })

  test('false positive: with a permissions boundary that allows it as well', async () => {
    const reads = having({
      inline: [may('states:*', '*')],
      attached: [],
      boundary: [may('states:StartExecution', '*')],
    })
    expect((await ask({ Arn: MACHINE }, reads)).status).toBe('ok')
  })

  test('false positive: with a Deny of something else', async () => {
    const deny = { Effect: 'Deny', Action: 'states:DeleteStateMachine', Resource: '*' }
    expect((await start(may('states:*', '*'), deny)).status).toBe('ok')
  })

  test('false positive: an alias is authorised against the state machine without it', async () => {
    const reads = inline(may('states:StartExecution', MACHINE))
    expect((await ask({ Arn: `${MACHINE}:live` }, reads)).status).toBe('ok')
  })

  test('false positive: a condition on the region of the call is met', async () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': REGION } }
    expect((await start(may('states:StartExecution', MACHINE, { Condition }))).status).toBe('ok')
  })
})

describe('the role may start it under a condition on its own tags', () => {
  const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'shop' } }
  const tagged = (tags: Record<string, string>) =>
    ask(
      { Arn: MACHINE },
      { ...inline(may('states:StartExecution', MACHINE, { Condition })), role: answers(role({ tags })) },
    )

  test('false positive: when it has that tag', async () => {
    expect((await tagged({ team: 'shop' })).status).toBe('ok')
  })

  test('and not when it has none, or another', async () => {
    for (const tags of [{}, { team: 'stock' }]) expect(codes(await tagged(tags))).toEqual(['permission-missing error'])
  })
})

describe('the role may not start the state machine', () => {
  test('when no policy says so; a fix adds just that', async () => {
    const found = finding(await start(may('states:DescribeStateMachine', MACHINE)))
    expect(found).toMatchObject({
      code: 'permission-missing',
      severity: 'error',
      summary: `The role deliver does not allow states:StartExecution on ${MACHINE}.`,
    })
    expect(found.because[0]).toBe('needed so that EventBridge can start the state machine')
    expect(JSON.stringify(found.fix?.changes)).toContain('states:StartExecution')
  })

  test('when the ARN in the policy lacks its account id: both strings are shown', async () => {
    const without = MACHINE.replace(HOME, '')
    const found = finding(await start(may('states:StartExecution', without)))
    expect(found.because.join('\n')).toContain(`found "${without}", needed "${MACHINE}"`)
  })

  test('when the policy names a state machine of another region', async () => {
    const there = MACHINE.replace(REGION, 'us-east-1')
    const found = finding(await start(may('states:StartExecution', there)))
    expect(found.because.join('\n')).toContain(there)
  })

  test('when a policy denies it: nothing can be added against a Deny', async () => {
    const deny = { Sid: 'NoStart', Effect: 'Deny', Action: 'states:StartExecution', Resource: '*' }
    const found = finding(await start(may('states:*', '*'), deny))
    expect(found).toMatchObject({ code: 'permission-denied', severity: 'error' })
    expect(found.fix?.changes ?? []).toEqual([])
  })

  test('when only the permissions boundary stands in the way', async () => {
    const reads = having({ inline: [may('states:*', '*')], attached: [], boundary: [may('s3:*', '*')] })
    const found = finding(await ask({ Arn: MACHINE }, reads))
    expect(found).toMatchObject({ code: 'boundary-blocks', severity: 'error' })
    expect(found.summary).toContain('The permissions boundary of the role deliver does not allow')
  })

  test('when its permissions boundary was deleted: such a boundary allows nothing', async () => {
    const reads = { ...having({ inline: [may('*', '*')], attached: [], boundary: [] }), managedPolicy: gone }
    expect(codes(await ask({ Arn: MACHINE }, reads))).toEqual(['boundary-blocks error'])
  })

  test('when both the boundary and its own policies lack it, its own policies are named first', async () => {
    const reads = having({ inline: [may('s3:*', '*')], attached: [], boundary: [may('s3:*', '*')] })
    expect(codes(await ask({ Arn: MACHINE }, reads))).toEqual(['permission-missing error'])
  })

  test('when the last condition of its policy is not met', async () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }
    expect(codes(await start(may('states:StartExecution', MACHINE, { Condition })))).toEqual([
      'permission-missing error',
    ])
  })
})

describe('what the role may do is not told', () => {
  test('when a condition depends on what nobody knows beforehand', async () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }
    const verdict = await start(may('states:StartExecution', MACHINE, { Condition }))
    expect(verdict.status).toBe('unknown')
  })

  test('when its attached policies may not be read and the others do not allow it', async () => {
    const reads = { ...inline(), attachedPolicies: refused('iam:ListAttachedRolePolicies', ROLE) }
    const verdict = await ask({ Arn: MACHINE }, reads)
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant iam:ListAttachedRolePolicies')
  })

  test('when an attached policy that may not be read could deny what the others allow: never ok', async () => {
    const reads = {
      ...inline(may('states:StartExecution', MACHINE)),
      attachedPolicies: refused('iam:ListAttachedRolePolicies', ROLE),
    }
    expect((await ask({ Arn: MACHINE }, reads)).status).toBe('unknown')
  })

  test('when the boundary may not be read: never ok', async () => {
    const reads = {
      ...having({ inline: [may('*', '*')], attached: [], boundary: [] }),
      managedPolicy: refused('iam:GetPolicy', BOUNDARY),
    }
    const verdict = await ask({ Arn: MACHINE }, reads)
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant iam:GetPolicy')
  })

  test('yet a Deny that can be read is certain whatever else there is', async () => {
    const reads = {
      ...inline({ Effect: 'Deny', Action: '*', Resource: '*' }),
      attachedPolicies: refused('iam:ListAttachedRolePolicies', ROLE),
    }
    const verdict = await ask({ Arn: MACHINE }, reads)
    expect(codes(verdict)).toEqual(['permission-denied error'])
    expect(verdict).toMatchObject({ unseen: { kind: 'denied' } })
  })

  test('when the role itself may not be read', async () => {
    const verdict = await ask({ Arn: MACHINE }, { ...inline(), role: refused('iam:GetRole', ROLE) })
    expect(reason(verdict)).toContain('grant iam:GetRole')
  })

  test('when a policy is no policy: never ok', async () => {
    const reads = { ...inline(), inlinePolicies: answers([{ name: 'broken', document: '{' }]) }
    expect((await ask({ Arn: MACHINE }, reads)).status).not.toBe('ok')
  })

  test('of a role that is not there, of no role, of a role elsewhere: another check tells', async () => {
    expect((await ask({ Arn: MACHINE }, { ...inline(), role: gone })).status).toBe('skipped')
    const none = await rolePermissions.run(delivery({ Arn: MACHINE }), account({}))
    expect(none).toEqual({ status: 'skipped', because: 'Target settle uses no role.' })
    expect((await ask({ Arn: MACHINE, RoleArn: ROLE.replace(HOME, OTHER) }, {})).status).toBe('skipped')
    expect((await ask({ Arn: MACHINE, RoleArn: 'deliver' }, {})).status).toBe('skipped')
  })
})

describe('the role may run the task', () => {
  const definition: TaskDefinition = {
    arn: `${FAMILY}:3`,
    status: 'ACTIVE',
    compatibilities: [],
    requiresCompatibilities: ['FARGATE'],
    executionRoleArn: EXECUTION,
    taskRoleArn: TASK_ROLE,
    containers: [],
  }
  const task = (statements: readonly object[], more: Partial<Target> = {}, parameters: object = {}) =>
    ask(
      { Arn: CLUSTER, EcsParameters: { TaskDefinitionArn: FAMILY, ...parameters }, ...more },
      { ...inline(...statements), taskDefinition: answers(definition) },
    )
  const run = may('ecs:RunTask', `${FAMILY}:*`)
  const pass = may('iam:PassRole', [EXECUTION, TASK_ROLE])

  test('with ecs:RunTask on its revisions and iam:PassRole on both its roles', async () => {
    expect((await task([run, pass])).status).toBe('ok')
  })

  test('false positive: with conditions on the cluster and on the service that the roles are passed to', async () => {
    const onCluster = { Condition: { ArnEquals: { 'ecs:cluster': CLUSTER } } }
    const toEcs = { Condition: { StringLike: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } }
    const verdict = await task([may('ecs:RunTask', `${FAMILY}:*`, onCluster), may('iam:PassRole', '*', toEcs)])
    expect(verdict.status).toBe('ok')
  })

  test('false positive: with iam:PassRole on *', async () => {
    expect((await task([run, may('iam:PassRole', '*')])).status).toBe('ok')
  })

  test('false positive: a policy for the very revision that is the latest', async () => {
    expect((await task([may('ecs:RunTask', `${FAMILY}:3`), pass])).status).toBe('ok')
  })

  test('not with a policy for an older revision', async () => {
    const found = finding(await task([may('ecs:RunTask', `${FAMILY}:2`), pass]))
    expect(found.code).toBe('permission-missing')
    expect(found.summary).toContain(`ecs:RunTask on ${FAMILY}:3`)
  })

  test('not without iam:PassRole: each role that is passed is named', async () => {
    const verdict = await task([run])
    expect(codes(verdict)).toEqual(['permission-missing error', 'permission-missing error'])
    const summaries = verdict.status === 'problem' ? verdict.findings.map(({ summary }) => summary).join('\n') : ''
    expect(summaries).toContain(EXECUTION)
    expect(summaries).toContain(TASK_ROLE)
  })

  test.each([
    ['EC2 alone', { requiresCompatibilities: ['EC2'], compatibilities: ['EC2'] }],
    ['an external instance', { requiresCompatibilities: ['EXTERNAL'], compatibilities: ['EXTERNAL', 'EC2'] }],
    ['whatever it was registered for', { requiresCompatibilities: [], compatibilities: ['EC2'] }],
  ])('off Fargate, on %s, iam:PassRole on the task role is in doubt: a warning with both sources', async (_, on) => {
    const verdict = await ask(
      { Arn: CLUSTER, EcsParameters: { TaskDefinitionArn: FAMILY } },
      { ...inline(run, may('iam:PassRole', EXECUTION)), taskDefinition: answers({ ...definition, ...on }) },
    )
    const found = finding(verdict)
    expect(found).toMatchObject({ code: 'permission-at-risk', severity: 'warning' })
    expect(found.summary).toContain(TASK_ROLE)
    expect(found.because.join('\n')).toContain('CWE_IAM_role.html')
    expect(found.because.join('\n')).toContain('aws-cdk')
  })

  test('off Fargate, launched on Fargate all the same, iam:PassRole on the task role is needed', async () => {
    const on = { requiresCompatibilities: ['EC2'], compatibilities: ['EC2'] }
    const verdict = await ask(
      { Arn: CLUSTER, EcsParameters: { TaskDefinitionArn: FAMILY, LaunchType: 'FARGATE' } },
      { ...inline(run, may('iam:PassRole', EXECUTION)), taskDefinition: answers({ ...definition, ...on }) },
    )
    expect(codes(verdict)).toEqual(['permission-missing error'])
  })

  test('not when the roles may be passed to another service only', async () => {
    const toLambda = { Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } }
    expect(codes(await task([run, may('iam:PassRole', '*', toLambda)]))).toHaveLength(2)
  })

  test('an override in the input is what is passed instead', async () => {
    const other = `arn:aws:iam::${HOME}:role/override`
    const found = finding(await task([run, pass], { Input: JSON.stringify({ taskRoleArn: other }) }))
    expect(found.summary).toContain(`iam:PassRole on ${other}`)
  })

  test('tags may need ecs:TagResource: a warning, since AWS leaves open when', async () => {
    const found = finding(await task([run, pass], {}, { PropagateTags: 'TASK_DEFINITION' }))
    expect(found).toMatchObject({ code: 'permission-at-risk', severity: 'warning' })
  })

  test('which roles are passed is unknown when the task definition may not be read', async () => {
    const verdict = await ask(
      { Arn: CLUSTER, EcsParameters: { TaskDefinitionArn: `${FAMILY}:3` } },
      { ...inline(run), taskDefinition: refused('ecs:DescribeTaskDefinition', FAMILY) },
    )
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant ecs:DescribeTaskDefinition')
  })
})

describe('a target whose own policy may let the role in', () => {
  const send = (policyOfQueue: string | null, ...statements: readonly object[]) =>
    ask({ Arn: QUEUE }, { ...inline(...statements), queue: answers(queue({ policy: policyOfQueue })) })
  const forRole = (Principal: object) => doc(forEventBridge('sqs:SendMessage', QUEUE, { Principal }))

  test('false positive: the queue policy names the role itself, whose own policies then need not say it', async () => {
    expect((await send(forRole({ AWS: ROLE }))).status).toBe('ok')
  })

  test('is not asked when the role may send by itself', async () => {
    const verdict = await ask({ Arn: QUEUE }, inline(may('sqs:SendMessage', QUEUE)))
    expect(verdict.status).toBe('ok')
  })

  test('a queue policy for EventBridge itself is of no use to the role', async () => {
    expect(codes(await send(queue().policy))).toEqual(['permission-missing error'])
  })

  test('that may not be read leaves it unknown, since it may let the role in', async () => {
    const verdict = await ask({ Arn: QUEUE }, { ...inline(), queue: refused('sqs:GetQueueAttributes', QUEUE) })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant sqs:GetQueueAttributes')
  })

  test('of another account is not asked: there the own policies must allow it in any case', async () => {
    const verdict = await ask({ Arn: QUEUE.replace(HOME, OTHER) }, inline())
    expect(codes(verdict)).toEqual(['permission-missing error'])
  })
})

describe('a target in another account of a service that EventBridge does not reach there', () => {
  test('asks nothing of the role: no permission would help', async () => {
    const verdict = await ask({ Arn: MACHINE.replace(HOME, OTHER) }, {})
    expect(verdict).toMatchObject({ status: 'skipped', because: expect.stringContaining('cross-account') })
  })
})
