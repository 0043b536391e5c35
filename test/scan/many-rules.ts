import { setMaxListeners } from 'node:events'
import type { Account } from '../../src/aws/account.js'
import { accountOf } from '../../src/aws/memory.js'
import { found, missing, type Read } from '../../src/aws/read.js'
import type { Target } from '../../src/aws/reads/events.js'
import { CHECKS } from '../../src/checks/index.js'
import type { Report } from '../../src/report/report.js'
import { type Scanned, type ScanOptions, scanPlace } from '../../src/scan/engine.js'
import type { ScannedRule, ScanReport } from '../../src/scan/report.js'
import { Summary } from '../../src/scan/summary.js'
import { exampleOf } from '../support/examples.js'
import { HOME, REGION } from '../support/home.js'

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${HOME}:${resource}`
const role = (name: string) => `arn:aws:iam::${HOME}:role/${name}`
export const NOW = new Date('2026-11-25T12:00:00Z')
export const PLACE = { account: HOME, partition: 'aws', region: REGION, identity: `arn:aws:iam::${HOME}:user/anna` }

const QUEUE = arn('sqs', 'orders')
export const CLOSED_QUEUE = arn('sqs', 'closed')
export const GONE_QUEUE = arn('sqs', 'gone')
export const GONE_LETTERS = arn('sqs', 'gone-letters')
const FUNCTION = arn('lambda', 'function:settle')
const MACHINE = arn('states', 'stateMachine:ledger')

const to = (Arn: string, more: Partial<Target> = {}): Target[] => [{ Id: 'main', Arn, ...more }]
const EVENTBRIDGE = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } }
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

/** The rules of each bus, with their targets. */
export const RULES: Readonly<Record<string, Readonly<Record<string, readonly Target[]>>>> = {
  orders: {
    'paid-1': to(MACHINE, { RoleArn: role('no-trust') }),
    'paid-2': to(MACHINE, { RoleArn: role('no-trust') }),
    'paid-3': to(MACHINE, { RoleArn: role('no-trust') }),
    'shipped-1': to(MACHINE, { RoleArn: role('no-permission') }),
    'shipped-2': to(MACHINE, { RoleArn: role('no-permission') }),
    'returned-1': to(CLOSED_QUEUE),
    'returned-2': to(CLOSED_QUEUE),
    fine: to(QUEUE),
    off: to(QUEUE),
    'letters-1': to(QUEUE, { DeadLetterConfig: { Arn: GONE_LETTERS } }),
    'letters-2': to(QUEUE, { DeadLetterConfig: { Arn: GONE_LETTERS } }),
  },
  default: {
    'deleted-1': to(GONE_QUEUE),
    'deleted-2': to(GONE_QUEUE),
    called: to(FUNCTION),
    'called-too': to(FUNCTION),
    empty: [],
    unseen: to(MACHINE, { RoleArn: role('secret') }),
    fine: to(QUEUE),
  },
}

const ruleOf = (name: string, bus: string) => ({
  ...(exampleOf('rule', [name, bus]) as object),
  arn: arn('events', `rule/${bus === 'default' ? '' : `${bus}/`}${name}`),
  name,
  bus,
  eventPattern: '{"source":["com.example.shop"]}',
  state: name === 'off' ? 'DISABLED' : 'ENABLED',
})

/** An account with many rules, of which some share a fault. What a test does not say is as in a sound account. */
export function manyRules(rules = RULES, more: Partial<Account> = {}): Account {
  const answers: Partial<Account> = {
    caller: async () => found({ account: HOME, partition: 'aws', arn: PLACE.identity }),
    buses: async () => found(Object.keys(rules)),
    rules: async (bus) =>
      rules[bus] ? found(Object.keys(rules[bus] ?? {}).map((name) => ruleOf(name, bus) as never)) : missing,
    rule: async (name, bus) => (rules[bus]?.[name] ? found(ruleOf(name, bus) as never) : missing),
    targets: async (name, bus) => {
      const targets = rules[bus]?.[name]
      return targets ? found(targets) : missing
    },
    role: async (roleArn): Promise<Read<never>> => {
      const name = roleArn.split('/').at(-1) ?? ''
      if (name === 'secret') return { state: 'denied', action: 'iam:GetRole', resource: roleArn }
      const trusts: Record<string, string> = { 'no-trust': 'scheduler.amazonaws.com', deliver: 'states.amazonaws.com' }
      const service = trusts[name] ?? 'events.amazonaws.com'
      const trustPolicy = document({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' })
      return found({ ...(exampleOf('role', [roleArn]) as object), arn: roleArn, name, trustPolicy } as never)
    },
    inlinePolicies: async (roleArn) =>
      found(
        roleArn === role('no-permission')
          ? []
          : [{ name: 'p', document: document({ Effect: 'Allow', Action: 'states:StartExecution', Resource: '*' }) }],
      ),
    attachedPolicies: async () => found([]),
    lambdaPolicy: async () => found(null),
    queue: async (queueArn): Promise<Read<never>> => {
      if (queueArn === GONE_QUEUE || queueArn === GONE_LETTERS) return missing
      const open = document({ ...EVENTBRIDGE, Action: 'sqs:SendMessage', Resource: queueArn })
      const policy = queueArn === CLOSED_QUEUE ? null : open
      return found({ ...(exampleOf('queue', [queueArn]) as object), arn: queueArn, policy, keyId: null } as never)
    },
    ...more,
  }
  return { ...accountOf(async (read, args) => found(exampleOf(read, args))), ...answers }
}

const quiet = new AbortController()
setMaxListeners(0, quiet.signal)

export const OPTIONS: ScanOptions = {
  buses: [],
  // What happened is told of each rule by the tests of the checks.
  checks: CHECKS.filter(({ evidence, id }) => !evidence && id !== 'cloudtrail'),
  leftOut: [],
  version: '0.1.0',
  now: NOW,
  sinceMinutes: 1440,
  concurrency: 4,
  signal: quiet.signal,
}

/** A scan with all that it brought. */
export interface Brought {
  scan: ScanReport
  reports: Report[]
  rules: ScannedRule[]
}

export const begin = (more: Partial<ConstructorParameters<typeof Summary>[0]> = {}): Summary =>
  new Summary({
    version: OPTIONS.version,
    now: NOW,
    window: { from: '2026-11-24T12:00:00.000Z', to: NOW.toISOString() },
    leftOut: [],
    checks: OPTIONS.checks.map(({ id }) => id),
    ...more,
  })

/** Scans an account with the engine, as the command does. */
export async function scanned(
  account: Account = manyRules(),
  options: Partial<ScanOptions> = {},
  summary: Summary = begin(),
): Promise<Brought> {
  const brought: Omit<Brought, 'scan'> = { reports: [], rules: [] }
  summary.addPlace(PLACE)
  const events: AsyncIterable<Scanned> = scanPlace({ place: PLACE, account }, { ...OPTIONS, ...options })
  for await (const one of events) {
    if (one.kind !== 'rule') {
      summary.add(one, PLACE)
      continue
    }
    // The time that it took differs from run to run.
    const report = { ...one.report, stats: { calls: 0, retries: 0, milliseconds: 0 } }
    const told = summary.addReport(report)
    brought.reports.push(told.report)
    brought.rules.push(told.rule)
  }
  return { ...brought, scan: summary.finish({ calls: 42, retries: 0, milliseconds: 1500 }, 'complete') }
}
