import { type Paint, paintWith, SYMBOL } from '../../report/paint.js'
import type { OverallVerdict, Report } from '../../report/report.js'
import { plain } from '../../text/sanitize.js'
import { columns, foldCommand, wrap } from '../../text/wrap.js'
import type { Cause, ScannedRule, ScanReport } from '../report.js'
import type { RenderOptions, ScanFormat, ScanPrinter } from './format.js'
import { whyOf } from './why.js'
import {
  comparisonText,
  count,
  endingText,
  fixText,
  namesOf,
  ruleIn,
  ruleText,
  scanSentence,
  standingOf,
  suppressedIn,
  suppressedText,
  totalsText,
} from './words.js'

/** Causes that are shown, and rules and findings that are named of each; all of them are in the JSON. */
const MOST_CAUSES = 25
const MOST_NAMES = 6
/** Healthy rules are named when they are so few; of a thousand nobody reads the names. */
const FEW = 10

const BODY = 11

/**
 * A scan for people: a line for each rule as it is done, unless it is healthy; then the causes, what could not be looked at,
 * and the totals.
 */
export const text: ScanFormat = {
  needsReports: false,
  begin: (options) => new Page(options),
}

class Page implements ScanPrinter {
  private readonly paint: Paint
  private readonly width: number
  private place = ''

  constructor({ width, color }: RenderOptions) {
    this.width = Math.max(40, width)
    this.paint = paintWith(color)
  }

  rule(report: Report, rule: ScannedRule): string {
    const standing = standingOf(rule)
    if (standing === 'healthy') return ''
    const { place } = ruleIn(rule.arn)
    const heading = place === this.place ? [] : [...(this.place === '' ? [] : ['']), this.paint.bold(`In ${place}`)]
    this.place = place
    const [style, symbol] = this.signOf(standing)
    const label = `  ${symbol} ${standing.replace('-', ' ').padEnd(12)}  `
    return textOf([...heading, ...this.hanging(label, `${ruleText(rule.arn)}: ${whyOf(report, rule)}`, style)])
  }

  *end(scan: ScanReport): Generator<string> {
    const sections = [
      this.healthy(scan),
      this.causes(scan.causes),
      this.suppressed(scan),
      this.comparison(scan.baseline),
      this.notSeen(scan),
      this.limits(scan),
      this.totals(scan),
    ]
    let first = this.place === ''
    for (const lines of sections) {
      if (lines.length === 0) continue
      yield textOf(first ? lines : ['', ...lines])
      first = false
    }
  }

  private healthy({ rules }: ScanReport): string[] {
    const names = rules.filter((rule) => standingOf(rule) === 'healthy').map(({ arn }) => ruleText(arn))
    if (names.length === 0) return []
    const label = `  ${SYMBOL.ok} ${'healthy'.padEnd(12)}  `
    return this.hanging(label, names.length <= FEW ? names.join(', ') : count(names.length, 'rule'), this.paint.good)
  }

  private causes(causes: readonly Cause[]): string[] {
    if (causes.length === 0) return []
    const shown = causes.slice(0, MOST_CAUSES)
    const more = causes.length - shown.length
    return [
      this.paint.bold('Causes'),
      ...shown.flatMap((cause, i) => [...(i === 0 ? [] : ['']), ...this.cause(cause)]),
      ...(more > 0 ? ['', `  ${count(more, 'more cause')}: see --output json.`] : []),
    ]
  }

  private cause({ code, severity, resource, summary, rules, fix, next }: Cause): string[] {
    const [style, label] =
      severity === 'error'
        ? [this.paint.bad, `  ${SYMBOL.broken} ERROR    `]
        : [this.paint.warn, `  ${SYMBOL.warning} WARNING  `]
    const margin = ' '.repeat(columns(label))
    return [
      ...this.hanging(label, `${plain(code)}: ${plain(summary)}`, style, this.paint.bold),
      ...(rules.includes(resource) || summary.includes(resource)
        ? []
        : this.hanging(margin, plain(resource), undefined, this.paint.dim)),
      ...this.hanging(`${margin}${count(rules.length, 'rule')}: `, namesOf(rules, MOST_NAMES), this.paint.dim),
      ...(fix ? this.hanging(`${margin}Fix: `, plain(fixText(fix, rules.length)), this.paint.good) : []),
      ...foldCommand(next, this.width - BODY - 2).map((line) => `${margin}  ${this.paint.code(line)}`),
    ]
  }

  private suppressed(scan: ScanReport): string[] {
    const groups = suppressedIn(scan)
    if (groups.length === 0) return []
    return [
      this.paint.bold('Suppressed by the settings of the team'),
      ...groups.flatMap((group) => [
        ...this.hanging('  - ', suppressedText(group)),
        ...this.hanging(`    ${count(group.rules.length, 'rule')}: `, namesOf(group.rules, MOST_NAMES), this.paint.dim),
      ]),
    ]
  }

  private comparison(baseline: ScanReport['baseline']): string[] {
    if (!baseline) return []
    const list = (word: string, some: readonly { arn: string; code: string }[]) =>
      some.length === 0
        ? []
        : this.hanging(
            `  ${word.padEnd(12)}  `,
            some.map(({ arn, code }) => `${ruleText(arn)}: ${plain(code)}`).join(', '),
          )
    return [
      this.paint.bold(`Compared with the scan of ${plain(baseline.since)}: ${comparisonText(baseline)}`),
      ...list('new', baseline.new),
      ...list('gone', baseline.gone),
      ...list('not compared', baseline.notCompared),
    ]
  }

  private notSeen({ unseen, gaps }: ScanReport): string[] {
    if (unseen.length === 0 && gaps.length === 0) return []
    const actions = new Map<string, { resources: Set<string>; neededBy: Set<string> }>()
    for (const { action, resource, neededBy } of gaps) {
      const entry = actions.get(action) ?? { resources: new Set(), neededBy: new Set() }
      entry.resources.add(resource)
      for (const check of neededBy) entry.neededBy.add(check)
      actions.set(action, entry)
    }
    const label = `  ${SYMBOL.unknown} `
    return [
      this.paint.bold('Could not look'),
      ...unseen.flatMap(({ what, because }) =>
        this.hanging(label, `${plain(what)}: ${plain(because)}`, this.paint.unsure),
      ),
      ...[...actions].flatMap(([action, { resources, neededBy }]) => {
        const on = resources.size === 1 ? plain([...resources][0] ?? '') : count(resources.size, 'resource')
        return this.hanging(
          label,
          `${plain(action)} on ${on}, needed by ${[...neededBy].join(', ')}`,
          this.paint.unsure,
        )
      }),
      ...(gaps.length > 0
        ? this.hanging('    ', 'All that a scan needs: eb-doctor permissions --for scan', undefined, this.paint.dim)
        : []),
    ]
  }

  private limits({ limits, notes }: ScanReport): string[] {
    const lines = [...notes, ...limits]
    if (lines.length === 0) return []
    return [
      this.paint.bold('Not seen'),
      ...lines.flatMap((line) => this.hanging('  - ', plain(line), this.paint.dim, this.paint.dim)),
    ]
  }

  private totals(scan: ScanReport): string[] {
    const { calls, retries, milliseconds } = scan.stats
    const [style, symbol] = this.signOf(scan.verdict)
    const again = retries > 0 ? ` (and ${count(retries, 'retry', 'retries')})` : ''
    const label = `${symbol} ${scan.verdict.toUpperCase().replace('-', ' ')}  `
    return [
      ...endingText(scan).flatMap((line) => this.hanging('', line, undefined, this.paint.warn)),
      ...this.hanging(label, scanSentence(scan), style, this.paint.bold),
      ...this.hanging(
        '',
        `Rules: ${totalsText(scan)}. ${count(calls, 'call')} to AWS${again} in ${(milliseconds / 1000).toFixed(1)} s, eb-doctor ${plain(scan.tool.version)}.`,
      ),
    ]
  }

  private signOf(standing: OverallVerdict | 'suppressed'): [(text: string) => string, string] {
    switch (standing) {
      case 'broken':
        return [this.paint.bad, SYMBOL.broken]
      case 'at-risk':
        return [this.paint.warn, SYMBOL.warning]
      case 'inconclusive':
        return [this.paint.unsure, SYMBOL.unknown]
      case 'healthy':
        return [this.paint.good, SYMBOL.ok]
      case 'suppressed':
        return [this.paint.dim, '-']
    }
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

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
