import { asAwsCommand } from '../remedies/aws-command.js'
import { asciiJson } from '../text/ascii-json.js'
import { isPrintable, plain } from '../text/sanitize.js'
import { clip, columns, foldCommand, wrap } from '../text/wrap.js'
import { countedText } from './counted.js'
import { drawPath } from './draw-path.js'
import { type PolicyRequest, policyLines, requestsOf } from './gaps.js'
import { type Paint, paintWith, SYMBOL, styleOf } from './paint.js'
import { pathOf, typeName } from './path.js'
import { askFor, deliveryText, effortText, scheduleText } from './phrases.js'
import { type Remedy, remediesOf } from './remedies.js'
import { type CheckResult, findingsOf, type Report, type ReportedFinding, type ReportedTarget } from './report.js'
import { runsOf } from './runs.js'
import { countsOf, countsText, nextStep, stateOfVerdict, verdictSentence } from './verdict.js'
import { evidenceText, happenedText } from './what-happened.js'

export interface TerminalOptions {
  /** Columns of the terminal. */
  width: number
  color: boolean
}

/** Where the text of a check begins: after symbol and word. */
const BODY = 13
/** Where a command begins below it. */
const COMMAND = 15

/**
 * The report for people: who looked at what, the path with its first broken hop, each check, what could not be seen, and
 * what to do next. Lines keep to the width; commands and ARNs are never broken in a way that breaks pasting.
 */
export function renderTerminal(report: Report, { width, color }: TerminalOptions): string {
  const page = new Page(Math.max(40, width), paintWith(color), remediesOf(report))
  const ofRule = report.checks.filter((check) => check.target === null)
  const known = new Set(report.targets.map((target) => target.id))
  const strays = report.checks.filter((check) => check.target !== null && !known.has(check.target))
  const sections = [
    page.header(report),
    ['', ...drawPath(pathOf(report), page.width, page.paint)],
    page.section(`Rule ${plain(report.rule.name)}`, [...ofRule, ...strays]),
    ...report.targets.map((target) =>
      page.section(
        page.targetTitle(target),
        report.checks.filter((check) => check.target === target.id),
        plain(target.arn),
      ),
    ),
    page.happened(report),
    page.gaps(requestsOf(report.gaps)),
    page.limits(report.limits),
    page.counted(report),
    page.end(report),
  ]
  const lines = sections.flat()
  return `${lines.filter((line, i) => line !== '' || lines[i - 1] !== '').join('\n')}\n`
}

/** Makes the lines of each part. */
class Page {
  constructor(
    readonly width: number,
    readonly paint: Paint,
    private readonly remedies: ReadonlyMap<ReportedFinding, Remedy>,
  ) {}

  header(report: Report): string[] {
    const { rule, context } = report
    const state = stateOfVerdict(report.verdict)
    const [style, symbol] = [styleOf(this.paint, state), SYMBOL[state]]
    const word = report.verdict.toUpperCase().replace('-', ' ')
    const first = findingsOf(report).find(({ severity }) => severity === 'error')
    const facts: [string, string][] = [
      ['rule', `${rule.name}${rule.state === null ? '' : ` (${rule.state})`}`],
      ['', rule.arn],
      ['bus', rule.bus],
      ...(rule.schedule ? ([['schedule', scheduleText(rule.schedule)]] as [string, string][]) : []),
      ...(rule.eventPattern ? ([['pattern', rule.eventPattern]] as [string, string][]) : []),
      ...(rule.managedBy ? ([['managed', `by ${rule.managedBy}; it must not be changed`]] as [string, string][]) : []),
      ['account', `${context.account}, region ${context.region}`],
      ['identity', context.identity ?? 'not known'],
      ...(context.source === 'snapshot'
        ? ([['source', `a snapshot of ${report.generatedAt}`]] as [string, string][])
        : []),
    ]
    return [
      ...this.hanging(`${symbol} ${word}  `, verdictSentence(report), style, this.paint.bold),
      ...(first ? this.hanging('  First broken hop: ', plain(first.summary), this.paint.bad) : []),
      '',
      ...facts.flatMap(([name, text]) => this.hanging(`  ${name.padEnd(9)} `, clip(plain(text), 600), this.paint.dim)),
    ]
  }

  targetTitle({ id, type, delivers }: ReportedTarget): string {
    return `Target ${plain(id)} (${typeName(type)}): ${deliveryText(delivers)}`
  }

  section(title: string, checks: readonly CheckResult[], subtitle?: string): string[] {
    if (checks.length === 0) return []
    const heading = wrap(title, this.width).map((line) => this.paint.bold(line))
    return [
      '',
      ...heading,
      ...(subtitle ? [this.paint.dim(`  ${subtitle}`)] : []),
      ...runsOf(checks).flatMap(([check, ...same]) =>
        same.length > 0 ? this.skippedRun([check, ...same]) : this.check(check),
      ),
    ]
  }

  private check(check: CheckResult): string[] {
    const title = plain(check.title)
    const because = check.because === null ? null : plain(check.because)
    switch (check.status) {
      case 'ok':
        return [this.compact(title, because)]
      // A title is a statement that is true when all is well: of these two it is not made, so they are named by their id.
      case 'skipped':
        return this.skippedRun([check])
      case 'unknown':
        return this.unknown(plain(check.check), because)
      case 'problem':
        return [
          ...check.findings.flatMap((finding) => this.finding(finding, check.check)),
          ...(because === null ? [] : this.unknown(`Not all of "${title}" could be checked.`, because)),
        ]
    }
  }

  /** Several checks in a row that do not apply for one reason, such as that there is no such rule. */
  private skippedRun(checks: readonly CheckResult[]): string[] {
    const ids = checks.map((check) => plain(check.check)).join(', ')
    const text = `${ids}: ${plain(checks[0]?.because ?? '')}`
    return this.hanging(mark('-', 'skipped'), text, this.paint.dim, this.paint.dim)
  }

  /** One line: what is in order is not what the reader came for. */
  private compact(title: string, because: string | null): string {
    const room = this.width - BODY - columns(title) - 2
    const rest = because !== null && room >= 16 ? this.paint.dim(`: ${clip(because, room)}`) : ''
    return `${this.paint.good(mark(SYMBOL.ok, 'ok'))}${clip(title, this.width - BODY)}${rest}`
  }

  private unknown(title: string, because: string | null): string[] {
    return [
      ...this.hanging(mark(SYMBOL.unknown, 'UNKNOWN'), title, this.paint.unsure),
      ...(because === null ? [] : this.hanging(' '.repeat(BODY), because)),
    ]
  }

  private finding(finding: ReportedFinding, check: string): string[] {
    const [style, symbol, word] =
      finding.severity === 'error'
        ? ([this.paint.bad, SYMBOL.broken, 'ERROR'] as const)
        : ([this.paint.warn, SYMBOL.warning, 'WARNING'] as const)
    const margin = ' '.repeat(BODY)
    const remedy = this.remedies.get(finding)
    return [
      '',
      ...this.hanging(mark(symbol, word), plain(finding.summary), style, this.paint.bold),
      ...finding.because.flatMap((line) => this.hanging(`${margin}- `, plain(line), this.paint.dim)),
      ...evidenceText(finding).flatMap((line) => this.hanging(`${margin}- `, plain(line), this.paint.dim)),
      ...(remedy ? this.remedy(remedy) : []),
      ...this.hanging(
        `${margin}More: `,
        `eb-doctor explain ${plain(finding.code)} (check ${plain(check)})`,
        this.paint.dim,
        this.paint.dim,
      ),
      '',
    ]
  }

  private remedy({ title, notes, changes, coveredAbove }: Remedy): string[] {
    const margin = ' '.repeat(BODY)
    return [
      ...this.hanging(`${margin}Fix: `, plain(title), this.paint.good),
      ...notes.flatMap((line) => this.hanging(`${margin}Note: `, plain(line), this.paint.warn)),
      ...(coveredAbove ? [`${margin}${this.paint.dim('The command above covers this too.')}`] : []),
      ...changes.flatMap(({ call }) => this.command(asAwsCommand(call))),
      ...(changes.length > 0 ? [`${margin}${this.paint.dim('Undo:')}`] : []),
      ...[...changes].reverse().flatMap(({ undo }) => this.command(asAwsCommand(undo), this.paint.dim)),
    ]
  }

  /** A command that can be selected and pasted as it stands, or a word on why it cannot be shown. */
  private command(command: string, style = this.paint.code, margin = COMMAND): string[] {
    const indent = ' '.repeat(margin)
    if (!isPrintable(command)) {
      return this.hanging(indent, 'A name in this command cannot be shown here: see --output json.', this.paint.dim)
    }
    return foldCommand(command, this.width - margin).map((line) => `${indent}${style(line)}`)
  }

  happened({ window, metrics, timeline }: Report): string[] {
    const lines = happenedText({ ...window, metrics, timeline }, this.width)
    return lines.length === 0 ? [] : ['', this.paint.bold('What happened'), ...lines]
  }

  gaps(requests: readonly PolicyRequest[]): string[] {
    if (requests.length === 0) return []
    return [
      '',
      this.paint.bold('Could not look'),
      ...requests.flatMap((request) => [
        ...request.gaps.flatMap((gap) =>
          this.hanging(
            `  ${SYMBOL.unknown} `,
            `${plain(gap.action)} on ${plain(gap.resource)}, needed by ${gap.neededBy.map((id) => plain(id)).join(', ')}`,
            this.paint.unsure,
          ),
        ),
        ...this.hanging('    ', askFor(request.account), this.paint.dim),
        ...policyLines(request, (statement) => asciiJson(statement)).map((line) => `      ${this.paint.code(line)}`),
      ]),
    ]
  }

  limits(limits: readonly string[]): string[] {
    if (limits.length === 0) return []
    return [
      '',
      this.paint.bold('Not seen'),
      ...limits.flatMap((limit) => this.hanging('  - ', plain(limit), this.paint.dim, this.paint.dim)),
    ]
  }

  counted({ counted }: Report): string[] {
    const lines = countedText(counted)
    if (lines.length === 0) return []
    return ['', this.paint.bold('Settings of the team'), ...lines.flatMap((line) => this.hanging('  - ', line))]
  }

  end(report: Report): string[] {
    const { text, command } = nextStep(report)
    return [
      '',
      ...this.hanging(
        '',
        `${countsText(countsOf(report))}. ${effortText(report)}, eb-doctor ${plain(report.tool.version)}.`,
      ),
      ...this.hanging('Next: ', `${text}${command ? ':' : ''}`, this.paint.bold),
      ...(command ? this.command(command, this.paint.code, 6) : []),
    ]
  }

  /** Text behind a label, its further lines below its first. */
  private hanging(label: string, text: string, labelStyle = same, style = same): string[] {
    const indent = columns(label)
    return wrap(text, this.width - indent).map((line, i) =>
      i === 0 ? labelStyle(label) + style(line) : ' '.repeat(indent) + style(line),
    )
  }
}

const same = (text: string): string => text

/** Symbol and word, so that the meaning survives without colour. */
const mark = (symbol: string, word: string): string => `  ${symbol} ${word.padEnd(BODY - 4)}`
