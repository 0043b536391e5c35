import { describe, expect, test } from 'vitest'
import { remember } from '../../src/aws/memory.js'
import { masked, maskTargets } from '../../src/aws/payloads.js'
import { found } from '../../src/aws/read.js'
import type { Target } from '../../src/aws/reads/events.js'
import { CHECKS } from '../../src/checks/index.js'
import { diagnose } from '../../src/diagnosis/diagnose.js'
import { renderJson } from '../../src/report/json.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { HOME, REGION } from '../support/home.js'
import { ROLE, TARGETS, wholeAccount } from '../support/whole-account.js'

const mark = (value: string): string =>
  `masked-${[...value].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 9973, 7)}`
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${HOME}:${resource}`

/** Targets with a secret in every member that may hold one. */
const SECRETIVE: readonly Target[] = [
  {
    Id: 'api',
    Arn: arn('execute-api', 'abc123/prod/POST/orders'),
    HttpParameters: {
      HeaderParameters: { 'x-api-key': 'SECRET-header' },
      QueryStringParameters: { token: 'SECRET-query' },
      PathParameterValues: ['SECRET-path'],
    },
  },
  {
    Id: 'task',
    Arn: arn('ecs', 'cluster/jobs'),
    RoleArn: ROLE,
    EcsParameters: { TaskDefinitionArn: arn('ecs', 'task-definition/report:3') },
    Input:
      '{"containerOverrides":[{"name":"report","environment":[{"name":"TOKEN","value":"SECRET-env"}]}],"pin":8675309}',
  },
  { Id: 'function', Arn: arn('lambda', 'function:settle'), Input: '{"password": "SECRET-\\"input\\""' },
  {
    Id: 'queue',
    Arn: arn('sqs', 'orders'),
    InputTransformer: {
      InputPathsMap: { id: '$.detail.id' },
      InputTemplate: '{"id": <id>, "auth": "Bearer SECRET-template <id>", "n": <missing>}',
    },
  },
  { Id: 'topic', Arn: arn('sns', 'orders'), InputTransformer: { InputTemplate: '"SECRET-text of <nobody>"' } },
  { Id: 'destination', Arn: arn('events', 'api-destination/shop/1234'), RoleArn: ROLE },
  {
    Id: 'redshift',
    Arn: arn('redshift', 'cluster:sales'),
    RoleArn: ROLE,
    RedshiftDataParameters: { Database: 'd', Sql: "select 'SECRET-sql'", Sqls: ["insert 'SECRET-sqls'"] },
  },
  {
    Id: 'graph',
    Arn: arn('appsync', 'endpoints/graphql-api/abc'),
    RoleArn: ROLE,
    AppSyncParameters: { GraphQLOperation: 'query A { a(token: "SECRET-graphql") }' },
  },
  {
    Id: 'model',
    Arn: arn('sagemaker', 'pipeline/train'),
    RoleArn: ROLE,
    SageMakerPipelineParameters: { PipelineParameterList: [{ Name: 'key', Value: 'SECRET-pipeline' }] },
  },
]
const ENDPOINT = 'https://SECRET-user@hooks.example.com/services/SECRET-one/*?key=SECRET-two'

const account = () => ({
  ...wholeAccount(SECRETIVE),
  apiDestination: async () =>
    found({
      arn: arn('events', 'api-destination/shop/1234'),
      state: 'INACTIVE',
      endpoint: ENDPOINT,
      connectionArn: arn('events', 'connection/shop/1'),
    }),
})
const report = async (seen: ReturnType<typeof wholeAccount>) => {
  const remembering = remember(seen)
  const made = await diagnose({
    ref: { name: 'order-paid', bus: 'default' },
    account: remembering,
    checks: CHECKS,
    region: REGION,
    source: 'live',
    version: '0',
    now: new Date('2026-11-21T12:00:00Z'),
    sinceMinutes: 60,
    signal: new AbortController().signal,
  })
  return { report: { ...made, stats: { calls: 0, retries: 0, milliseconds: 0 } }, memory: remembering.memory() }
}

describe('what may be a secret in the settings of a target', () => {
  test('is in no report and in no snapshot', async () => {
    const { report: made, memory } = await report(masked(account(), async () => mark))
    const text = [
      renderJson(made),
      renderMarkdown(made),
      renderTerminal(made, { width: 120, color: false }),
      JSON.stringify(memory),
    ]
    for (const one of text) {
      expect(one).not.toMatch(/SECRET|8675309/)
      expect(one).toContain('masked-')
    }
  })

  test('would be there without the mask', async () => {
    const { report: made, memory } = await report(account())
    expect(JSON.stringify(memory).match(/SECRET/g)?.length).toBeGreaterThan(12)
    expect(renderJson(made)).toContain('SECRET')
  })

  test('does not change what the checks find, and not what they find on the snapshot', async () => {
    const codes = (made: Awaited<ReturnType<typeof report>>['report']) =>
      made.checks.map(({ check, target, status, findings }) => [
        check,
        target,
        status,
        findings.map(({ code }) => code),
      ])
    const open = await report(account())
    const hidden = await report(masked(account(), async () => mark))
    expect(codes(hidden.report)).toEqual(codes(open.report))
    const whole = await report(wholeAccount(TARGETS))
    expect(codes((await report(masked(wholeAccount(TARGETS), async () => mark))).report)).toEqual(codes(whole.report))
  })

  test('asks for the key only where something is masked', async () => {
    let keys = 0
    const counting = async () => {
      keys += 1
      return mark
    }
    const open = { Id: 'a', Arn: arn('lambda', 'function:settle'), Input: '{"on":"true"}' }
    const withTarget = (target: Target) => masked({ ...account(), targets: async () => found([target]) }, counting)
    expect(await withTarget(open).targets('order-paid', 'default')).toEqual(found([open]))
    expect(keys).toBe(0)
    const hidden = await withTarget({ ...open, Input: '{"on":"SECRET-one"}' }).targets('order-paid', 'default')
    expect(JSON.stringify(hidden)).toContain('masked-')
    expect(JSON.stringify(hidden)).not.toContain('SECRET')
    expect(keys).toBe(1)
  })

  test('shows whether two values differ', () => {
    const of = (Input: string) => maskTargets({ Input }, mark).Input
    expect(of('{"a":"one"}')).toBe(of('{"a":"one"}'))
    expect(of('{"a":"one"}')).not.toBe(of('{"a":"two"}'))
  })

  test('keeps what is none: names, variables, references, and the shape of the JSON', () => {
    const Input = '{"document":"arn:aws:ssm:eu-west-1:111122223333:document/stop","path":"$.detail","on":"true","n":3}'
    expect(maskTargets({ Input }, mark).Input).toBe(Input)
    const masks = maskTargets({ InputTemplate: '{"id": <id>, "text": "of <id>"}' }, mark)
    expect(masks.InputTemplate).toMatch(/^\{"id": <id>, "text": "masked-\d+<id>"\}$/)
    expect(JSON.parse(maskTargets({ Input: '{"a":{"b":["x"],"pin":12345}}' }, mark).Input)).toEqual({
      a: { b: [mark('x')], pin: mark('12345') },
    })
  })
})

describe('false positive: what a check compares is not masked', () => {
  const of = (Input: string) => maskTargets({ Input }, mark).Input

  test('the container that an ECS target overrides is named as the task definition names it; the value is masked', () => {
    const input = '{"containerOverrides":[{"name":"report","environment":[{"name":"TOKEN","value":"s3cret"}]}]}'
    expect(of(input)).toMatch(
      /^\{"containerOverrides":\[\{"name":"report","environment":\[\{"name":"TOKEN","value":"masked-\d+"\}\]\}\]\}$/,
    )
  })

  test('the kind of a build stays BATCH, and a name elsewhere is masked', () => {
    expect(of('{"buildType":"BATCH"}')).toBe('{"buildType":"BATCH"}')
    expect(of('{"name":"Jane"}')).toMatch(/^\{"name":"masked-\d+"\}$/)
  })

  test('an access key is not taken for a word in capitals', () => {
    expect(of('{"key":"AKIAIOSFODNN7EXAMPLE"}')).toMatch(/masked-/)
  })
})
