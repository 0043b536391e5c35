import type { OverallVerdict, Suppressed } from '../../report/report.js'
import { plain } from '../../text/sanitize.js'
import type { Cause, ComparedFinding, ScannedRule, ScanReport } from '../report.js'
import { partsOfRule } from '../rule-parts.js'

/** Where a rule is, out of its ARN. */
export interface RuleWords {
  name: string
  bus: string
  /** Account and Region, as one text to group by. */
  place: string
}

/** Reads the ARN of a rule. */
export function ruleIn(arn: string): RuleWords {
  const { name, bus, account, region } = partsOfRule(arn)
  return { name, bus, place: `account ${account} in ${region}` }
}

/** `order-paid on orders`. */
export const ruleText = (arn: string): string => {
  const { name, bus } = ruleIn(arn)
  return `${plain(name)} on ${plain(bus)}`
}

/** How a rule is counted. */
export const standingOf = ({ verdict, countsAs }: ScannedRule): OverallVerdict | 'suppressed' => countsAs ?? verdict

/** `3 rules`, `1 rule`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

/** How many rules came out how, without those that are none: `12 broken, 3 at risk, 985 healthy`. */
export function totalsText({ totals }: Pick<ScanReport, 'totals'>): string {
  const parts: [number, string][] = [
    [totals.broken, 'broken'],
    [totals.atRisk, 'at risk'],
    [totals.inconclusive, 'inconclusive'],
    [totals.suppressed, 'suppressed'],
    [totals.notLookedAt, 'not looked at'],
    [totals.healthy, 'healthy'],
  ]
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`)
  const beside = totals.suppressedFindings > 0 ? `; ${count(totals.suppressedFindings, 'finding')} suppressed` : ''
  return `${said.length > 0 ? said.join(', ') : 'none'}${beside}`
}

/** The number of rules that were found, diagnosed or not. */
export const rulesOf = ({ totals }: Pick<ScanReport, 'totals'>): number =>
  totals.healthy + totals.atRisk + totals.broken + totals.inconclusive + totals.suppressed + totals.notLookedAt

/** Findings that do not count, with the rules that have them. */
export interface SuppressedGroup extends Omit<Suppressed, 'target' | 'severity'> {
  rules: readonly string[]
}

/** What the settings of the team suppress, each reason once. */
export function suppressedIn({ rules }: Pick<ScanReport, 'rules'>): SuppressedGroup[] {
  const groups = new Map<string, Omit<SuppressedGroup, 'rules'> & { rules: Set<string> }>()
  for (const { arn, suppressed = [] } of rules) {
    for (const { code, reason, expires } of suppressed) {
      const key = JSON.stringify([code, reason, expires])
      const group = groups.get(key) ?? { code, reason, expires, rules: new Set() }
      group.rules.add(arn)
      groups.set(key, group)
    }
  }
  return [...groups.values()].map((group) => ({ ...group, rules: [...group.rules] }))
}

/** `Suppressed until 2026-12-31: reason`. */
export const suppressedText = ({ code, reason, expires }: SuppressedGroup): string =>
  `${plain(code)} is suppressed until ${plain(expires)}: ${plain(reason)}`

/** The scan in one sentence. */
export function scanSentence(scan: ScanReport): string {
  const { totals } = scan
  const all = rulesOf(scan)
  const where =
    scan.context.account !== null && scan.context.region !== null
      ? ` of account ${plain(scan.context.account)} in ${plain(scan.context.region)}`
      : scan.context.places.length > 1
        ? ` in ${scan.context.places.length} accounts and Regions`
        : ''
  const sight = isWhole(scan) ? '' : ' Not everything could be looked at.'
  const of = count(all, 'EventBridge rule')
  if (all === 0)
    return isWhole(scan) ? `There is no EventBridge rule${where}.` : `No EventBridge rule${where} could be looked at.`
  switch (scan.verdict) {
    case 'broken': {
      const verb = totals.broken === 1 ? 'does' : 'do'
      const which = all === 1 ? 'The EventBridge rule' : `${totals.broken} of ${of}`
      return `${which}${where} ${verb} not deliver.${sight}`
    }
    case 'inconclusive':
      return `No broken rule was found among ${of}${where}, but not everything could be looked at.`
    case 'at-risk':
      return `${all === 1 ? 'The EventBridge rule' : `All of ${of}`}${where} deliver${all === 1 ? 's' : ''} as far as can be seen, but ${totals.atRisk} may lose events.`
    case 'healthy':
      return `${all === 1 ? 'The EventBridge rule' : `All of ${of}`}${where} deliver${all === 1 ? 's' : ''} as far as can be seen.`
  }
}

/** Whether everything was looked at. */
export const isWhole = ({ totals, unseen }: ScanReport): boolean =>
  totals.inconclusive === 0 && totals.notLookedAt === 0 && unseen.length === 0

/** What a comparison with an earlier scan says, in a few words: `2 new, 1 gone, 9 still there`. */
export function comparisonText({
  new: fresh,
  gone,
  stillThere,
  notCompared,
}: NonNullable<ScanReport['baseline']>): string {
  const parts: [readonly ComparedFinding[], string][] = [
    [fresh, 'new'],
    [gone, 'gone'],
    [stillThere, 'still there'],
    [notCompared, 'not compared'],
  ]
  return parts.map(([list, word]) => `${list.length} ${word}`).join(', ')
}

/** How the scan ended, when that was before every rule was looked at. */
export function endingText({ ended, totals }: ScanReport): string[] {
  if (ended === 'complete') return []
  const why = ended === 'interrupted' ? 'The scan was interrupted' : 'The time was over; allow more with --timeout'
  return [`${why}: ${count(totals.notLookedAt, 'rule was', 'rules were')} not looked at.`]
}

/** The fix of a cause, and whether it has to be made for each of its rules. */
export const fixText = ({ title, perRule }: NonNullable<Cause['fix']>, rules: number): string =>
  rules === 1 || perRule === null
    ? title
    : `${title} ${perRule ? 'Each of the rules needs its own.' : 'It serves all of them.'}`

/** The names of some rules by event bus: `a, b (orders); c (default), and 3 more`. */
export function namesOf(arns: readonly string[], most: number): string {
  const rules = arns.map(ruleIn)
  const places = new Set(rules.map(({ place }) => place))
  const groups = new Map<string, string[]>()
  for (const { name, bus, place } of rules.slice(0, most)) {
    const key = places.size > 1 ? `${bus}, ${place}` : bus
    groups.set(key, [...(groups.get(key) ?? []), plain(name)])
  }
  const names = [...groups].map(([bus, list]) => `${list.join(', ')} (${plain(bus)})`).join('; ')
  return rules.length > most ? `${names}, and ${rules.length - most} more` : names
}
