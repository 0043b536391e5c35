import type { RememberingAccount } from '../aws/memory.js'
import { isUnread, type Read, type Unread } from '../aws/read.js'
import type { AuditEvents } from '../aws/reads/cloudtrail.js'
import type { Rule, Target } from '../aws/reads/events.js'
import type { TrailRecords } from '../aws/reads/logs.js'
import type { CallerIdentity } from '../aws/reads/sts.js'
import type { Check } from '../checks/check.js'
import { firstBroken } from '../evidence/fusion.js'
import { windowOf } from '../evidence/window.js'
import { type CheckResult, overallVerdict, type Report, type ReportedTarget } from '../report/report.js'
import { serviceOf } from '../targets/index.js'
import { spanOf } from '../text/duration.js'
import { unique } from '../text/unique.js'
import { nextTimes } from '../trigger/schedule.js'
import { addressOf, type RuleAddress, type RuleRef } from '../verdict/rule-address.js'
import { firstLooks } from './first-looks.js'
import { organizationLimits } from './organization-limits.js'
import { walk } from './walk.js'
import { heldAgainst, isOfAll, leftOutLimit, unseenLimits, whatHappened } from './what-happened.js'

/** Nothing can be diagnosed at all: no credentials, or AWS cannot be reached. Ends with exit code 4. */
export class CannotConnect extends Error {
  constructor(readonly unread: Unread) {
    super(unread.state === 'failed' ? unread.error.message : `${unread.action} was denied.`)
  }
}

export interface DiagnoseOptions {
  ref: RuleRef
  account: RememberingAccount
  checks: readonly Check[]
  /** Ids of the checks that are not among them because the user left them out. */
  leftOut?: readonly string[]
  region: string
  source: 'live' | 'snapshot'
  version: string
  now: Date
  sinceMinutes: number
  /** Where the window of evidence ends, when that is not `now`. */
  until?: Date
  /** Ends the wait: checks that are not done by then are unknown. */
  signal: AbortSignal
  /** Told of each check that is done: for the progress line. */
  onCheck?: (done: number, of: number) => void
  /** The histories are read for many rules together: how much was read is not said of each rule. */
  isOneOfMany?: boolean
}

/**
 * The whole run: looks at the rule and its targets, starts every check at once, and reports in the order of the list.
 * Checks share nothing but the account, which remembers what it was asked. Throws CannotConnect when not even the
 * caller's identity and the rule can be read for want of credentials or of a connection.
 */
export async function diagnose(options: DiagnoseOptions): Promise<Omit<Report, 'stats'>> {
  const { account, ref, region, now, sinceMinutes, until, leftOut = [] } = options
  const { caller, rule, targets } = await firstLooks(options)
  const who = whoLooks(caller, rule)
  const address = addressOf(ref, who, region)
  const subject = { rule: address, now, sinceMinutes, ...(until ? { until } : {}) }
  const exists = rule.state !== 'missing'
  // The same looks as those of the checks, at the same time: the account remembers them.
  const happening = whatHappened(exists ? subject : undefined, targets, options)
  const walked = await walk(
    {
      sender: address,
      subject,
      exists,
      ...(rule.state === 'found' && rule.value.managedBy ? { managedBy: rule.value.managedBy } : {}),
      targets,
      checks: options.checks,
    },
    options,
  )
  const { gaps, refused } = walked
  const happened = await happening
  // What can deny a delivery and is not read.
  const unseen = [
    ...organizationLimits(account.memory()),
    'VPC endpoint policies, and conditions on keys that EventBridge is not documented to send, were not decided.',
  ]
  const results = heldAgainst(walked.results, happened, unseen)
  const { from, to } = windowOf(subject)

  return {
    schemaVersion: 1,
    tool: { name: 'eb-doctor', version: options.version },
    generatedAt: now.toISOString(),
    context: {
      account: address.account,
      partition: address.partition,
      region: address.region,
      identity: caller.state === 'found' ? caller.value.arn : null,
      source: options.source,
    },
    rule: ruleOf(address, rule, now),
    verdict: overallVerdict(results, leftOut),
    firstBrokenHop: firstBroken(results),
    targets: targets.state === 'found' ? targetsOf(targets.value, results, leftOut) : [],
    checks: results,
    ...(leftOut.length > 0 ? { leftOut } : {}),
    window: { from: from.toISOString(), to: to.toISOString() },
    metrics: happened.metrics,
    timeline: happened.timeline,
    ...(happened.silent ? { nothingSeen: true } : {}),
    gaps,
    limits: [
      ...(leftOut.length > 0 ? [`Not everything was looked at: ${leftOut.join(', ')} left out, as asked.`] : []),
      ...leftOutLimit(options.checks),
      ...historyLimit(account, sinceMinutes, options.isOneOfMany === true),
      ...dataEventsLimit(account),
      ...unseenLimits(refused, gaps),
      ...unseen,
    ],
  }
}

/** How much of CloudTrail's event history was looked through. */
function historyLimit(account: RememberingAccount, sinceMinutes: number, isOneOfMany: boolean): string[] {
  const reads = account
    .memory()
    .flatMap(({ read, answer }) =>
      read === 'auditEvents' && answer.state === 'found' ? [answer.value as AuditEvents] : [],
    )
  if (reads.length === 0) return []
  const sum = (of: (read: AuditEvents) => number) => reads.reduce((total, read) => total + of(read), 0)
  const rest = reads.some(({ more }) => more) ? ' There were more: only the newest were read.' : ''
  const size = `, ${sum(({ events }) => events.length)} events in ${sum(({ pages }) => pages)} pages`
  return [
    `CloudTrail: the last ${spanOf(sinceMinutes)}${isOneOfMany ? '' : size}; management events only, delivered up to 15 minutes late.${rest}`,
  ]
}

/** Which data events were looked through besides. */
function dataEventsLimit(account: RememberingAccount): string[] {
  const reads = account
    .memory()
    .flatMap(({ read, args, answer }) =>
      read === 'trailRecords' && answer.state === 'found'
        ? [{ group: String(args[0]).replace(/^.*:log-group:/, ''), ...(answer.value as TrailRecords) }]
        : [],
    )
  if (reads.length === 0) return []
  const groups = unique(reads.map(({ group }) => group)).join(', ')
  const rest = reads.some(({ more }) => more) ? ' There were more: only the newest were read.' : ''
  return [`CloudTrail's data events: those in the log group ${groups}, delivered some minutes late.${rest}`]
}

/** Whose account we look at. Without an identity the rule's own ARN tells; without either nothing can be done. */
function whoLooks(caller: Read<CallerIdentity>, rule: Read<Rule>): Pick<CallerIdentity, 'account' | 'partition'> {
  if (isUnread(rule) && isFatal(rule)) throw new CannotConnect(rule)
  if (caller.state === 'found') return caller.value
  if (isUnread(caller) && isFatal(caller)) throw new CannotConnect(caller)
  if (rule.state === 'found') {
    const [, partition = 'aws', , , account = ''] = rule.value.arn.split(':')
    return { account, partition }
  }
  if (isUnread(caller)) throw new CannotConnect(caller)
  throw new CannotConnect({
    state: 'failed',
    action: 'sts:GetCallerIdentity',
    resource: '*',
    error: { kind: 'malformed', message: 'AWS did not say whose credentials these are.' },
  })
}

const isFatal = (read: Unread): boolean =>
  read.state === 'failed' && (read.error.kind === 'credentials' || read.error.kind === 'network')

function ruleOf(address: RuleAddress, rule: Read<Rule>, now: Date): Report['rule'] {
  const known = rule.state === 'found' ? rule.value : undefined
  return {
    name: address.name,
    arn: address.arn,
    bus: address.bus,
    state: known?.state ?? null,
    ...(known?.eventPattern ? { eventPattern: known.eventPattern } : {}),
    ...(known?.scheduleExpression
      ? { schedule: { expression: known.scheduleExpression, next: nextTimes(known.scheduleExpression, now) } }
      : {}),
    ...(known?.managedBy ? { managedBy: known.managedBy } : {}),
  }
}

function targetsOf(
  targets: readonly Target[],
  results: readonly CheckResult[],
  leftOut: readonly string[],
): ReportedTarget[] {
  // Sorted once: to look through all results for each of thousands of targets would take seconds.
  const of = new Map<string | null, CheckResult[]>()
  for (const result of results) of.set(result.target, [...(of.get(result.target) ?? []), result])
  return targets.map((target) =>
    targetOf(target, [...(of.get(null) ?? []), ...(of.get(target.Id) ?? [])], targets.length, leftOut),
  )
}

function targetOf(
  target: Target,
  mine: readonly CheckResult[],
  targets: number,
  leftOut: readonly string[],
): ReportedTarget {
  const failing = mine.filter((result) => result.findings.some((finding) => finding.severity === 'error'))
  // A number of the rule says of none of several targets that it is the one.
  const errors = failing.some((result) => targets === 1 || !isOfAll(result.check))
  const blind = mine.some(
    (result) =>
      result.status === 'unknown' ||
      failing.includes(result) ||
      (result.status === 'problem' && result.because !== null),
  )
  return {
    id: target.Id,
    arn: target.Arn,
    type: serviceOf(target)?.id ?? 'unknown',
    ...(target.RoleArn ? { role: target.RoleArn } : {}),
    delivers: errors ? false : blind || leftOut.length > 0 ? null : true,
  }
}
