import { asAwsCommand } from '../remedies/aws-command.js'
import { asciiJson } from '../text/ascii-json.js'
import { isPrintable, markdownCode, markdownFence, markdownText, plain } from '../text/sanitize.js'
import { foldCommand } from '../text/wrap.js'
import { countedText } from './counted.js'
import { policyLines, requestsOf } from './gaps.js'
import { type Remedy, remediesOf } from './remedies.js'
import type { CheckResult, Report, ReportedFinding } from './report.js'
import { countsOf, countsText, nextStep, verdictSentence } from './verdict.js'
import { evidenceText, happenedMarkdown } from './what-happened.js'

/** Columns at which a command is folded: what a ticket shows in a block of code without a scroll bar. */
const COMMAND_WIDTH = 110

/**
 * The report as Markdown for a ticket. The first sentence can be passed on to a customer; the rest is for whoever fixes
 * the delivery. Whatever the account's names hold, they show as text.
 */
export function renderMarkdown(report: Report): string {
  const blocks = [
    `# EventBridge rule ${markdownText(report.rule.name)}: ${report.verdict.replace('-', ' ')}`,
    markdownText(verdictSentence(report)),
    facts(report),
    '## Checks',
    table(report),
    ...findings(report),
    ...happenedMarkdown({ ...report.window, metrics: report.metrics, timeline: report.timeline }),
    ...unseen(report),
    ...limits(report),
    ...settings(report),
    ...end(report),
  ]
  return `${blocks.join('\n\n')}\n`
}

function facts({ rule, context, generatedAt }: Report): string {
  const lines: [string, string][] = [
    ['Rule', markdownCode(rule.arn)],
    ...(rule.state === null ? [] : ([['State', markdownText(rule.state)]] as [string, string][])),
    ['Bus', markdownCode(rule.bus)],
    ['Account and region', `${markdownCode(context.account)}, ${markdownCode(context.region)}`],
    ['Identity', context.identity === null ? 'not known' : markdownCode(context.identity)],
    ['Looked at', `${markdownText(generatedAt)}${context.source === 'snapshot' ? ', from a snapshot' : ''}`],
  ]
  return lines.map(([name, text]) => `- ${name}: ${text}`).join('\n')
}

const SAID = { ok: '✓ ok', unknown: '? unknown', skipped: '- skipped' } as const

function table({ checks }: Report): string {
  const rows = checks.map((check) => [
    check.status === 'problem' ? problemWord(check) : SAID[check.status],
    markdownText(check.check),
    check.target === null ? '' : markdownText(check.target),
    check.status === 'problem'
      ? check.findings.map(({ code, summary }) => `**${markdownText(code)}**: ${markdownText(summary)}`).join(' ')
      : // A title is a statement that is true when all is well, so it stands only where that was seen.
        markdownText(check.status === 'ok' ? `${check.title}: ${check.because ?? ''}` : (check.because ?? '')),
  ])
  return [['Result', 'Check', 'Target', 'Seen'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const problemWord = ({ findings }: CheckResult): string =>
  findings.some(({ severity }) => severity === 'error') ? '✗ **error**' : '! **warning**'

function findings(report: Report): string[] {
  const found = report.checks.flatMap((check) => check.findings.map((finding) => ({ check, finding })))
  if (found.length === 0) return []
  const remedies = remediesOf(report)
  const first = found.find(({ finding }) => finding.severity === 'error')?.finding
  return [
    '## What is wrong',
    ...found.flatMap(({ check, finding }) => section(check, finding, finding === first, remedies.get(finding))),
  ]
}

function section(check: CheckResult, finding: ReportedFinding, first: boolean, remedy: Remedy | undefined): string[] {
  const where = check.target === null ? '' : `, target ${markdownText(check.target)}`
  const which = first ? ' (first broken hop)' : ''
  const changes = remedy?.changes ?? []
  return [
    `### ${markdownText(finding.code)}${where}${which}`,
    markdownText(finding.summary),
    ...(finding.because.length > 0 ? [finding.because.map((line) => `- ${markdownCode(line)}`).join('\n')] : []),
    ...evidenceText(finding).map((line) => markdownText(line)),
    ...(remedy ? [`Fix: ${markdownText(remedy.title)}`] : []),
    ...(remedy && remedy.notes.length > 0 ? [remedy.notes.map((line) => `- ${markdownText(line)}`).join('\n')] : []),
    ...(remedy?.coveredAbove ? ['The command above covers this too.'] : []),
    ...(changes.length > 0 ? [commands(changes.map(({ call }) => asAwsCommand(call)))] : []),
    ...(changes.length > 0 ? ['Undo:', commands([...changes].reverse().map(({ undo }) => asAwsCommand(undo)))] : []),
    `More: ${markdownCode(`eb-doctor explain ${finding.code}`)} or ${linkTo(finding.docs)}`,
  ]
}

const commands = (lines: readonly string[]): string =>
  markdownFence(
    'sh',
    lines.flatMap((line) =>
      isPrintable(line)
        ? foldCommand(line, COMMAND_WIDTH)
        : ['# A name in this command cannot be shown here: see --output json.'],
    ),
  ).join('\n')

/** The page of a code, as a link when it is a web address; nothing in it can end the link. */
function linkTo(address: string): string {
  const encoded = encodeURI(plain(address)).replace(/[<>\s]/g, encodeURIComponent)
  return encoded.startsWith('https://') ? `<${encoded}>` : markdownCode(address)
}

function unseen(report: Report): string[] {
  const beside = report.checks.filter((check) => check.status === 'problem' && check.because !== null)
  const requests = requestsOf(report.gaps)
  if (requests.length === 0 && beside.length === 0) return []
  return [
    '## Could not look',
    ...(beside.length > 0
      ? [beside.map((check) => `- ${markdownText(check.check)}: ${markdownText(check.because ?? '')}`).join('\n')]
      : []),
    ...requests.flatMap((request) => [
      request.gaps
        .map(
          (gap) =>
            `- ${markdownCode(gap.action)} on ${markdownCode(gap.resource)}, needed by ${gap.neededBy.map(markdownText).join(', ')}`,
        )
        .join('\n'),
      request.account === null
        ? 'Policy to ask for:'
        : `Policy to ask for in account ${markdownText(request.account)} (then use \`--target-profile\`):`,
      markdownFence(
        'json',
        policyLines(request, (statement) => asciiJson(statement)),
      ).join('\n'),
    ]),
  ]
}

const limits = (report: Report): string[] =>
  report.limits.length === 0 ? [] : ['## Not seen', report.limits.map((limit) => `- ${markdownText(limit)}`).join('\n')]

function settings({ counted }: Report): string[] {
  const lines = countedText(counted)
  return lines.length === 0
    ? []
    : ['## Settings of the team', lines.map((line) => `- ${markdownText(line)}`).join('\n')]
}

function end(report: Report): string[] {
  const { text, command } = nextStep(report)
  return [
    '## Next',
    ...(command ? [`${text}:`, markdownFence('sh', [command]).join('\n')] : [text]),
    `${countsText(countsOf(report))}. eb-doctor ${markdownText(report.tool.version)}.`,
  ]
}
