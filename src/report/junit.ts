import { plain } from '../text/sanitize.js'
import { xmlAttribute, xmlText } from '../text/xml.js'
import type { Severity } from '../verdict/verdict.js'
import { countedText } from './counted.js'
import { findingsOf, type OverallVerdict, type Report } from './report.js'

/** What became of a test case. */
export type JunitOutcome = 'passed' | 'failure' | 'error' | 'skipped'

/**
 * Broken is a failure. Inconclusive is an error, which in JUnit means that the test could not be completed: as "skipped" most
 * viewers would show it like something that passed.
 */
const JUNIT_OUTCOME: Readonly<Record<OverallVerdict, JunitOutcome>> = {
  broken: 'failure',
  inconclusive: 'error',
  'at-risk': 'passed',
  healthy: 'passed',
}

/** The outcome as it counts: what the settings of the team suppress is skipped, and a warning fails when it is to fail. */
export function outcomeOf(standing: OverallVerdict | 'suppressed', failOn: Severity): JunitOutcome {
  if (standing === 'suppressed') return 'skipped'
  return standing === 'at-risk' && failOn === 'warning' ? 'failure' : JUNIT_OUTCOME[standing]
}

export const JUNIT_BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
export const JUNIT_END = '</testsuites>\n'

/** The beginning of a test suite. `generatedAt`: ISO 8601, in UTC. */
export function beginSuite(name: string, id: number, generatedAt: string, outcomes: readonly JunitOutcome[]): string {
  const many = (wanted: JunitOutcome) => `${outcomes.filter((outcome) => outcome === wanted).length}`
  const attributes = attributesText({
    ...{ name: plain(name), package: 'eb-doctor', id: `${id}`, timestamp: generatedAt.slice(0, 19) },
    hostname: 'localhost',
    tests: `${outcomes.length}`,
    failures: many('failure'),
    errors: many('error'),
    skipped: many('skipped'),
    time: '0.000',
  })
  return `  <testsuite${attributes}>\n    <properties></properties>\n`
}

/** The end of a test suite. `notes`: what stands beside the test cases, a line each. */
export const endSuite = (notes: readonly string[] = []): string =>
  `    <system-out>${xmlText(notes.join('\n'))}</system-out>\n    <system-err></system-err>\n  </testsuite>\n`

/** A test case. */
export interface JunitCase {
  name: string
  classname: string
  milliseconds: number
  outcome: JunitOutcome
  /** Of one that has not passed: one line, a word for its kind, and all that is to be said. */
  message: string
  type: string
  body: string
}

export function caseText({ name, classname, milliseconds, outcome, message, type, body }: JunitCase): string {
  const time = (milliseconds / 1000).toFixed(3)
  const open = `    <testcase${attributesText({ name: plain(name), classname: plain(classname), time })}`
  if (outcome === 'passed') return `${open}/>\n`
  const told = attributesText({ message: plain(message), type: plain(type) })
  return `${open}>\n      <${outcome}${told}>${xmlText(body)}</${outcome}>\n    </testcase>\n`
}

/** The test case of a rule: its first finding as the message, everything that was seen in the body. */
export function caseOf(report: Report, outcome: JunitOutcome): JunitCase {
  const found = findingsOf(report)
  const worst = found.find(({ severity }) => severity === 'error') ?? found[0]
  const open = report.checks.flatMap(({ check, status, because }) =>
    (status === 'unknown' || status === 'problem') && because !== null ? [`${check}: ${plain(because)}`] : [],
  )
  const settings = countedText(report.counted)
  const lines = [...found.flatMap(findingLines), ...open, ...settings, plain(report.rule.arn)]
  return {
    name: report.rule.name,
    classname: `eb-doctor.${report.rule.bus}`,
    milliseconds: report.stats.milliseconds,
    outcome,
    message:
      (outcome === 'skipped' ? settings[0] : undefined) ?? worst?.summary ?? open[0] ?? 'Not every check was made.',
    type: worst?.code ?? report.verdict,
    body: `\n${lines.join('\n')}\n`,
  }
}

const findingLines = ({ code, severity, summary, because, fix }: ReturnType<typeof findingsOf>[number]): string[] => [
  `${severity} ${plain(code)}: ${plain(summary)}`,
  ...because.map((line) => `  - ${plain(line)}`),
  ...(fix ? [`  Fix: ${plain(fix.title)}`] : []),
]

/** What a test case that has passed cannot say: warnings, and what the settings of the team suppress. */
export const besideOf = (report: Report): string[] => [
  ...findingsOf(report).flatMap(({ severity, summary }) => (severity === 'warning' ? [plain(summary)] : [])),
  ...countedText(report.counted),
]

/** One rule as a test report. */
export function renderJunit(report: Report, failOn: Severity): string {
  const one = caseOf(report, outcomeOf(report.counted?.as ?? report.verdict, failOn))
  const { account, region } = report.context
  const suite = beginSuite(`${report.rule.bus}, account ${account} in ${region}`, 0, report.generatedAt, [one.outcome])
  return `${JUNIT_BEGIN}${suite}${caseText(one)}${endSuite(besideOf(report))}${JUNIT_END}`
}

const attributesText = (attributes: Readonly<Record<string, string>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xmlAttribute(value)}"`)
    .join('')
