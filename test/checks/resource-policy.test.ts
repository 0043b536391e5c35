import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/aws/account.js'
import type { WebApi } from '../../src/aws/reads/apigateway.js'
import { resourcePolicy } from '../../src/checks/resource-policy.js'
import { BUS, HOME, OTHER, REGION, RULE } from '../support/home.js'
import {
  account,
  answers,
  bus,
  codes,
  delivery,
  doc,
  finding,
  forEventBridge,
  forRule,
  gone,
  QUEUE,
  queue,
  ROLE,
  reason,
  refused,
  TOPIC,
  topic,
} from './delivery.js'

const ask = (target: Parameters<typeof delivery>[0], reads: Partial<Account>, busName?: string) =>
  resourcePolicy.run(
    delivery(target, busName),
    account({ rule: answers({ name: 'order-paid', arn: RULE, bus: 'default', state: 'ENABLED' }), ...reads }),
  )

describe('a queue without a role on the target', () => {
  const send = (policy: string | null, busName?: string) =>
    ask({ Arn: QUEUE }, { queue: answers(queue({ policy })) }, busName)

  test('takes events when its policy lets EventBridge in for this rule', async () => {
    const verdict = await send(queue().policy)
    expect(verdict).toEqual({
      status: 'ok',
      because: 'The queue policy allows EventBridge to deliver for the rule order-paid.',
    })
  })

  test('takes no event when it has no policy, and the fix adds one statement', async () => {
    const found = finding(await send(null))
    expect(found.code).toBe('grant-missing')
    expect(found.severity).toBe('error')
    expect(found.summary).toBe(`No queue policy of ${QUEUE} allows EventBridge to deliver for the rule order-paid.`)
    expect(found.because).toEqual(['There is no queue policy, and the target has no role.'])
    expect(found.fix?.changes).toHaveLength(1)
  })

  test('takes no event when its policy is only about other services', async () => {
    const policy = doc(
      forEventBridge('sqs:SendMessage', QUEUE, { Principal: { Service: 's3.amazonaws.com' } }),
      forEventBridge('sqs:*', QUEUE, { Principal: { AWS: HOME } }),
    )
    expect(codes(await send(policy))).toEqual(['grant-missing error'])
  })

  test('is missed by a statement for the same rule name on the default bus, and both ARNs are shown', async () => {
    const found = finding(await send(queue().policy, 'orders'))
    expect(found.code).toBe('grant-mismatch')
    expect(found.because.join('\n')).toContain(`found "${RULE}"`)
    expect(found.because.join('\n')).toContain('rule/orders/order-paid')
  })

  test("is missed by a statement for another rule's ARN", async () => {
    const policy = doc(forEventBridge('sqs:SendMessage', QUEUE, forRule(RULE.replace('order-paid', 'order-sent'))))
    expect(codes(await send(policy))).toEqual(['grant-mismatch error'])
  })

  test('is missed by a statement for scheduler.amazonaws.com, another service than the one that runs rules', async () => {
    const policy = doc(
      forEventBridge('sqs:SendMessage', QUEUE, { Principal: { Service: 'scheduler.amazonaws.com' }, ...forRule(RULE) }),
    )
    const found = finding(await send(policy))
    expect(found.code).toBe('grant-mismatch')
    expect(found.because.join('\n')).toContain('scheduler.amazonaws.com')
  })

  test('is shut by a Deny, whatever else is allowed', async () => {
    const policy = doc(forEventBridge('sqs:SendMessage', QUEUE), {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: QUEUE,
      Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } },
    })
    const found = finding(await send(policy))
    expect(found.code).toBe('grant-denied')
    expect(found.fix).toBeUndefined()
  })

  test('false positive: a Deny for calls without TLS is no obstacle for a role', async () => {
    const policy = doc(forEventBridge('sqs:SendMessage', QUEUE), {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: QUEUE,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })
    const verdict = await ask({ Arn: QUEUE, RoleArn: ROLE }, { queue: answers(queue({ policy })) })
    expect(verdict.status).toBe('ok')
  })

  test('false positive: a statement without any condition lets every rule in', async () => {
    expect((await send(doc(forEventBridge('SQS:SendMessage', QUEUE)))).status).toBe('ok')
  })

  test('false positive: aws:SourceAccount beside aws:SourceArn is in order', async () => {
    const Condition = { ArnLike: { 'aws:SourceArn': RULE }, StringEquals: { 'aws:SourceAccount': HOME } }
    expect((await send(doc(forEventBridge('sqs:SendMessage', QUEUE, { Condition })))).status).toBe('ok')
  })

  test('false positive: {"AWS": "*"} is the same as "*" in a resource policy', async () => {
    const policy = doc(forEventBridge('sqs:SendMessage', QUEUE, { Principal: { AWS: '*' }, ...forRule(RULE) }))
    expect((await send(policy)).status).toBe('ok')
  })

  test('is missed by a statement for {"AWS": "*"} and another rule', async () => {
    const other = forRule(RULE.replace('paid', 'sent'))
    const policy = doc(forEventBridge('sqs:SendMessage', QUEUE, { Principal: { AWS: '*' }, ...other }))
    expect(codes(await send(policy))[0]).toMatch(/^grant-(missing|mismatch) error$/)
  })

  test('cannot be told when a Deny hangs on a key that nobody knows', async () => {
    const policy = doc(forEventBridge('sqs:SendMessage', QUEUE), {
      Effect: 'Deny',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    })
    const verdict = await send(policy)
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('aws:SourceIp')
  })

  test('cannot be told when the queue may not be read, and the permission is named', async () => {
    const verdict = await ask({ Arn: QUEUE }, { queue: refused('sqs:GetQueueAttributes', QUEUE) })
    expect(verdict.status).toBe('unknown')
    expect(reason(verdict)).toContain('grant sqs:GetQueueAttributes')
  })

  test('is not judged when it does not exist: that is the business of target-state', async () => {
    expect((await ask({ Arn: QUEUE }, { queue: gone })).status).toBe('skipped')
  })

  test('cannot be told when its policy is no JSON, and nothing is thrown', async () => {
    expect((await send('{"Version": ')).status).toBe('unknown')
  })
})

describe('a queue with a role on the target', () => {
  const policyOf = (policy: string | null, Arn = QUEUE) =>
    ask({ Arn, RoleArn: ROLE }, { queue: answers(queue({ arn: Arn, policy })) })

  test('false positive: needs no policy of its own in the same account', async () => {
    const verdict = await policyOf(null)
    expect(verdict.status).toBe('ok')
    expect(reason(verdict)).toContain("only the role's own permissions matter")
  })

  test('false positive: needs no statement for the role in the same account', async () => {
    expect((await policyOf(doc(forEventBridge('sqs:SendMessage', QUEUE, forRule(RULE))))).status).toBe('ok')
  })

  test('is shut by a Deny that takes the role in', async () => {
    const policy = doc({ Effect: 'Deny', Principal: { AWS: ROLE }, Action: 'sqs:SendMessage', Resource: QUEUE })
    expect(finding(await policyOf(policy)).summary).toBe(
      `The queue policy of ${QUEUE} denies the role deliver sqs:SendMessage.`,
    )
  })

  const there = QUEUE.replace(HOME, OTHER)

  test('in another account: needs a policy there that lets the account in', async () => {
    const policy = doc({ Effect: 'Allow', Principal: { AWS: HOME }, Action: 'sqs:SendMessage', Resource: there })
    expect((await policyOf(policy, there)).status).toBe('ok')
  })

  test('in another account: without such a policy nothing gets in', async () => {
    expect(codes(await policyOf(null, there))).toEqual(['grant-missing error'])
  })

  test('in another account: a statement for the service alone does not let the role in', async () => {
    expect(codes(await policyOf(doc(forEventBridge('sqs:SendMessage', there)), there))).toEqual(['grant-missing error'])
  })

  test('in another account: a statement for this account that allows something else misses', async () => {
    const policy = doc({ Effect: 'Allow', Principal: { AWS: HOME }, Action: 'sqs:ReceiveMessage', Resource: there })
    expect(codes(await policyOf(policy, there))).toEqual(['grant-mismatch error'])
  })

  test('in another account: a statement for everybody that allows something else is not meant for this delivery', async () => {
    const policy = doc({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sqs:ReceiveMessage', Resource: there })
    expect(codes(await policyOf(policy, there))).toEqual(['grant-missing error'])
  })

  test('in another account and without a role: the role comes first', async () => {
    expect((await ask({ Arn: there }, {})).status).toBe('skipped')
  })
})

describe('a topic', () => {
  const publish = (...statements: readonly object[]) =>
    ask({ Arn: TOPIC }, { topic: answers(topic({ policy: doc(...statements) })) })
  /** What SNS gives a topic when it is made. */
  const byDefault = (key: string) =>
    forEventBridge('SNS:Publish', TOPIC, { Principal: { AWS: '*' }, Condition: { StringEquals: { [key]: HOME } } })

  test('takes events when its policy lets EventBridge publish', async () => {
    expect((await publish(forEventBridge('sns:Publish', TOPIC))).status).toBe('ok')
  })

  test('takes no event with the policy that SNS makes: EventBridge sends no aws:SourceOwner', async () => {
    expect(codes(await publish(byDefault('AWS:SourceOwner')))).toEqual(['grant-missing error'])
  })

  test('AWS does not say whether the newer default policy (aws:SourceAccount) lets EventBridge in: a warning', async () => {
    expect(codes(await publish(byDefault('AWS:SourceAccount')))).toEqual(['grant-at-risk warning'])
  })

  test('is missed by a statement for EventBridge with aws:SourceOwner', async () => {
    const Condition = { StringEquals: { 'aws:SourceOwner': HOME } }
    const found = finding(await publish(forEventBridge('sns:Publish', TOPIC, { Condition })))
    expect(found.code).toBe('grant-mismatch')
    expect(found.because.join('\n')).toContain('aws:SourceAccount')
  })

  test("false positive: aws:SourceArn at a topic, which AWS's own tests deliver with", async () => {
    expect((await publish(forEventBridge('sns:Publish', TOPIC, forRule(RULE)))).status).toBe('ok')
  })

  test('is missed for certain by an aws:SourceArn of another rule, whatever AWS sends', async () => {
    const found = await publish(forEventBridge('sns:Publish', TOPIC, forRule(RULE.replace('paid', 'sent'))))
    expect(codes(found)).toEqual(['grant-mismatch error'])
  })

  test('false positive: aws:SourceAccount, which AWS documents, is no warning', async () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': HOME } }
    expect((await publish(forEventBridge('sns:Publish', TOPIC, { Condition }))).status).toBe('ok')
  })

  test('cannot be told when the topic may not be read', async () => {
    const verdict = await ask({ Arn: TOPIC }, { topic: refused('sns:GetTopicAttributes', TOPIC) })
    expect(reason(verdict)).toContain('grant sns:GetTopicAttributes')
  })
})

describe('a function', () => {
  const arn = `arn:aws:lambda:${REGION}:${HOME}:function:settle`
  const described = { lambdaFunction: answers({ arn }) }
  const invoke = (policy: string | null, target = arn) =>
    ask({ Arn: target }, { ...described, lambdaPolicy: answers(policy) })

  test('is invoked when its policy lets EventBridge in for this rule', async () => {
    const policy = doc(
      forEventBridge('lambda:InvokeFunction', arn, { Condition: { ArnLike: { 'AWS:SourceArn': RULE } } }),
    )
    expect((await invoke(policy)).status).toBe('ok')
  })

  test('is not invoked without a policy', async () => {
    expect(codes(await invoke(null))).toEqual(['grant-missing error'])
  })

  test('is not invoked by an alias when the statement is for the function: each alias has a policy of its own', async () => {
    const found = finding(await invoke(doc(forEventBridge('lambda:InvokeFunction', arn)), `${arn}:live`))
    expect(found.code).toBe('grant-mismatch')
  })

  test('false positive: aws:SourceAccount at a function, which recorded invocations show', async () => {
    const Condition = { ArnLike: { 'AWS:SourceArn': RULE }, StringEquals: { 'AWS:SourceAccount': HOME } }
    expect((await invoke(doc(forEventBridge('lambda:InvokeFunction', arn, { Condition })))).status).toBe('ok')
  })

  test('is not judged when it does not exist, although Lambda calls that "no policy" too', async () => {
    expect((await ask({ Arn: arn }, { lambdaFunction: gone, lambdaPolicy: answers(null) })).status).toBe('skipped')
  })

  test('cannot be told when neither a policy nor the function was seen', async () => {
    const lambdaFunction = refused('lambda:GetFunctionConfiguration', arn)
    expect((await ask({ Arn: arn }, { lambdaFunction, lambdaPolicy: answers(null) })).status).toBe('unknown')
  })
})

describe('a function named with :$LATEST', () => {
  const arn = `arn:aws:lambda:${REGION}:${HOME}:function:settle:$LATEST`
  const reads = {
    lambdaFunction: answers({ arn }),
    lambdaPolicy: answers(doc(forEventBridge('lambda:InvokeFunction', arn.slice(0, -8)))),
  }

  test('cannot be allowed by any policy, and the fix is another target', async () => {
    const found = finding(await ask({ Arn: arn }, reads))
    expect(`${found.code} ${found.severity}`).toBe('grant-missing error')
    expect(found.because.join('\n')).toContain('refuses the qualifier $LATEST')
    expect(found.fix?.changes).toEqual([])
    expect(found.fix?.title).toContain('without :$LATEST')
  })

  test('false positive: an alias may have a policy, and so may the function', async () => {
    for (const name of [arn.replace('$LATEST', 'live'), arn.replace(':$LATEST', '')]) {
      const policy = doc(forEventBridge('lambda:InvokeFunction', name))
      expect(
        (await ask({ Arn: name }, { lambdaFunction: answers({ arn: name }), lambdaPolicy: answers(policy) })).status,
      ).toBe('ok')
    }
  })

  test('is skipped when the function does not exist', async () => {
    expect((await ask({ Arn: arn }, { lambdaFunction: gone })).status).toBe('skipped')
  })
})

describe('a whole policy document of a function', () => {
  const arn = `arn:aws:lambda:${REGION}:${HOME}:function:settle`
  const allow = forEventBridge('lambda:InvokeFunction', arn)
  const invoke = (...statements: object[]) =>
    ask({ Arn: arn }, { lambdaFunction: answers({ arn }), lambdaPolicy: answers(doc(...statements)) })

  test.each([
    ['for everybody', { Principal: '*' }],
    ['for everybody but one account', { NotPrincipal: { AWS: HOME } }],
    [
      'for other rules than one',
      { Principal: '*', Condition: { ArnNotLike: { 'aws:SourceArn': RULE.replace('paid', 'sent') } } },
    ],
  ])('may deny %s', async (_, who) => {
    expect(codes(await invoke(allow, { Effect: 'Deny', Action: 'lambda:*', Resource: arn, ...who }))).toEqual([
      'grant-denied error',
    ])
  })
})

describe('a target in another partition', () => {
  test.each([
    `arn:aws-cn:lambda:cn-north-1:${HOME}:function:settle`,
    `arn:aws-us-gov:sqs:us-gov-west-1:${HOME}:orders`,
    `arn:aws-eusc:sns:eusc-de-east-1:${HOME}:orders`,
  ])('%s is told by target-config alone', async (arn) => {
    const verdict = await ask({ Arn: arn }, {})
    expect(verdict).toMatchObject({ status: 'skipped', because: expect.stringContaining('see target-config') })
  })
})

describe('a log group', () => {
  const arn = `arn:aws:logs:${REGION}:${HOME}:log-group:/aws/events/orders`
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents']
  const policy = (document: string, scope: 'ACCOUNT' | 'RESOURCE' = 'ACCOUNT', name = 'events') => ({
    name,
    scope,
    document,
  })
  const write = (...policies: ReturnType<typeof policy>[]) => ask({ Arn: arn }, { logsPolicies: answers(policies) })
  const all = `arn:aws:logs:${REGION}:${HOME}:log-group:/aws/events/*:*`

  test('is written to when a policy of the account takes in its log streams', async () => {
    expect((await write(policy(doc(forEventBridge(actions, all))))).status).toBe('ok')
  })

  test('is written to when a policy of the group itself lets EventBridge in', async () => {
    expect((await write(policy(doc(forEventBridge(actions, `${arn}:*`)), 'RESOURCE'))).status).toBe('ok')
  })

  test('is not written to without any resource policy in the region', async () => {
    expect(codes(await write())).toEqual(['grant-missing error'])
  })

  test('is missed by a policy without ":*", since what is written to is a log stream', async () => {
    const found = finding(await write(policy(doc(forEventBridge(actions, arn)))))
    expect(found.code).toBe('grant-mismatch')
    expect(found.because.join('\n')).toContain(`found "${arn}"`)
  })

  test('is not written to when streams may be made and nothing may be put into them', async () => {
    const found = finding(await write(policy(doc(forEventBridge('logs:CreateLogStream', all)))))
    expect(found.code).toBe('grant-mismatch')
    expect(found.because.join('\n')).toContain('logs:PutLogEvents')
  })

  test('several policies count as one: what one allows, another need not', async () => {
    const other = policy(
      doc(forEventBridge(actions, all, { Principal: { Service: 'es.amazonaws.com' } })),
      'ACCOUNT',
      'es',
    )
    expect((await write(other, policy(doc(forEventBridge(actions, all))))).status).toBe('ok')
  })

  test('several policies count as one: a Deny in any of them wins', async () => {
    const deny = policy(doc(forEventBridge(actions, all, { Effect: 'Deny' })), 'RESOURCE', 'shut')
    expect(codes(await write(policy(doc(forEventBridge(actions, all))), deny))).toEqual(['grant-denied error'])
  })

  test('false positive: conditions on the source at a log group, which policies in wide use have', async () => {
    const Condition = {
      StringEquals: { 'aws:SourceAccount': HOME },
      ArnLike: { 'aws:SourceArn': `${RULE.slice(0, -10)}*` },
    }
    expect((await write(policy(doc(forEventBridge(actions, all, { Condition }))))).status).toBe('ok')
  })

  test('cannot be told when the resource policies may not be read', async () => {
    const verdict = await ask({ Arn: arn }, { logsPolicies: refused('logs:DescribeResourcePolicies') })
    expect(reason(verdict)).toContain('grant logs:DescribeResourcePolicies')
  })
})

describe('an event bus', () => {
  const put = (policy: string | null) => ask({ Arn: BUS, RoleArn: ROLE }, { eventBus: answers(bus({ policy })) })

  test('false positive: a bus of the same account needs no policy when the target has a role', async () => {
    expect((await put(null)).status).toBe('ok')
  })

  test('is shut by a Deny in its policy', async () => {
    const policy = doc({ Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: BUS })
    expect(codes(await put(policy))).toEqual(['grant-denied error'])
  })

  test('without a role there is nothing to judge here: target-config asks for the role', async () => {
    expect((await ask({ Arn: BUS }, {})).status).toBe('skipped')
  })

  test('in another account it is the business of cross-account', async () => {
    expect((await ask({ Arn: BUS.replace(HOME, OTHER), RoleArn: ROLE }, {})).status).toBe('skipped')
  })

  test('cannot be told when the bus may not be read', async () => {
    const verdict = await ask({ Arn: BUS, RoleArn: ROLE }, { eventBus: refused('events:DescribeEventBus', BUS) })
    expect(verdict.status).toBe('unknown')
  })
})

describe('an API', () => {
  const arn = `arn:aws:execute-api:${REGION}:${HOME}:abc123/prod/POST/orders`
  const api = (authorization: string, policy: string | null, more: Partial<WebApi> = {}): WebApi => ({
    id: 'abc123',
    name: 'orders',
    kind: 'REST',
    endpointTypes: ['REGIONAL'],
    policy,
    stages: ['prod'],
    methods: [{ path: '/orders', method: 'POST', authorization }],
    ...more,
  })
  const call = (web: WebApi) => ask({ Arn: arn }, { webApi: answers(web) })

  test('false positive: an API without authorization and without a policy is open', async () => {
    expect((await call(api('NONE', null))).status).toBe('ok')
  })

  test('is called when its policy lets EventBridge in for this rule', async () => {
    const verdict = await call(api('NONE', doc(forEventBridge('execute-api:Invoke', arn, forRule(RULE)))))
    expect(verdict.status).toBe('ok')
  })

  test("false positive: the short form execute-api:/stage/METHOD/path of AWS's pages is the same", async () => {
    const policy = doc(forEventBridge('execute-api:Invoke', 'execute-api:/prod/POST/orders', forRule(RULE)))
    expect((await call(api('NONE', policy))).status).toBe('ok')
  })

  test('is missed by a policy for another method', async () => {
    const policy = doc(forEventBridge('execute-api:Invoke', arn.replace('POST', 'GET'), forRule(RULE)))
    expect(codes(await call(api('NONE', policy)))).toEqual(['grant-mismatch error'])
  })

  test('with IAM authorization, no policy and no role nobody lets EventBridge in; a person has to deploy the policy', async () => {
    const found = finding(await call(api('AWS_IAM', null)))
    expect(found.code).toBe('grant-missing')
    expect(found.fix?.changes).toEqual([])
    expect(found.fix?.decide?.join()).toContain('deploy the stage again')
  })

  test('of the HTTP kind has no policy that could let EventBridge in: it needs a role where IAM authorizes', async () => {
    const found = finding(await call(api('AWS_IAM', null, { kind: 'HTTP' })))
    expect(found.fix?.decide?.join()).toContain('give the target a role')
  })

  test('cannot be told when an authorizer of its own decides', async () => {
    const verdict = await call(api('CUSTOM', null))
    expect(reason(verdict)).toContain('authorizer (CUSTOM)')
  })

  test('cannot be told when the API may not be read', async () => {
    const verdict = await ask({ Arn: arn }, { webApi: refused('apigateway:GET', arn) })
    expect(verdict.status).toBe('unknown')
  })
})

test('a service that is reached through a role only has no policy to judge', async () => {
  const verdict = await ask({ Arn: `arn:aws:states:${REGION}:${HOME}:stateMachine:settle`, RoleArn: ROLE }, {})
  expect(verdict.status).toBe('skipped')
})

test('a target of an unknown service is not judged', async () => {
  expect((await ask({ Arn: `arn:aws:quantum:${REGION}:${HOME}:box/1` }, {})).status).toBe('skipped')
})
