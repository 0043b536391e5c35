import type { Account } from '../aws/account.js'
import { isUnread, type Read, type Unread } from '../aws/read.js'
import type { Target } from '../aws/reads/events.js'
import type { Check } from '../checks/check.js'
import { busLog } from '../checks/happened/bus-log.js'
import { callsOf } from '../checks/happened/calls.js'
import { changesOf } from '../checks/happened/changes.js'
import { deadLetterArn, lettersOf, peek } from '../checks/happened/dead-letters.js'
import { ruleMetrics } from '../checks/happened/metrics.js'
import { CHECKS, peeking } from '../checks/index.js'
import { fuse, nameBlindSpots, type Sight } from '../evidence/fusion.js'
import { type MetricLine, metricLines } from '../evidence/metric-lines.js'
import { fromDeadLetters, fromLog, fromMetrics } from '../evidence/observations.js'
import { hasData, partialOf } from '../evidence/rule-metrics.js'
import { type CallsOfTarget, fromCalls, seenCalls } from '../evidence/seen-calls.js'
import { inStretches } from '../evidence/sparkline.js'
import { timelineOf } from '../evidence/timeline.js'
import type { DeadLetter, TimelineEntry } from '../evidence/types.js'
import { windowOf } from '../evidence/window.js'
import type { CheckResult, Gap } from '../report/report.js'
import { serviceOf } from '../targets/index.js'
import { unique } from '../text/unique.js'
import type { RuleSubject } from '../verdict/subject.js'
import { endOf } from './looks.js'

/** What was seen to happen, as far as the checks that were chosen look for it. */
export interface Happened {
  sight: Sight
  metrics: readonly MetricLine[]
  timeline: readonly TimelineEntry[]
  /** CloudWatch has been asked, and nothing shows that the rule matched or delivered anything. */
  silent: boolean
}

const NOTHING: Happened = {
  sight: { observations: [], changes: { known: false, list: [] } },
  metrics: [],
  timeline: [],
  silent: false,
}

interface Looking {
  account: Account
  checks: readonly Check[]
  signal: AbortSignal
}

/**
 * Gathers what happened from the same looks as the checks of it make, and only from those whose check was chosen. What could not
 * be read, or not in time, is left out. Without a rule nothing can have happened to it.
 */
export async function whatHappened(
  subject: RuleSubject | undefined,
  targets: Read<readonly Target[]>,
  { account, checks, signal }: Looking,
): Promise<Happened> {
  if (!subject) return NOTHING
  const all = targets.state === 'found' ? targets.value : []
  const over = endOf(signal)
  const chosen = (id: string) => checks.some((check) => check.id === id)
  const inTime = <T>(id: string, look: () => Promise<T>): Promise<T | undefined> =>
    chosen(id) ? Promise.race([look().catch(() => undefined), over.then(() => undefined)]) : Promise.resolve(undefined)
  const { rule } = subject
  const [counted, log, changed, letters, called, known] = await Promise.all([
    inTime('metrics', () => ruleMetrics(subject, account)),
    inTime('bus-log', () => busLog(subject, account)),
    inTime('changes', () => changesOf(subject, all, account)),
    inTime('dead-letter-messages', () => lettersIn(all, checks, account)),
    inTime('cloudtrail', () => callsFor(subject, all, account)),
    Promise.race([account.rule(rule.name, rule.busRef), over.then(() => undefined)]),
  ])
  // Of a rule whose targets are not known nothing can be told to be one target's.
  if (isUnread(targets)) return NOTHING
  const metrics = counted?.state === 'found' ? counted.value : undefined
  const records = log?.state === 'read' ? log.records.records : []
  const pattern = known?.state === 'found' ? known.value.eventPattern : undefined
  const window = windowOf(subject)
  const calls = seenCalls(called ?? [])
  const observations = [
    ...(metrics ? fromMetrics(metrics, all) : []),
    ...fromLog(records, { ruleArn: rule.arn, pattern, targets: all }),
    ...fromDeadLetters(letters ?? [], rule.arn, all),
    ...fromCalls(calls),
  ]
  return {
    sight: {
      observations,
      changes: {
        known: changed !== undefined && changed.unread === undefined && !changed.more,
        list: changed?.list ?? [],
      },
    },
    metrics: metrics
      ? metricLines(metrics).map((line) => ({ ...line, points: inStretches(line.points, window, STRETCHES) }))
      : [],
    timeline: timelineOf({
      rule: { name: rule.name, arn: rule.arn, pattern },
      targets: all,
      metrics,
      records,
      letters,
      calls,
      changes: changed?.list,
    }),
    // An event that matched no rule has not reached this one.
    silent:
      metrics !== undefined &&
      !hasData(metrics) &&
      partialOf(metrics).length === 0 &&
      observations.every(({ fits }) => fits?.includes('trigger')),
  }
}

/** A line of the report is drawn with 48 or 72 characters, which both go into this. */
const STRETCHES = 144

/** The messages of the targets' dead-letter queues, if the check was chosen that looks into them. */
async function lettersIn(
  targets: readonly Target[],
  checks: readonly Check[],
  account: Account,
): Promise<readonly DeadLetter[]> {
  if (!checks.some((check) => PEEKING.includes(check))) return []
  const queues = [...new Set(targets.flatMap((target) => deadLetterArn(target) ?? []))]
  const letters = await Promise.all(
    queues.map(async (arn) => {
      const queue = await account.queue(arn)
      const counts = queue.state === 'found' ? queue.value.counts : undefined
      if (!counts || counts.waiting + counts.inFlight + counts.delayed === 0) return []
      return lettersOf(await peek(arn, counts, account))
    }),
  )
  return letters.flat()
}

/**
 * The calls of EventBridge for each target, with what its role needs, by which one tells whose they are. None for a rule that a
 * service of AWS manages, whose targets are not checked.
 */
async function callsFor(
  { rule, ...when }: RuleSubject,
  targets: readonly Target[],
  account: Account,
): Promise<readonly CallsOfTarget[]> {
  const known = await account.rule(rule.name, rule.busRef)
  if (known.state === 'found' && known.value.managedBy) return []
  return Promise.all(
    targets.map(async (target) => {
      const subject = { ...when, sender: rule, target }
      const { assumed = [], asRole = [], own = [] } = (await callsOf(subject, account)) ?? {}
      const asked = asRole.length > 0 ? await serviceOf(target)?.needs?.run(subject, account) : undefined
      return { target, assumed, asRole, own, needs: asked?.needs ?? [] }
    }),
  )
}

/** The checks that are there only for who wants to look into messages. */
const PEEKING = peeking(CHECKS).filter((check) => !CHECKS.includes(check))

/** One line for the checks of what happened that were not chosen. */
export function leftOutLimit(chosen: readonly Check[]): readonly string[] {
  const left = unique(CHECKS.filter(({ evidence }) => evidence).map(({ id }) => id)).filter((id) =>
    chosen.every((check) => check.id !== id),
  )
  return left.length > 0 ? [`What happened was not looked at in full: ${left.join(', ')} left out, as asked.`] : []
}

/** Each error of the configuration with what happened; failures that nothing explains with what is `unseen`. */
export const heldAgainst = (
  results: readonly CheckResult[],
  { sight }: Happened,
  unseen: readonly string[],
): readonly CheckResult[] => nameBlindSpots(fuse(results, sight), unseen)

/** Whether the findings of a check are of all targets together. */
export const isOfAll = (check: string): boolean => check === 'metrics'

/** One line for what may not be looked at, and one for what a snapshot lacks. What the gaps ask for already is left out. */
export function unseenLimits(
  refused: readonly { check: string; look: Unread }[],
  gaps: readonly Gap[],
): readonly string[] {
  const checksBy = (look: (look: Unread) => string | undefined): [string, string[]][] => {
    const entries = refused.flatMap((one) => {
      const key = look(one.look)
      return key === undefined ? [] : [{ key, check: one.check }]
    })
    return [...new Set(entries.map(({ key }) => key))].map((key) => [
      key,
      [...new Set(entries.filter((entry) => entry.key === key).map(({ check }) => check))],
    ])
  }
  const actions = checksBy((look) =>
    look.state === 'denied' && look.account === undefined && gaps.every(({ action }) => action !== look.action)
      ? look.action
      : undefined,
  )
  const [unrecorded] = checksBy((look) => (look.state === 'failed' ? 'snapshot' : undefined))
  return [
    ...(actions.length > 0
      ? [
          `What happened was not read in full. Grant ${actions.map(([action, checks]) => `${action} (${checks.join(', ')})`).join(', ')} to see it.`,
        ]
      : []),
    ...(unrecorded ? [`The snapshot does not hold all that happened: ${unrecorded[1].join(', ')}.`] : []),
  ]
}
