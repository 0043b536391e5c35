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
import { emulatedAws } from './support/emulated.js'
import { fanOut } from './support/fan-out.js'
import { pooled } from './support/pool.js'

const aws = emulatedAws()
const NOW = new Date()

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST').stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  return () => {
    vi.unstubAllEnvs()
  }
})

const { signal } = new AbortController()
setMaxListeners(0, signal)

const options = {
  ...{ checks: CHECKS, leftOut: [], version: '0', now: NOW, sinceMinutes: 1440 },
  signal,
}

const connected = async () => {
  const { account } = await connect(
    { endpointUrl: aws.proxy.url, signal: () => signal, version: '0', region: REGION },
    {},
  )
  return account
}

/** Every rule of all buses, in one scan. */
async function scan(): Promise<Scanned[]> {
  const place = { account: ACCOUNT, partition: 'aws', region: REGION, identity: null }
  const all: Scanned[] = []
  for await (const one of scanPlace({ place, account: await connected() }, { ...options, buses: [], concurrency: 16 }))
    all.push(one)
  return all
}

const reportsOf = (all: readonly Scanned[]): Report[] => all.flatMap((one) => (one.kind === 'rule' ? [one.report] : []))

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
  const clients = clientsOf(aws.moto.url)
  await makeManyRules(aws.moto.url, { bus: 'many', rules: 44, broken: 8 })
  await lambdaIntegration(clients)
  await stepFunctionsIntegration(clients, { trust: '{"Statement":[]}' })
  await ecsIntegration(clients, { passRole: false })
  await fanOut(aws.moto.url, 'order-copied')
  await makeRule(clients, 'empty', { targets: [] })
  await makeRule(clients, 'off', { state: 'DISABLED', targets: [{ Id: 'gone', Arn: arn('sqs', 'gone') }] })
  await makeRule(clients, 'no-role', {
    targets: [{ Id: 'flow', Arn: arn('states', 'stateMachine:fulfil'), RoleArn: roleArn('gone') }],
  })
}

describe('a scan', () => {
  test('tells of each rule what a diagnosis of it alone tells, with less than half of the calls', async () => {
    await variedAccount()
    aws.proxy.behave({ events: HISTORY })
    const scanned = reportsOf(await scan())
    const calls = aws.proxy.seen.length
    expect(scanned).toHaveLength(51)
    aws.proxy.behave({ events: HISTORY })
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
    expect(calls).toBeLessThan(aws.proxy.seen.length / 2)
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
})
