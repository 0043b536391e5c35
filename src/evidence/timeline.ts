import type { Change } from './changes.js'
import { originOf } from './dead-letter.js'
import { codeOf } from './dead-letter-verdict.js'
import { outcomeOf, recordsOfTarget, unmatched } from './log-reading.js'
import { reason } from './log-verdict.js'
import { gapText, isAfter, millis, newest, oldest } from './moment.js'
import { lastFailure, matches, onsets, type RuleMetrics, successes } from './rule-metrics.js'
import type { SeenCall } from './seen-calls.js'
import type { DeadLetter, LogRecord, TimelineEntry } from './types.js'

/** All that the story is told from; what was not read is left out. */
export interface Story {
  rule: { name: string; arn: string; pattern?: string | undefined }
  targets: readonly { Id: string; Arn: string }[]
  metrics?: RuleMetrics | undefined
  records?: readonly LogRecord[] | undefined
  letters?: readonly DeadLetter[] | undefined
  changes?: readonly Change[] | undefined
  /** The calls of EventBridge that CloudTrail recorded. */
  calls?: readonly SeenCall[] | undefined
}

/** At the same moment a cause stands before its effect. */
const ORDER: readonly TimelineEntry['kind'][] = ['change', 'match', 'failure', 'success']

/**
 * The story of the window, oldest first: each change, the beginnings and the end of failing, the last delivery. The first
 * failure after a change says so. Neither every delivery nor every failure: those are numbers.
 */
export function timelineOf(story: Story): readonly TimelineEntry[] {
  const changes = story.changes ?? []
  const failures = failureEntries(story)
  const delivered = successTimes(story)
  const beside = failures.map((entry) => besideChange(entry, failures, changes, delivered, story.metrics?.period ?? 60))
  return [
    ...changes.map(({ time, text }): TimelineEntry => ({ time, kind: 'change', text, source: 'CloudTrail' })),
    ...beside,
    ...successEntries(story),
  ].sort(byTime)
}

/** Oldest first; at the same moment in the order of the kinds, then as they came. */
function byTime(a: TimelineEntry, b: TimelineEntry): number {
  const apart = millis(a.time) - millis(b.time)
  return Number.isFinite(apart) && apart !== 0 ? apart : ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)
}

/** An entry, and whether failing began with it. */
type Failure = TimelineEntry & { begins: boolean }

function failureEntries(story: Story): readonly Failure[] {
  return [
    ...metricFailures(story),
    ...loggedFailures(story),
    ...failedCalls(story),
    ...deadLetters(story),
    ...noMatches(story),
  ]
}

const failedCalls = ({ calls = [] }: Story): Failure[] =>
  calls.flatMap(({ time, kind, text, begins }) =>
    kind === 'failure' ? [{ time, kind, text, source: 'CloudTrail', begins }] : [],
  )

function metricFailures({ rule, metrics }: Story): Failure[] {
  if (!metrics) return []
  const begins = onsets(metrics)
  const last = lastFailure(metrics)
  // Failing that comes and goes would fill the page: the first beginnings and the latest ones tell it.
  const shown = begins.length > 6 ? [...begins.slice(0, 3), ...begins.slice(-3)] : begins
  const source = 'CloudWatch'
  const entry = (time: string, text: string, beginning: boolean): Failure => ({
    time,
    kind: 'failure',
    text,
    source,
    begins: beginning,
  })
  const left = begins.length - shown.length
  return [
    ...shown.map(({ time }, i) => {
      const among = i === shown.length - 1 && left > 0 ? ` (${left} more such beginnings are not shown)` : ''
      // What was before the first thing that is known, nobody knows.
      const known = [...matches(metrics), ...successes(metrics)].some((one) => isAfter(time, one.time))
      const text = known
        ? `Deliveries of the rule ${rule.name} begin to fail${among}.`
        : `The first failed delivery of the rule ${rule.name} in the window was counted.`
      return entry(time, text, true)
    }),
    ...(last && !shown.some(({ time }) => time === last.time)
      ? [entry(last.time, `The last failed delivery of the rule ${rule.name} was counted.`, false)]
      : []),
  ]
}

/** The first and the last logged failure of each target, with what the service said. */
function loggedFailures({ rule, targets, records = [] }: Story): Failure[] {
  return targets.flatMap((target) => {
    const own = recordsOfTarget(records, rule.arn, target, targets).filter((one) => outcomeOf(one) === 'failure')
    // Of the records of one failure the one with a reason is worth reading.
    const told = own.filter(({ error }) => error !== undefined)
    const [first, last] = [oldest(told.length > 0 ? told : own), newest(told.length > 0 ? told : own)]
    return [first, ...(last && first && last.time !== first.time ? [last] : [])].flatMap((record, i): Failure[] =>
      record
        ? [
            {
              time: record.time,
              kind: 'failure',
              text: `A delivery to target ${target.Id} failed${said(record)}.`,
              source: 'bus log',
              begins: i === 0,
            },
          ]
        : [],
    )
  })
}

const said = (record: LogRecord): string => {
  const http = record.error?.httpStatus === undefined ? '' : ` (HTTP ${record.error.httpStatus})`
  return `${http}: ${reason(record)}`
}

/** The first dead letter of each target and code. */
function deadLetters({ rule, targets, letters = [] }: Story): Failure[] {
  return targets.flatMap((target) => {
    const own = letters.filter((letter) => originOf(letter, rule.arn, target.Arn).kind === 'this-target')
    return [...new Set(own.map(codeOf))].flatMap((code): Failure[] => {
      const same = own.filter((letter) => codeOf(letter) === code)
      const first = oldest(same.flatMap(({ sent }) => (sent ? [{ time: sent }] : [])))
      if (!first) return []
      const text = `An event for target ${target.Id} became a dead letter: ${code}${same.length > 1 ? `, the first of ${same.length}` : ''}.`
      return [{ time: first.time, kind: 'failure', text, source: 'dead-letter queue', begins: true }]
    })
  })
}

function noMatches({ rule, records = [] }: Story): Failure[] {
  const missed = unmatched(records, rule.pattern)
  const last = newest(missed)
  if (!last) return []
  const text = `An event of source ${JSON.stringify(last.source)} and detail-type ${JSON.stringify(last.detailType)} matched no rule${missed.length > 1 ? `, the last of ${missed.length}` : ''}.`
  return [{ time: last.time, kind: 'failure', text, source: 'bus log', begins: false }]
}

const loggedSuccesses = ({ rule, targets, records = [] }: Story): { time: string; target: string }[] =>
  (records.length === 0 ? [] : targets).flatMap((target) =>
    recordsOfTarget(records, rule.arn, target, targets)
      .filter((record) => outcomeOf(record) === 'success')
      .map(({ time }) => ({ time, target: target.Id })),
  )

const successTimes = (story: Story): readonly { time: string }[] => [
  ...(story.metrics ? successes(story.metrics) : []),
  ...loggedSuccesses(story),
  ...(story.calls ?? []).filter(({ kind, ofRule }) => kind === 'success' && ofRule),
]

/** The last delivery, the last one before failing began, and the first one after it ended; a match where nothing else is known. */
function successEntries(story: Story): TimelineEntry[] {
  const { metrics, rule, calls = [] } = story
  const called = calls.flatMap(({ time, kind, text }) =>
    kind === 'success' ? [entry(kind, time, text, 'CloudTrail')] : [],
  )
  // Once for all targets: a rule may have thousands.
  const all = loggedSuccesses(story)
  const told = new Set(all.map(({ target }) => target))
  const logged = story.targets.flatMap(({ Id }) => {
    if (!told.has(Id)) return []
    const last = newest(all.filter(({ target }) => target === Id))
    return last ? [entry('success', last.time, `A delivery to target ${Id} succeeded.`, 'bus log')] : []
  })
  if (!metrics) return [...logged, ...called]
  const delivered = successes(metrics)
  const [last, failed] = [newest(delivered), lastFailure(metrics)]
  const after = failed && oldest(delivered.filter(({ time }) => isAfter(time, failed.time)))
  const match = newest(matches(metrics))
  return [
    ...logged,
    ...called,
    ...(after && after.time !== last?.time
      ? [entry('success', after.time, `Deliveries of the rule ${rule.name} succeed again.`, 'CloudWatch')]
      : []),
    ...(last
      ? [
          entry(
            'success',
            last.time,
            `The last successful delivery of the rule ${rule.name} was counted.`,
            'CloudWatch',
          ),
        ]
      : []),
    ...(match && !last && !failed
      ? [entry('match', match.time, `The last trigger of the rule ${rule.name} was counted.`, 'CloudWatch')]
      : []),
  ]
}

const entry = (kind: TimelineEntry['kind'], time: string, text: string, source: string): TimelineEntry => ({
  time,
  kind,
  text,
  source,
})

/**
 * With deliveries in between, a change stands beside a failure only when it is this near. AWS makes a change known within
 * minutes, and the counts of failures are of whole periods.
 */
const NEAR = 15 * 60_000

/**
 * Puts the change before it beside the first failure after it: `2 min after PutRolePolicy by ...`. A period is counted from
 * its beginning, so a change within the period of the failure counts as before it.
 */
function besideChange(
  { begins, ...failure }: Failure,
  failures: readonly Failure[],
  changes: readonly Change[],
  delivered: readonly { time: string }[],
  period: number,
): TimelineEntry {
  const end = failure.source === 'CloudWatch' ? millis(failure.time) + period * 1000 - 1 : millis(failure.time)
  const before = newest(changes.filter(({ time, passed }) => passed && millis(time) <= end))
  if (!begins || !before) return failure
  const start = millis(before.time)
  const earlier = failures.some(
    (other) =>
      other.source === failure.source && millis(other.time) > start && millis(other.time) < millis(failure.time),
  )
  const worked = delivered.some(({ time }) => millis(time) > start && millis(time) < millis(failure.time))
  if (earlier || (worked && millis(failure.time) - start > NEAR)) return failure
  return {
    ...failure,
    text: failure.text.replace(/\.$/, `, ${gapText(before.time, failure.time)} after ${before.short}.`),
  }
}
