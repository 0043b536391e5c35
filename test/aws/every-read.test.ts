import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Account, READS, type ReadName } from '../../src/aws/account.js'
import { connect } from '../../src/aws/live/connect.js'
import type { Read } from '../../src/aws/read.js'
import type { ReadMethod } from '../../src/aws/reads/facts.js'
import { emptyAnswer, type Fault } from '../e2e/support/faults.js'
import { type AwsProxy, startProxy } from '../e2e/support/proxy.js'

const REGION = 'us-east-1'
const ID = '123456789012'
const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ID}:${resource}`
const role = `arn:aws:iam::${ID}:role/deliver`
const managed = `arn:aws:iam::${ID}:policy/deliver`
const bus = arn('events', 'event-bus/orders')

/** What each read is asked here. A new read does not compile until it is asked something. */
const QUESTIONS: { readonly [Name in ReadName]: Parameters<Account[Name]> } = {
  apiDestination: [arn('events', 'api-destination/shop/0a1b')],
  attachedPolicies: [role],
  auditEvents: ['EventName', 'AssumeRole', 60],
  bucketNotifications: ['orders'],
  buildProject: [arn('codebuild', 'project/build')],
  buses: [],
  caller: [],
  cluster: [arn('ecs', 'cluster/jobs')],
  connection: [arn('events', 'connection/shop/0a1b')],
  deliveryStream: [arn('firehose', 'deliverystream/orders')],
  eventBus: [bus],
  eventSource: ['aws.partner/example.com/1/orders'],
  glueWorkflow: [arn('glue', 'workflow/nightly')],
  graphqlApi: [arn('appsync', 'endpoints/graphql-api/0a1b2c')],
  imagePipeline: [arn('imagebuilder', 'image-pipeline/base')],
  inlinePolicies: [role],
  jobDefinition: [arn('batch', 'job-definition/report:1')],
  jobQueue: [arn('batch', 'job-queue/reports')],
  keyPolicy: [arn('kms', 'key/0a1b2c3d-0000-0000-0000-000000000000'), arn('sqs', 'orders')],
  kmsKey: [arn('kms', 'key/0a1b2c3d-0000-0000-0000-000000000000'), arn('sqs', 'orders')],
  lambdaConcurrency: [arn('lambda', 'function:settle')],
  lambdaFunction: [arn('lambda', 'function:settle')],
  lambdaPolicy: [arn('lambda', 'function:settle')],
  logGroup: [arn('logs', 'log-group:/aws/events/orders')],
  logsPolicies: [arn('logs', 'log-group:/aws/events/orders')],
  managedPolicy: [managed],
  modelPipeline: [arn('sagemaker', 'pipeline/train')],
  pipeline: [arn('codepipeline', 'release')],
  queue: [arn('sqs', 'orders')],
  redshiftCluster: [arn('redshift', 'cluster:warehouse')],
  redshiftWorkgroup: [arn('redshift-serverless', 'workgroup/0a1b2c3d')],
  responsePlan: [`arn:aws:ssm-incidents::${ID}:response-plan/outage`],
  role: [role],
  rule: ['order-paid', 'default'],
  ruleNames: ['default'],
  rules: ['default'],
  ruleNamesByTarget: [arn('lambda', 'function:settle'), bus],
  ssmDocument: [arn('ssm', 'document/patch')],
  stateMachine: [arn('states', 'stateMachine:fulfil')],
  stream: [arn('kinesis', 'stream/orders')],
  streamPolicy: [arn('kinesis', 'stream/orders')],
  tags: [arn('lambda', 'function:settle')],
  targets: ['order-paid', 'default'],
  taskDefinition: [arn('ecs', 'task-definition/report:1')],
  topic: [arn('sns', 'orders')],
  trailLogging: [arn('cloudtrail', 'trail/all'), REGION],
  trails: [REGION],
  trailSelectors: [arn('cloudtrail', 'trail/all'), REGION],
  webApi: [arn('execute-api', '0a1b2c3d4e/prod/POST/orders')],
}
const NAMES = Object.keys(QUESTIONS) as ReadName[]

let proxy: AwsProxy
beforeAll(async () => {
  proxy = await startProxy('http://127.0.0.1:1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST').stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await proxy.close()
})

/** Asks every read its question at once; the time of those that hang is cut short. */
async function askAll(milliseconds: number): Promise<readonly (readonly [ReadName, Read<unknown>])[]> {
  const signal = AbortSignal.timeout(milliseconds)
  const { account } = await connect({ endpointUrl: proxy.url, signal, version: '0', region: REGION }, {})
  // Whose account it is, the proxy does not say: nothing is then taken for another account's.
  const ask = (name: ReadName) => (account[name] as ReadMethod)(...QUESTIONS[name])
  return Promise.all(NAMES.map(async (name) => [name, await ask(name)] as const))
}

/** How a failure is called. Each fault has one right name, whatever the service and its protocol. */
const KINDS: { readonly [Name in Exclude<Fault, 'access denied'>]: readonly string[] } = {
  throttled: ['throttled'],
  'server error': ['service'],
  'empty body': ['malformed'],
  'not parseable': ['malformed'],
  'cut short': ['network', 'malformed'],
  hangs: ['timeout'],
  reset: ['network'],
  'expired token': ['credentials'],
  'wrong clock': ['credentials'],
}

describe('whatever goes wrong with a look, its answer is denied or failed: never "here it is", never "there is none"', () => {
  test('every read is asked', () => {
    expect([...NAMES].sort()).toEqual(Object.keys(READS).sort())
  })

  test('access denied: the answer names an action that the read declares', async () => {
    proxy.behave({ fault: () => 'access denied' })
    const wrong = (await askAll(20_000)).filter(
      ([name, read]) => read.state !== 'denied' || !READS[name].actions.includes(read.action),
    )
    expect(wrong).toEqual([])
  }, 60_000)

  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    '%s',
    async (fault) => {
      proxy.behave({ fault: () => fault, answer: emptyAnswer })
      const answers = await askAll(fault === 'hangs' ? 1500 : 30_000)
      const wrong = answers.flatMap(([name, read]) =>
        read.state === 'failed' && KINDS[fault].includes(read.error.kind) && !/\n|^\s+at /.test(read.error.message)
          ? []
          : [`${name}: ${JSON.stringify(read)}`],
      )
      expect(wrong).toEqual([])
    },
    60_000,
  )

  test('an answer that lacks what it should hold is no answer, but where AWS itself leaves out what there is none of', async () => {
    proxy.behave({ answer: emptyAnswer })
    const answered = (await askAll(20_000)).filter(([, read]) => read.state !== 'failed')
    expect(Object.fromEntries(answered)).toEqual({
      bucketNotifications: { state: 'found', value: { eventBridge: false } },
      lambdaConcurrency: { state: 'found', value: null },
      tags: { state: 'found', value: {} },
    })
  })

  test('what is called is declared: every request is an action of the read that made it', async () => {
    proxy.behave({ answer: emptyAnswer })
    await askAll(20_000)
    const declared = new Set<string>(NAMES.flatMap((name) => READS[name].actions))
    expect(proxy.actions().filter((action) => !declared.has(action))).toEqual([])
    expect(proxy.writes()).toEqual([])
  })
})
