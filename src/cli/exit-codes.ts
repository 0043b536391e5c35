import { arrives, type EventReport, onRoute } from '../event/report.js'
import type { FixResult } from '../fixing/result.js'
import type { OverallVerdict, Report } from '../report/report.js'
import { type FailOn, type ScanReport, verdictOfScan } from '../scan/report.js'
import type { Severity } from '../verdict/verdict.js'
import { INTERRUPTED } from './exit.js'
import type { ListenResult } from './listen/report.js'

const OF_VERDICT = { healthy: 0, suppressed: 0, 'at-risk': 0, broken: 1, inconclusive: 3 } as const

/** The exit code of a diagnosis. The exit codes of all commands are here; they are the same in every output format. */
export const exitCodeOf = (verdict: OverallVerdict | 'suppressed', failOn: Severity): 0 | 1 | 3 =>
  verdict === 'at-risk' && failOn === 'warning' ? 1 : OF_VERDICT[verdict]

/** The exit code of a report, of which the settings of a team may suppress something. */
export const exitCodeOfReport = ({ verdict, counted }: Pick<Report, 'verdict' | 'counted'>, failOn: Severity) =>
  exitCodeOf(counted?.as ?? verdict, failOn)

/**
 * The exit code of `event`: 0 each event matches a rule that is on, 1 one does not, 3 something could not be read. With --walk
 * a rule on the route that is broken gives 1, and one of which that could not be told 3.
 */
export function exitCodeOfEvents({ events }: Pick<EventReport, 'events'>): 0 | 1 | 3 {
  const all = events.flatMap(onRoute)
  const verdicts = all.flatMap(({ rules }) => rules.flatMap(({ diagnosis }) => diagnosis?.verdict ?? []))
  const isGone = all.some(({ unread }) => unread?.certain === true)
  if (events.some((event) => arrives(event) === false) || isGone || verdicts.includes('broken')) return 1
  const unseen = all.some(
    (event) =>
      (event.unread !== null && !event.unread.certain) ||
      event.rules.some(({ matches, targets }) => matches === null || targets === null),
  )
  return unseen || verdicts.includes('inconclusive') ? 3 : 0
}

/**
 * The exit code of `scan`: as of `rule`, over all rules. With `new` only an error that the baseline does not have makes it 1;
 * what could not be looked at makes it 3 all the same.
 */
export function exitCodeOfScan(
  scan: Pick<ScanReport, 'verdict' | 'totals' | 'unseen' | 'baseline' | 'ended'>,
  failOn: FailOn,
): 0 | 1 | 3 | 130 {
  if (scan.ended === 'interrupted') return INTERRUPTED
  if (failOn !== 'new') return exitCodeOf(scan.verdict, failOn)
  if (scan.baseline?.new.some(({ severity, suppressed }) => severity === 'error' && !suppressed)) return 1
  // What is broken as it was before does not count.
  return verdictOfScan({ ...scan, totals: { ...scan.totals, broken: 0 } }) === 'inconclusive' ? 3 : 0
}

const GRAVITY: Readonly<Record<OverallVerdict, number>> = { broken: 3, inconclusive: 2, 'at-risk': 1, healthy: 0 }

/**
 * The exit code of `fix`: 5 when something was refused, declined, stale or failed, 130 when interrupted, else as the rules are.
 * That something was changed or undone and the rules could not be looked at afterwards is 3.
 */
export function exitCodeOfFix(
  { outcome, refused, before, after }: Pick<FixResult, 'outcome' | 'refused' | 'before' | 'after'>,
  failOn: Severity,
): 0 | 1 | 3 | 5 | 130 {
  if (refused !== null) return 5
  if (outcome?.ended === 'interrupted') return INTERRUPTED
  if (outcome && outcome.ended !== 'done') return 5
  if (outcome && after.length === 0) return 3
  const now = (after.length > 0 ? after : before).map(({ verdict }) => verdict)
  const [worst = 'healthy'] = now.sort((one, other) => GRAVITY[other] - GRAVITY[one])
  return exitCodeOf(worst, failOn)
}

/**
 * The exit code of `listen`: 5 something failed, was declined or is left behind, 130 interrupted; else 0 an event reaches the
 * rule, 3 that could not be told, 1 none does. A clean-up ends with 0 when nothing is left.
 */
export function exitCodeOfListen({
  ended,
  left,
  matching,
  unknown,
}: Pick<ListenResult, 'ended' | 'left' | 'matching' | 'unknown'>): 0 | 1 | 3 | 5 | 130 {
  if (left.length > 0 || ended === 'failed' || ended === 'declined') return 5
  if (ended === 'interrupted') return INTERRUPTED
  if (ended === 'cleaned-up' || matching > 0) return 0
  return unknown > 0 ? 3 : 1
}
