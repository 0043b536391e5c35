import { setMaxListeners } from 'node:events'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { makeManyRules } from '../../scripts/bench/many-rules.js'
import { connect } from '../../src/aws/live/connect.js'
import { remember } from '../../src/aws/memory.js'
import { CHECKS } from '../../src/checks/index.js'
import { diagnose } from '../../src/diagnosis/diagnose.js'
import { findingsOf, type Report } from '../../src/report/report.js'
import { type Scanned, scanPlace } from '../../src/scan/engine.js'
import {
  ACCOUNT,
  arn,
  clientsOf,
  ecsIntegration,
  lambdaIntegration,
  makeRule,
  REGION,
  roleArn,
  stepFunctionsIntegration,
} from './support/accounts.js'
import type { TrailEvent } from './support/cloudtrail.js'
import { fanOut } from './support/fan-out.js'
import { type Moto, startMoto } from './support/moto.js'
import { pooled } from './support/pool.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

let moto: Moto
let proxy: AwsProxy
const NOW = new Date()

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST').stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  moto = await startMoto()
  proxy = await startProxy(moto.url)
  await variedAccount()
  return async () => {
    vi.unstubAllEnvs()
    await proxy.close()
    await moto.stop()
  }
})

const { signal } = new AbortController()
setMaxListeners(0, signal)

const options = {
  ...{ checks: CHECKS, leftOut: [], version: '0', now: NOW, sinceMinutes: 1440 },
  signal,
}

/** A new connection; `many`: as a scan connects. */
const connected = async (many = false) => {
  const place = { endpointUrl: proxy.url, signal: () => signal, version: '0', region: REGION, manyRules: many }
  return (await connect(place, {})).account
}

/** What a scan of all event buses brings, one after the other. */
async function* scanning(ends = signal): AsyncGenerator<Scanned> {
  const place = { account: ACCOUNT, partition: 'aws', region: REGION, identity: null }
  // The machine that this runs on may be slow: no rule is to run out of time for that.
  const patient = { ...options, signal: ends, buses: [], concurrency: 16, mostARule: 300_000 }
  yield* scanPlace({ place, account: await connected(true) }, patient)
}

async function scan(): Promise<Report[]> {
  const all: Scanned[] = []
  for await (const one of scanning()) all.push(one)
  return reportsOf(all)
}

const reportsOf = (all: readonly Scanned[]): Report[] => all.flatMap((one) => (one.kind === 'rule' ? [one.report] : []))

/** What a scan tells when nothing goes wrong, and how many calls that took. Made once. */
const undisturbed = (): Promise<{ reports: Report[]; calls: number }> => {
  once ??= (async () => {
    proxy.behave({ events: HISTORY })
    return { reports: await scan(), calls: proxy.seen.length }
  })()
  return once
}
let once: ReturnType<typeof undisturbed> | undefined

/** What must not depend on how many rules were looked at together. */
const told = ({ rule, verdict, firstBrokenHop, targets, checks, metrics, timeline }: Omit<Report, 'stats'>) => ({
  ...{ rule, verdict, firstBrokenHop, targets, checks, metrics, timeline },
})

/** The same in each look, whenever it is made. */
const timeOf = (minutesAgo: number): string => new Date(NOW.getTime() - minutesAgo * 60_000).toISOString()

/** Calls of EventBridge with the roles of the many rules, and changes of some of them. */
const HISTORY: readonly TrailEvent[] = [0, 3, 7, 12, 19].flatMap((i): TrailEvent[] => {
  const role = roleArn(`many-flow-${i}`)
  const invokedBy = 'events.amazonaws.com'
  return [
    {
      minutesAgo: 20 + i,
      record: {
        eventTime: timeOf(20 + i),
        eventName: 'AssumeRole',
        eventSource: 'sts.amazonaws.com',
        userIdentity: { type: 'AWSService', invokedBy },
        requestParameters: { roleArn: role, roleSessionName: 'x' },
        ...(i === 7 ? { errorCode: 'AccessDenied', errorMessage: 'An unknown error occurred' } : {}),
        ...(i === 12 ? {} : { resources: [{ type: 'AWS::IAM::Role', ARN: role }] }),
      },
    },
    {
      minutesAgo: 5 + i,
      record: {
        eventTime: timeOf(5 + i),
        eventName: i === 3 ? 'UpdateAssumeRolePolicy' : 'PutRolePolicy',
        eventSource: 'iam.amazonaws.com',
        userIdentity: { type: 'IAMUser', userName: 'ops', arn: `arn:aws:iam::${ACCOUNT}:user/ops` },
        requestParameters: { roleName: `many-flow-${i}`, policyName: 'deliver' },
        resources: [{ type: 'AWS::IAM::Role', ARN: `many-flow-${i}` }],
        readOnly: false,
      },
    },
  ]
})

/** An account with what rules have, sound and broken: roles by the dozen, functions, queues, a rule without targets. */
async function variedAccount(): Promise<void> {
  const clients = clientsOf(moto.url)
  await makeManyRules(moto.url, { bus: 'many', rules: 44, broken: 8 })
  await lambdaIntegration(clients)
  await stepFunctionsIntegration(clients, { trust: '{"Statement":[]}' })
  await ecsIntegration(clients, { passRole: false })
  await fanOut(moto.url, 'order-copied')
  await makeRule(clients, 'empty', { targets: [] })
  await makeRule(clients, 'off', { state: 'DISABLED', targets: [{ Id: 'gone', Arn: arn('sqs', 'gone') }] })
  await makeRule(clients, 'no-role', {
    targets: [{ Id: 'flow', Arn: arn('states', 'stateMachine:fulfil'), RoleArn: roleArn('gone') }],
  })
}

describe('a scan', () => {
  test('tells of each rule what a diagnosis of it alone tells, with less than half of the calls', async () => {
    const { calls, reports: scanned } = await undisturbed()
    expect(scanned).toHaveLength(51)
    proxy.behave({ events: HISTORY })
    const alone = await pooled(
      scanned,
      6,
      connected,
      async () => {},
      async ({ rule: { name, bus } }, account) =>
        told(
          await diagnose({
            ...options,
            ref: { name, bus },
            account: remember(account),
            region: REGION,
            source: 'live',
          }),
        ),
    )
    expect(scanned.map(told)).toEqual(alone)
    expect(calls).toBeLessThan(proxy.seen.length / 2)
    // The account is varied enough for the comparison to mean something.
    const codes = new Set(scanned.flatMap((report) => findingsOf(report).map(({ code }) => code)))
    expect([...codes].sort()).toEqual([
      'assume-role-failed',
      'grant-mismatch',
      'no-targets',
      'permission-missing',
      'role-not-found',
      'role-not-trusted',
      'rule-disabled',
      'target-not-found',
    ])
    expect(scanned.filter(({ verdict }) => verdict === 'healthy').length).toBeGreaterThan(20)
  }, 300_000)

  test('that is refused every fifth request ends with the same answers', async () => {
    const { reports: quiet } = await undisturbed()
    let requests = 0
    proxy.behave({ events: HISTORY, fault: () => (++requests % 5 === 0 ? 'throttled' : undefined) })
    const throttled = await scan()
    expect(throttled.map(told)).toEqual(quiet.map(told))
    expect(requests).toBeGreaterThan(100)
  }, 300_000)

  test('that is ended hands over what is done, in order, and ends at once although AWS does not answer', async () => {
    const whole = (await undisturbed()).reports.map(told)
    let listed = 0
    proxy.behave({
      events: HISTORY,
      // From the thirtieth rule on nobody answers any more.
      fault: ({ action }) => (action === 'events:ListTargetsByRule' && ++listed > 30 ? 'hangs' : undefined),
    })
    const control = new AbortController()
    const some: Scanned[] = []
    let ended = 0
    for await (const one of scanning(control.signal)) {
      some.push(one)
      if (reportsOf(some).length === 10) {
        setTimeout(() => {
          ended = performance.now()
          control.abort()
        }, 3000)
      }
    }
    expect(performance.now() - ended).toBeLessThan(1000)
    const done = reportsOf(some).map(told)
    expect(done.length).toBeGreaterThanOrEqual(10)
    expect(done.length).toBeLessThanOrEqual(30)
    const names = done.map(({ rule }) => rule.arn)
    expect(done).toEqual(whole.filter(({ rule }) => names.includes(rule.arn)))
    expect(some.flatMap((one) => (one.kind === 'rules' ? one.arns : []))).toHaveLength(51)
  }, 300_000)
})
