import { markdownCode, markdownFence, markdownText } from '../../text/sanitize.js'
import type { Cause, ScannedRule, ScanReport } from '../report.js'
import { atTheEnd, type ScanFormat } from './format.js'
import {
  comparisonText,
  count,
  endingText,
  fixText,
  ruleIn,
  scanSentence,
  standingOf,
  suppressedIn,
  suppressedText,
  totalsText,
} from './words.js'

/** Rows of a table that a ticket still shows well. */
const MOST_ROWS = 200

/** A scan for a ticket or the summary of a job. Whatever the account's names hold, they show as text. */
export const markdown: ScanFormat = atTheEnd((scan) => [
  `${[
    `# EventBridge rules: ${scan.verdict.replace('-', ' ')}`,
    markdownText(scanSentence(scan)),
    ...endingText(scan).map(markdownText),
    facts(scan),
    ...causes(scan.causes),
    ...comparison(scan),
    ...table(scan),
    ...suppressed(scan),
    ...unseen(scan),
    ...notes(scan),
    `${markdownText(totalsText(scan))}. eb-doctor ${markdownText(scan.tool.version)}.`,
  ].join('\n\n')}\n`,
])

function facts({ context, generatedAt }: ScanReport): string {
  const lines = [
    ...context.places.map(
      ({ account, region, identity }) =>
        `- Account and Region: ${markdownCode(account)}, ${markdownCode(region)}, as ${identity === null ? 'not known' : markdownCode(identity)}`,
    ),
    `- Looked at: ${markdownText(generatedAt)}`,
  ]
  return lines.join('\n')
}

const causes = (list: readonly Cause[]): string[] => (list.length === 0 ? [] : ['## Causes', ...list.flatMap(cause)])

const cause = ({ code, severity, resource, summary, rules, fix, next }: Cause): string[] => [
  `### ${severity === 'error' ? '✗' : '!'} ${markdownText(code)}: ${count(rules.length, 'rule')}`,
  markdownText(summary),
  [
    ...(rules.includes(resource) ? [] : [`- Resource: ${markdownCode(resource)}`]),
    `- Rules: ${rules.map(ruleCode).join(', ')}`,
    ...(fix ? [`- Fix: ${markdownText(fixText(fix, rules.length))}`] : []),
  ].join('\n'),
  markdownFence('sh', [next]).join('\n'),
]

const ruleCode = (arn: string): string => {
  const { name, bus } = ruleIn(arn)
  return `${markdownCode(name)} on ${markdownCode(bus)}`
}

function comparison({ baseline }: ScanReport): string[] {
  if (!baseline) return []
  const list = (word: string, some: readonly { arn: string; code: string }[]) =>
    some.map(({ arn, code }) => `- ${word}: ${ruleCode(arn)}, ${markdownText(code)}`)
  const lines = [
    ...list('new', baseline.new),
    ...list('gone', baseline.gone),
    ...list('not compared', baseline.notCompared),
  ]
  return [
    `## Since ${markdownText(baseline.since)}`,
    `${markdownText(comparisonText(baseline))}.`,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
  ]
}

function table({ rules }: ScanReport): string[] {
  const wrong = rules.filter((rule) => standingOf(rule) !== 'healthy')
  if (wrong.length === 0) return []
  const shown = wrong.slice(0, MOST_ROWS)
  const rows = shown.map((rule) => [
    standingOf(rule).replace('-', ' '),
    markdownText(ruleIn(rule.arn).name),
    markdownText(ruleIn(rule.arn).bus),
    rule.codes.map(markdownText).join(', '),
    ...[hopOf(rule)],
  ])
  const more = wrong.length - shown.length
  return [
    '## Rules',
    [['Result', 'Rule', 'Event bus', 'Findings', 'First broken hop'], ['---', '---', '---', '---', '---'], ...rows]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n'),
    ...(more > 0 ? [`${count(more, 'more rule')}: see the JSON.`] : []),
  ]
}

const hopOf = ({ firstBrokenHop: hop }: ScannedRule): string =>
  hop === null ? '' : markdownText(hop.target === null ? hop.check : `${hop.check}, target ${hop.target}`)

function suppressed(scan: ScanReport): string[] {
  const lines = suppressedIn(scan).map(
    (group) => `- ${markdownText(suppressedText(group))} (${group.rules.map(ruleCode).join(', ')})`,
  )
  return lines.length === 0 ? [] : ['## Suppressed by the settings of the team', lines.join('\n')]
}

function unseen({ unseen, gaps }: ScanReport): string[] {
  const lines = [
    ...unseen.map(({ what, because }) => `- ${markdownText(what)}: ${markdownText(because)}`),
    ...gaps.map(
      ({ action, resource, neededBy }) =>
        `- ${markdownCode(action)} on ${markdownCode(resource)}, needed by ${neededBy.map(markdownText).join(', ')}`,
    ),
  ]
  return lines.length === 0 ? [] : ['## Could not look', lines.join('\n')]
}

function notes({ notes, limits }: ScanReport): string[] {
  const lines = [...notes, ...limits]
  return lines.length === 0 ? [] : ['## Not seen', lines.map((line) => `- ${markdownText(line)}`).join('\n')]
}
