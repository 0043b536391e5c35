import { recall, remember } from '../../src/aws/memory.js'
import type { Read } from '../../src/aws/read.js'
import { readSnapshot } from '../../src/aws/snapshot.js'
import { CHECKS } from '../../src/checks/index.js'
import { notConnected } from '../../src/cli/source.js'
import { diagnose } from '../../src/diagnosis/diagnose.js'
import { rulesOfBus } from '../../src/event/ask.js'
import { reportedEvent } from '../../src/event/assemble.js'
import { readEvents } from '../../src/event/read.js'
import { renderEventTerminal } from '../../src/event/render/terminal.js'
import { makePlan } from '../../src/fixing/plan.js'
import { renderPlan } from '../../src/fixing/render.js'
import type { Report } from '../../src/report/report.js'
import { renderTerminal } from '../../src/report/terminal.js'
import { type Baseline, readBaseline } from '../../src/scan/baseline.js'
import { text } from '../../src/scan/render/text.js'
import { Summary } from '../../src/scan/summary.js'
import { markdownFence } from '../../src/text/sanitize.js'
import { diagnoseDemo } from './demo.js'
import { read } from './pages.js'

/** Fits a terminal of 80 columns, in which a page indents its code. */
const at = { width: 76, color: false }
const RULE = 'eb-doctor rule order-paid --event-bus-name default --region us-east-1'

/** The parts of the runbooks that show what eb-doctor prints, by page and name. */
export const runbookParts: readonly { page: string; name: string; make: () => string | Promise<string> }[] = [
  { page: 'event-did-not-arrive', name: 'broken', make: broken },
  { page: 'event-did-not-arrive', name: 'plan', make: plan },
  { page: 'event-did-not-arrive', name: 'inconclusive', make: inconclusive },
  { page: 'event-did-not-arrive', name: 'no-match', make: noMatch },
  { page: 'event-did-not-arrive', name: 'stops', make: stops },
  { page: 'something-changed', name: 'changed', make: changed },
  { page: 'after-a-deployment', name: 'compared', make: compared },
]

/** A recorded report as it was when the account was looked at. */
const asLive = (report: Omit<Report, 'stats'>): Report => ({
  ...report,
  context: { ...report.context, source: 'live' },
  stats: { calls: 14, retries: 0, milliseconds: 900 },
})

const shown = (command: string, ...parts: readonly (readonly string[])[]): string =>
  markdownFence('text', [`$ ${command}`, ...parts.flat()]).join('\n')

const linesOf = (report: Report): string[] => renderTerminal(report, at).trimEnd().split('\n')

/** The lines from the first that `from` says to the last before `to` begins another part. */
function between(lines: readonly string[], from: RegExp, to: RegExp): string[] {
  const begin = lines.findIndex((line) => from.test(line))
  const end = lines.findIndex((line, i) => i > begin && to.test(line))
  if (begin < 0 || end < 0) throw new Error(`nothing between ${from} and ${to}`)
  return lines.slice(begin, end)
}

/** The verdict, the first error with its fix, and what to do next. */
async function broken(): Promise<string> {
  const lines = linesOf(asLive(await diagnoseDemo('lambda-other-rule')))
  return shown(
    RULE,
    lines.slice(0, lines.indexOf('')),
    ['', '...', ''],
    [...between(lines, /✗ ERROR/, /More:/), lines.find((line) => /^ +More:/.test(line)) ?? ''],
    ['', '...'],
    lines.slice(-3),
  )
}

/** What `fix --dry-run` shows of the same rule. */
async function plan(): Promise<string> {
  const report = asLive(await diagnoseDemo('lambda-other-rule'))
  const none = { only: [], targets: [], includeKeyPolicies: false, extendSharedRoles: false }
  const made = makePlan([report], { ...none, account: report.context.account })
  return shown(
    `eb-doctor fix order-paid --event-bus-name default --region us-east-1 --dry-run`,
    renderPlan(made).trimEnd().split('\n'),
  )
}

/** A rule whose role nobody let us read. */
async function inconclusive(): Promise<string> {
  const snapshot = readSnapshot(read('demo/step-functions-healthy.json'))
  const account = recall(snapshot.memory)
  const denied =
    (action: 'iam:GetRole') =>
    async (arn: string): Promise<Read<never>> => ({
      state: 'denied',
      action,
      resource: arn,
    })
  const report = await diagnose({
    ref: snapshot.rule,
    account: remember({ ...account, role: denied('iam:GetRole') }),
    checks: CHECKS,
    region: snapshot.region,
    source: 'live',
    version: JSON.parse(read('package.json')).version,
    now: new Date(snapshot.takenAt),
    sinceMinutes: snapshot.sinceMinutes,
    signal: new AbortController().signal,
  })
  const lines = linesOf(asLive(report))
  return shown(
    `eb-doctor rule ${snapshot.rule.name} --event-bus-name default --region us-east-1`,
    lines.slice(0, lines.indexOf('')),
    ['', '...', ''],
    between(lines, /^Could not look/, /^Not seen/),
    ['...'],
    between([...lines, '<end>'], /^Next:/, /^<end>/),
  )
}

/** An event that matches no rule of its bus, by one field. */
async function noMatch(): Promise<string> {
  const event = {
    ...{ version: '0', id: '6a7e8feb', 'detail-type': 'OrderPaid', source: 'shop.orders', account: '123456789012' },
    ...{ time: '2026-01-02T03:04:05Z', region: 'us-east-1', resources: [], detail: { status: 'PAID' } },
  }
  const rule = {
    ...{ name: 'order-paid', arn: 'arn:aws:events:us-east-1:123456789012:rule/shop/order-paid', bus: 'shop' },
    ...{ state: 'ENABLED', eventPattern: '{"source":["shop.orders"],"detail":{"status":["Paid"]}}' },
  }
  const given = readEvents(JSON.stringify(event), { account: '', region: '', time: '', id: String })
  if (!given.ok) throw new Error(given.error)
  const found = async (value: unknown) => ({ state: 'found', value })
  const rules = await rulesOfBus(
    { rules: () => found([rule]), rule: () => found(rule), targets: () => found([]) } as never,
    'shop',
  )
  const events = await Promise.all(given.events.map((one) => reportedEvent(one, 'shop', rules)))
  const tool = { name: 'eb-doctor', version: '' } as const
  const printed = renderEventTerminal({ schemaVersion: 1, kind: 'event', tool, events, limits: [] }, at)
  return shown('eb-doctor event event.json --event-bus-name shop --region us-east-1', printed.trimEnd().split('\n'))
}

/** The lines of a command that could not begin. */
function stops(): string {
  const failed = (kind: 'credentials' | 'network', message: string) =>
    notConnected(
      {
        unread: { state: 'failed', action: 'sts:GetCallerIdentity', resource: '*', error: { kind, message } },
        message,
      },
      { profile: 'prod' },
      'eu-west-1',
    )
  const rows = [
    { stop: failed('credentials', 'Could not load credentials from any providers'), todo: 'sign in, then try again' },
    {
      stop: failed('credentials', 'The security token included in the request is expired'),
      todo: 'sign in again, then try again',
    },
    {
      stop: failed('network', 'getaddrinfo ENOTFOUND sts.eu-west-1.amazonaws.com'),
      todo: 'check the spelling of the Region, the VPN and the proxy',
    },
  ].map(({ stop, todo }) => `| eb-doctor: ${stop.message} ${stop.hint} | ${stop.exitCode} | ${todo} |`)
  return ['| the line | exit code | what to do next |', '| --- | --- | --- |', ...rows].join('\n')
}

/** What happened to a rule whose permission a deployment removed. */
async function changed(): Promise<string> {
  const lines = linesOf(asLive(await diagnoseDemo('happened-change-broke-it')))
  return shown(
    'eb-doctor rule order-paid --event-bus-name default --region us-east-1 --since 24h',
    lines.slice(0, lines.indexOf('')),
    ['', '...', ''],
    between(lines, /^What happened/, /^Not seen/),
    ['...'],
  )
}

/** A scan after a deployment that broke one rule of three; another one was broken before. */
async function compared(): Promise<string> {
  const before = await scanOf(['step-functions-healthy', 'ecs-no-network', 'lambda-healthy'], '2026-11-26T10:10:00Z')
  const after = await scanOf(
    ['step-functions-healthy', 'ecs-no-network', 'lambda-no-permission'],
    '2026-11-26T10:20:00Z',
    readBaseline(JSON.parse(JSON.stringify(before.scan))),
  )
  const command = 'eb-doctor scan --region us-east-1 --baseline before.json --fail-on new'
  const lines = after.printed.trimEnd().split('\n')
  return shown(command, lines.slice(0, lines.indexOf('Not seen')), ['...', ''], lines.slice(-3))
}

/** A scan of recorded rules, as it is in JSON and as a terminal shows it. */
async function scanOf(demos: readonly string[], moment: string, baseline?: Baseline) {
  const reports = await Promise.all(demos.map(async (name) => asLive(await diagnoseDemo(name))))
  const now = new Date(moment)
  const summary = new Summary({
    version: JSON.parse(read('package.json')).version,
    now,
    window: { from: new Date(now.getTime() - 86_400_000).toISOString(), to: now.toISOString() },
    leftOut: [],
    checks: CHECKS.map(({ id }) => id),
    ...(baseline ? { baseline } : {}),
  })
  for (const { context } of reports.slice(0, 1)) {
    summary.addPlace(context)
    summary.add({ kind: 'buses', names: ['default'] }, context)
    summary.add({ kind: 'rules', bus: 'default', arns: reports.map(({ rule }) => rule.arn) }, context)
  }
  const printer = text.begin({ ...at, failOn: 'new' })
  const lines = reports.map((report) => {
    const { rule } = summary.addReport(report)
    return printer.rule(report, rule)
  })
  const scan = summary.finish({ calls: 31, retries: 0, milliseconds: 2100 }, 'complete')
  for await (const more of printer.end(scan, async function* () {})) lines.push(more)
  return { scan, printed: lines.join('') }
}
