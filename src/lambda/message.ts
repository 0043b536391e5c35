import type { ScanReport } from '../scan/report.js'
import { plain } from '../text/sanitize.js'

/** An error of a rule that the scan before did not have. */
export interface NewError {
  arn: string
  code: string
}

/** Causes and rules that a message names; the summary has all of them. */
const MOST = 10

/** The errors of a scan that the scan before did not have, in the order of the scan. Those that do not count are left out. */
export const newlyBroken = ({ baseline }: ScanReport): NewError[] =>
  (baseline?.new ?? []).filter(({ severity, suppressed }) => severity === 'error' && !suppressed)

const rulesOf = (found: readonly NewError[]): string[] => [...new Set(found.map(({ arn }) => arn))]

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

/** ASCII and at most 100 characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const subjectOf = (found: readonly NewError[]): string =>
  `eb-doctor: ${count(rulesOf(found).length, 'EventBridge rule')} newly broken`

/** A short text: what is new by cause, and where the whole is to be read. Names of accounts are shown as they are, made safe. */
export function messageOf(scan: ScanReport, found: readonly NewError[], where: readonly string[]): string {
  const isNew = new Set(found.map(({ arn, code }) => `${arn} ${code}`))
  const causes = scan.causes.flatMap((cause) => {
    const rules = cause.severity === 'error' ? cause.rules.filter((arn) => isNew.has(`${arn} ${cause.code}`)) : []
    return rules.length === 0 ? [] : [{ ...cause, rules }]
  })
  const told = causes
    .slice(0, MOST)
    .flatMap(({ code, summary, rules, next }) => [
      '',
      `${plain(code)}: ${plain(summary)}`,
      ...rules.slice(0, MOST).map((arn) => `  ${plain(arn)}`),
      ...(rules.length > MOST ? [`  and ${count(rules.length - MOST, 'more rule')}`] : []),
      `  Next: ${plain(next)}`,
    ])
  const { broken, inconclusive, notLookedAt } = scan.totals
  return `${[
    `${count(rulesOf(found).length, 'EventBridge rule')} ${rulesOf(found).length === 1 ? 'is' : 'are'} newly broken, by ${count(causes.length, 'cause')}.`,
    ...told,
    ...(causes.length > MOST ? ['', `And ${count(causes.length - MOST, 'more cause')}.`] : []),
    '',
    `In all: ${broken} broken, ${inconclusive + notLookedAt} not known, ${count(scan.unseen.length, 'place')} not seen.`,
    `The whole summary: ${where.join(' and ')}`,
  ].join('\n')}\n`
}
