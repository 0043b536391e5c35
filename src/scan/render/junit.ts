import {
  beginSuite,
  caseOf,
  caseText,
  endSuite,
  JUNIT_BEGIN,
  JUNIT_END,
  JUNIT_OUTCOME,
  type JunitOutcome,
} from '../../report/junit.js'
import { findingsOf, type Report } from '../../report/report.js'
import { plain } from '../../text/sanitize.js'
import type { ScannedRule, ScanReport } from '../report.js'
import type { Reports, ScanFormat } from './format.js'
import { ruleIn, ruleText, standingOf } from './words.js'

/**
 * A scan for the test report of a pipeline: a test suite for each event bus, a test case for each rule. What the settings of
 * the team suppress is skipped, with the reason.
 */
export const junit: ScanFormat = {
  needsReports: true,
  begin: () => ({ rule: () => '', end: (scan, reports) => document(scan, reports) }),
}

async function* document(scan: ScanReport, reports: Reports): AsyncGenerator<string> {
  yield JUNIT_BEGIN
  const whole = reports()[Symbol.asyncIterator]()
  const suites = suitesOf(scan)
  for (const [id, { name, rules }] of suites.entries()) {
    yield beginSuite(name, id, scan.generatedAt, rules.map(outcomeOf))
    const warnings: string[] = []
    for (const rule of rules) {
      const { value, done } = await whole.next()
      if (done) break
      yield caseText(caseOf(value, outcomeOf(rule)))
      warnings.push(...warningsOf(value))
    }
    yield endSuite(warnings)
  }
  yield* unseenSuite(scan, suites.length)
  yield JUNIT_END
}

/** The rules by event bus, in the order of the scan. */
function suitesOf({ rules }: ScanReport): { name: string; rules: ScannedRule[] }[] {
  const suites: { name: string; rules: ScannedRule[] }[] = []
  for (const rule of rules) {
    const { bus, place } = ruleIn(rule.arn)
    const name = `${bus}, ${place}`
    const last = suites.at(-1)
    if (last?.name === name) last.rules.push(rule)
    else suites.push({ name, rules: [rule] })
  }
  return suites
}

const outcomeOf = (rule: ScannedRule): JunitOutcome => {
  const standing = standingOf(rule)
  return standing === 'suppressed' ? 'skipped' : JUNIT_OUTCOME[standing]
}

const warningsOf = (report: Report): string[] =>
  findingsOf(report).flatMap(({ severity, summary }) =>
    severity === 'warning' ? [`${ruleText(report.rule.arn)}: ${plain(summary)}`] : [],
  )

/** What could not be looked at: a test case each, none of which could be completed. */
function* unseenSuite({ unseen, totals, generatedAt }: ScanReport, id: number): Generator<string> {
  const cases = unseen.map(({ what, because }) => ({ name: what, message: because }))
  if (totals.notLookedAt > 0) {
    cases.push({ name: 'every rule is looked at', message: `${totals.notLookedAt} rules were not looked at.` })
  }
  if (cases.length === 0) return
  const rest = { classname: 'eb-doctor', milliseconds: 0, outcome: 'error', type: 'not-seen', body: '' } as const
  yield beginSuite(
    'what could not be looked at',
    id,
    generatedAt,
    cases.map(() => 'error'),
  )
  for (const one of cases) yield caseText({ ...one, ...rest })
  yield endSuite()
}
