import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Account, READS, type ReadName } from '../../src/aws/account.js'
import { connect } from '../../src/aws/live/connect.js'
import { accountOf } from '../../src/aws/memory.js'
import type { ReadMethod } from '../../src/aws/read.js'
import { CHECKS } from '../../src/checks/index.js'
import type { CheckResult, Report } from '../../src/report/report.js'
import { addressOf } from '../../src/verdict/rule-address.js'
import {
  ACCOUNT,
  clientsOf,
  ecsIntegration,
  lambdaIntegration,
  REGION,
  stepFunctionsIntegration,
} from './support/accounts.js'
import { awsEnv, ebDoctor, type Ran } from './support/cli.js'
import { fanOut } from './support/fan-out.js'
import { canHappen, FAULTS, type Fault } from './support/faults.js'
import { type Moto, startMoto } from './support/moto.js'
import { pooled } from './support/pool.js'
import { type AwsProxy, startProxy } from './support/proxy.js'

/** Seconds that a diagnosis gets: few when AWS does not answer, enough for every retry otherwise. */
const timeoutOf = (fault: Fault | undefined): number => (fault === 'hangs' ? 5 : 20)
/** Seconds that a child may take beyond its time-out: starting, and ending. */
const GRACE = 5

/** Rules whose diagnoses, together, make every read that the emulator can answer. */
const RULES = ['order-paid', 'order-flow', 'nightly-report', 'order-copied', 'order-payed'] as const

interface Baseline {
  rule: string
  report: Report
  code: number | null
  /** What was asked of AWS. */
  actions: readonly string[]
  /** What each check looked at when it was made alone. */
  needs: ReadonlyMap<string, readonly ReadName[]>
}

interface Cell {
  action: string
  fault: Fault
  code: number | null
  /** What is wrong with how it ended; empty when all is right. */
  wrong: readonly string[]
}

let moto: Moto
let baselines: readonly Baseline[] = []
let cells: readonly Cell[] = []

const diagnose = (rule: string, proxy: AwsProxy, fault?: Fault): Promise<Ran> =>
  ebDoctor(['rule', rule, '--output', 'json', '--timeout', `${timeoutOf(fault)}s`], { env: awsEnv(proxy.url) })

beforeAll(async () => {
  moto = await startMoto()
  const clients = clientsOf(moto.url)
  await lambdaIntegration(clients)
  await stepFunctionsIntegration(clients)
  await ecsIntegration(clients)
  await fanOut(moto.url, 'order-copied')
  const open = () => startProxy(moto.url)
  const close = (proxy: AwsProxy) => proxy.close()

  baselines = await pooled(RULES, 2, open, close, async (rule, proxy) => {
    proxy.behave()
    const { stdout, code } = await diagnose(rule, proxy)
    const actions = proxy.actions()
    return { rule, report: JSON.parse(stdout) as Report, code, actions, needs: await needsOf(rule, proxy.url) }
  })
  // Each operation is tried on the first rule whose diagnosis asks for it.
  const actions = [...new Set(baselines.flatMap((baseline) => baseline.actions))]
  const trials = actions.flatMap((action) =>
    FAULTS.filter((fault) => canHappen(fault, action)).map((fault) => ({ action, fault })),
  )
  cells = await pooled(trials, 4, open, close, async ({ action, fault }, proxy) => {
    const baseline = baselines.find((one) => one.actions.includes(action)) as Baseline
    proxy.behave({ fault: (operation) => (operation.action === action ? fault : undefined) })
    const ran = await diagnose(baseline.rule, proxy, fault)
    return { action, fault, code: ran.code, wrong: judge(ran, action, fault, baseline, proxy) }
  })
}, 600_000)

afterAll(async () => {
  console.log(table())
  await moto.stop()
})

/** What is not as it must be after one fault in one operation. */
function judge(ran: Ran, action: string, fault: Fault, baseline: Baseline, proxy: AwsProxy): string[] {
  const wrong: string[] = []
  if (ran.code === null) return ['was killed: no end within the time-out']
  if (ran.milliseconds > (timeoutOf(fault) + GRACE) * 1000) wrong.push(`took ${Math.round(ran.milliseconds)} ms`)
  if (/^\s+at .+:\d+/m.test(ran.stdout + ran.stderr)) wrong.push('printed a stack trace')
  if (ran.stderr !== '') wrong.push(`said on stderr: ${ran.stderr.slice(0, 200)}`)
  if (proxy.writes().length > 0) wrong.push(`wrote: ${proxy.writes().join(', ')}`)
  const expected = exitCodes(action, fault, baseline)
  if (!expected.includes(ran.code)) wrong.push(`exit code ${ran.code}, not ${expected.join(' or ')}`)
  try {
    const output = JSON.parse(ran.stdout) as Report & { error?: { message: string } }
    if (output.error) {
      if (ran.code !== 4) wrong.push(`an error object with exit code ${ran.code}: ${output.error.message}`)
    } else {
      const fine = okThatNeeded(action, output, baseline)
      if (fine.length > 0) wrong.push(`ok although they needed it: ${fine.join(', ')}`)
      const silent = fault === 'access denied' && !JSON.stringify(output.checks).includes(action)
      if (silent && ran.code === 3) wrong.push('no check names the permission')
      const retried = fault === 'throttled' || fault === 'server error'
      if (retried && output.stats.retries < 2) wrong.push(`only ${output.stats.retries} retries`)
    }
  } catch {
    wrong.push(`stdout is not JSON: ${ran.stdout.slice(0, 200)}`)
  }
  return wrong
}

/** Operations without which it is not even known whom we ask and what about. */
const FIRST = ['sts:GetCallerIdentity', 'events:DescribeRule']

/** Operations that tell what happened; CloudTrail's history also tells of the calls of a role, which is asked for. */
const EVIDENCE = ['cloudwatch:GetMetricData', 'cloudtrail:LookupEvents', 'cloudtrail:DescribeTrails']

/** The exit codes that the contract allows. Nothing is broken in these accounts, so 1 would be a false alarm. */
function exitCodes(action: string, fault: Fault, baseline: Baseline): readonly number[] {
  const noConnection = ['reset', 'cut short', 'expired token', 'wrong clock'].includes(fault)
  if (FIRST.includes(action) && noConnection) return [4]
  // Who looks is nice to know: without it the rule's own ARN says which account this is.
  if (action === 'sts:GetCallerIdentity') return [0, 3]
  // What the simulator would have said is a limit of the report, but for a time that is over.
  if (action === 'iam:SimulatePrincipalPolicy') return fault === 'hangs' ? [0, 3] : [0]
  // What happened is no part of the configuration: a refusal to tell it is a limit of the report, which is as good as before.
  if (EVIDENCE.includes(action) && fault === 'access denied') return [0, 3]
  return baseline.code === 0 ? [3] : [1, 3]
}

const keyOf = ({ check, target }: Pick<CheckResult, 'check' | 'target'>): string =>
  target === null ? check : `${check} of ${target}`

/** What each check looks at, found out by making it alone. */
async function needsOf(name: string, endpointUrl: string): Promise<ReadonlyMap<string, readonly ReadName[]>> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST').stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  const { signal } = new AbortController()
  const { account } = await connect({ endpointUrl, signal: () => signal, version: '0', region: REGION }, {})
  const targets = await account.targets(name, 'default')
  const rule = addressOf({ name, bus: 'default' }, { account: ACCOUNT, partition: 'aws' }, REGION)
  const subject = { rule, now: new Date(), sinceMinutes: 60 }
  const needs = new Map<string, readonly ReadName[]>()
  const note = async (result: Pick<CheckResult, 'check' | 'target'>, run: (account: Account) => Promise<unknown>) => {
    const looks: ReadName[] = []
    await run(
      accountOf((read, args) => {
        looks.push(read)
        return (account[read] as ReadMethod)(...args)
      }),
    )
    needs.set(keyOf(result), looks)
  }
  for (const check of CHECKS) {
    if (check.scope === 'rule') await note({ check: check.id, target: null }, (noting) => check.run(subject, noting))
    else if (targets.state === 'found') {
      for (const target of targets.value) {
        await note({ check: check.id, target: target.Id }, (noting) =>
          check.run({ ...subject, sender: subject.rule, target }, noting),
        )
      }
    }
  }
  return needs
}

/** Checks that looked at something that this call is part of, were ok without the fault, and still say so with it. */
function okThatNeeded(action: string, report: Report, baseline: Baseline): string[] {
  const needed = (result: CheckResult): boolean =>
    (baseline.needs.get(keyOf(result)) ?? []).some((read) => READS[read].actions.some((one) => one === action))
  const before = baseline.report.checks.filter((one) => one.status === 'ok').map(keyOf)
  return report.checks.filter((one) => one.status === 'ok' && needed(one) && before.includes(keyOf(one))).map(keyOf)
}

/** Operations times faults, as text: the exit code, and a mark where something was wrong. */
function table(): string {
  const actions = [...new Set(cells.map((cell) => cell.action))].sort()
  const width = Math.max(...actions.map((action) => action.length))
  const line = (first: string, rest: readonly string[]) => `${first.padEnd(width)}  ${rest.join('  ')}`
  const rows = actions.map((action) =>
    line(
      action,
      FAULTS.map((fault) => {
        const cell = cells.find((one) => one.action === action && one.fault === fault)
        const mark = cell ? `${cell.wrong.length === 0 ? '✓' : '×'} ${cell.code ?? '-'}` : ''
        return mark.padEnd(fault.length)
      }),
    ),
  )
  return ['Faults: is the end right, and its exit code', line('', FAULTS), ...rows].join('\n')
}

describe('whatever goes wrong with one operation, the diagnosis ends in time, honestly, with the right exit code', () => {
  test('the rules are healthy, or not there, when nothing goes wrong', () => {
    expect(baselines.map(({ rule, code }) => [rule, code])).toEqual([
      ['order-paid', 0],
      ['order-flow', 0],
      ['nightly-report', 0],
      ['order-copied', 0],
      ['order-payed', 1],
    ])
  })

  test.each(FAULTS)('%s', (fault) => {
    const tried = cells.filter((cell) => cell.fault === fault)
    // Only lists have pages.
    expect(tried.length).toBeGreaterThan(fault === 'endless pages' ? 4 : 15)
    const wrong = tried.filter((cell) => cell.wrong.length > 0)
    expect(wrong.map((cell) => `${cell.action}: ${cell.wrong.join('; ')}`)).toEqual([])
  })
})
