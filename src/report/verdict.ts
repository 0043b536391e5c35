import { windowText } from '../evidence/moment.js'
import { plain, shellWord } from '../text/sanitize.js'
import type { Finding, Severity } from '../verdict/verdict.js'
import type { HopState } from './path.js'
import { type CheckResult, findingsOf, type OverallVerdict, type Report } from './report.js'

/** The state, and with it the symbol and colour, in which a verdict is shown. */
export const stateOfVerdict = (verdict: OverallVerdict): HopState =>
  (({ broken: 'broken', inconclusive: 'unknown', 'at-risk': 'warning', healthy: 'ok' }) as const)[verdict]

/** The verdict in one sentence: no account id, no ARN, no cause, so that it can be passed on to a customer. */
export function verdictSentence(report: Report): string {
  const rule = `The EventBridge rule ${plain(report.rule.name)}`
  switch (report.verdict) {
    case 'broken': {
      const hop = report.firstBrokenHop
      // The metrics are of the rule: which of several targets it is they do not say.
      if (hop?.check === 'metrics') {
        const of = report.targets.length
        return `${rule} loses events on the way to ${of === 1 ? 'its target' : `at least one of its ${of} targets`}.`
      }
      if (!hop || hop.target === null) return `${rule} delivers no events.`
      const lost = report.targets.filter((target) => target.delivers === false).map((target) => plain(target.id))
      const all = report.targets.length
      if (all === 1) return `${rule} does not deliver to its target ${lost.join(', ')}.`
      const share = lost.length === all ? 'any' : `${lost.length}`
      return `${rule} does not deliver to ${share} of its ${all} targets: ${lost.join(', ')}.`
    }
    case 'inconclusive': {
      const open = countsOf(report).unknown
      if (open === 0) {
        return `Nothing broken was found, but not everything was looked at, so it is not certain that the rule ${plain(report.rule.name)} delivers.`
      }
      return `Nothing broken was found, but ${open === 1 ? 'one check' : `${open} checks`} could not be completed, so it is not certain that the rule ${plain(report.rule.name)} delivers.`
    }
    case 'at-risk':
      if (report.nothingSeen) return `${nothingCame(report)} No error was found, but there are warnings.`
      return `${rule} delivers as far as can be seen, but events may be lost.`
    case 'healthy':
      if (report.nothingSeen) return `${nothingCame(report)} Nothing was found that would stop an event.`
      return `${rule} delivers to ${report.targets.length === 1 ? 'its target' : `its ${report.targets.length} targets`} as far as can be seen.`
  }
}

/** Of a rule that nothing reaches it cannot be said that it delivers. */
function nothingCame({ rule, window, generatedAt }: Report): string {
  const when = windowText({ from: new Date(window.from), to: new Date(window.to) }, new Date(generatedAt))
  const name = `the EventBridge rule ${plain(rule.name)}`
  const what = rule.schedule ? `The schedule of ${name} did not trigger it` : `No event matched ${name}`
  return `${what} in ${when}, as far as CloudWatch counted, so nothing was seen of its deliveries.`
}

export interface Counts {
  errors: number
  warnings: number
  unknown: number
  ok: number
  skipped: number
}

/** How many findings and checks of each kind. A check with findings that also could not see something counts as both. */
export function countsOf(report: Report): Counts {
  const found = findingsOf(report)
  const severity = (wanted: Severity) => found.filter((finding: Finding) => finding.severity === wanted).length
  const status = (wanted: CheckResult['status']) => report.checks.filter((check) => check.status === wanted).length
  return {
    errors: severity('error'),
    warnings: severity('warning'),
    unknown:
      status('unknown') + report.checks.filter((check) => check.status === 'problem' && check.because !== null).length,
    ok: status('ok'),
    skipped: status('skipped'),
  }
}

/** The counts as text, without those that are zero. */
export function countsText(counts: Counts): string {
  const parts: [number, string, string][] = [
    [counts.errors, 'error', 'errors'],
    [counts.warnings, 'warning', 'warnings'],
    [counts.unknown, 'unknown', 'unknown'],
    [counts.ok, 'ok', 'ok'],
    [counts.skipped, 'skipped', 'skipped'],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
  return said.length > 0 ? said.join(', ') : 'nothing was checked'
}

export interface Step {
  /** What to do, as the beginning of a line. */
  text: string
  /** The command that does it. */
  command?: string
}

/** What to do next, from the most useful on. */
export function nextStep(report: Report): Step {
  const found = findingsOf(report)
  const fixable = found.find((finding) => (finding.fix?.changes.length ?? 0) > 0)
  const worst = found.find((finding) => finding.severity === 'error') ?? found[0]
  if (fixable && report.context.source === 'live') {
    return {
      text: 'See all changes as one plan, without making them',
      command: `eb-doctor fix ${ruleWords(report)} --dry-run`,
    }
  }
  if (worst) return { text: 'Read about it', command: `eb-doctor explain ${shellWord(plain(worst.code))}` }
  if (report.verdict === 'inconclusive') {
    if (countsOf(report).unknown === 0) {
      return { text: 'Run it again with every check', command: `eb-doctor rule ${ruleWords(report)}` }
    }
    if (report.gaps.length > 0) {
      return {
        text: 'Ask for the permissions above, then run it again',
        command: `eb-doctor rule ${ruleWords(report)}`,
      }
    }
    const open = report.checks.find(({ because }) => because?.startsWith('Cannot tell '))
    return open
      ? { text: readByHand(open) }
      : { text: 'Run it again, and see each call to AWS', command: `eb-doctor rule ${ruleWords(report)} --debug` }
  }
  if (report.nothingSeen && report.context.source === 'live') {
    return { text: 'See live which events come to the event bus', command: `eb-doctor listen ${ruleWords(report)}` }
  }
  return {
    text: 'Nothing to change. If events do not arrive all the same, follow the runbook',
    command: 'eb-doctor runbook event-did-not-arrive',
  }
}

/** What a person can decide that the tool could not: the reason says which statement it is about. */
const readByHand = ({ check, target, because }: CheckResult): string =>
  `Decide by hand what ${check}${target === null ? '' : ` of target ${plain(target)}`} left open. ${plain(because ?? '')}`

/** The rule as the command line takes it. A name that begins with a dash would be taken for a flag. */
function ruleWords({ rule }: Report): string {
  if (rule.name.startsWith('-')) return shellWord(plain(rule.arn))
  const bus = rule.bus === 'default' ? '' : ` --event-bus-name ${shellWord(plain(rule.bus))}`
  return `${shellWord(plain(rule.name))}${bus}`
}
