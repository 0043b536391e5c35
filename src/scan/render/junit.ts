import {
  beginSuite,
  besideOf,
  caseOf,
  caseText,
  endSuite,
  JUNIT_BEGIN,
  JUNIT_END,
  type JunitCase,
  type JunitOutcome,
  outcomeOf,
} from '../../report/junit.js'
import { plain } from '../../text/sanitize.js'
import type { FailOn, ScannedRule, ScanReport } from '../report.js'
import type { Reports, ScanFormat } from './format.js'
import { count, ruleIn, ruleText, standingOf } from './words.js'

/**
 * A scan for the test report of a pipeline: a test suite for each event bus, a test case for each rule. What the settings of
 *X, with the reason.
 */
export const junit: ScanFormat = {
  needsReports: true,
  begin: ({ failOn }) => ({ rule: () => '', end: (scan, reports) => document(scan, reports, failOn) }),
}

async function* document(scan: ScanReport, reports: Reports, failOn: FailOn): AsyncGenerator<string> {
  yield JUNIT_BEGIN
  const whole = reports()[Symbol.asyncIterator]()
  let next = await whole.next()
  const messages = summariesOf(scan)
  const suites = suitesOf(scan)
  const fresh = new Set(scan.baseline?.new.map(({ arn }) => arn))
  const outcome = (rule: ScannedRule): JunitOutcome => {
    if (failOn !== 'new') return outcomeOf(standingOf(rule), failOn)
    const all = outcomeOf(standingOf(rule), 'error')
    // What was broken before is known, and is not what the pipeline asks about.
    return all === 'failure' && !fresh.has(rule.arn) ? 'skipped' : all
  }
  for (const [id, { name, rules }] of suites.entries()) {
    yield beginSuite(name, id, scan.generatedAt, rules.map(outcome))
    const notes: string[] = []
    for (const rule of rules) {
      // Of a part that is merged the summary may be known, and not the whole reports.
      if (next.done || next.value.rule.arn !== rule.arn) {
        yield caseText(summaryCase(rule, outcome(rule), messages.get(rule.arn)))
        continue
      }
      yield caseText(caseOf(next.value, outcome(rule)))
      notes.push(...besideOf(next.value).map((line) => `${ruleText(rule.arn)}: ${line}`))
      next = await whole.next()
    }
    yield endSuite(notes)
  }
  yield* unseenSuite(scan, suites.length)
  yield JUNIT_END
}

/** What the causes say of each rule: the first of them. */
function summariesOf({ causes }: ScanReport): ReadonlyMap<string, string> {
  const said = new Map<string, string>()
  for (const { summary, rules } of causes) for (const arn of rules) if (!said.has(arn)) said.set(arn, summary)
  return said
}

/** The test case of a rule of which only the summary is known. */
function summaryCase(rule: ScannedRule, outcome: JunitOutcome, cause: string | undefined): JunitCase {
  const { name, bus } = ruleIn(rule.arn)
  const lines = [
    ...rule.codes,
    ...rule.unknown.map((check) => `${check}: could not tell`),
    'The whole report of this rule is not known.',
    rule.arn,
  ]
  return {
    ...{ name, classname: `eb-doctor.${bus}`, milliseconds: 0, outcome },
    message: (outcome === 'skipped' ? rule.suppressed?.[0]?.reason : undefined) ?? cause ?? lines[0] ?? '',
    type: rule.errors[0] ?? rule.codes[0] ?? rule.verdict,
    body: `\n${lines.map((line) => plain(line)).join('\n')}\n`,
  }
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

/** What could not be looked at: a test case each, none of which could be completed. */
function* unseenSuite({ unseen, totals, generatedAt }: ScanReport, id: number): Generator<string> {
  const cases = unseen.map(({ what, because }) => ({ name: what, message: because }))
  if (totals.notLookedAt > 0) {
    const message = `${count(totals.notLookedAt, 'rule was', 'rules were')} not looked at.`
    cases.push({ name: 'every rule is looked at', message })
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
