import { WHAT_HAPPENED } from '../evidence/fusion.js'
import { gapsOf } from '../report/gaps.js'
import { type Counted, findingsOf, type OverallVerdict, type Report } from '../report/report.js'
import { unique } from '../text/unique.js'
import { type Baseline, compare, elsewhereNote } from './baseline.js'
import { Causes } from './causes.js'
import { Coverage } from './coverage.js'
import type { Scanned } from './engine.js'
import { byPlace } from './order.js'
import {
  type AppliedSettings,
  type Ending,
  type Place,
  type ScannedRule,
  type ScanReport,
  type Totals,
  type Unseen,
  verdictOfScan,
} from './report.js'
import { asCounted } from './settings.js'

const COUNTED: Record<OverallVerdict | 'suppressed', keyof Totals> = {
  healthy: 'healthy',
  'at-risk': 'atRisk',
  broken: 'broken',
  inconclusive: 'inconclusive',
  suppressed: 'suppressed',
}

/** What a summary is begun with. */
export interface Beginning {
  version: string
  now: Date
  window: ScanReport['window']
  leftOut: readonly string[]
  /** Ids of the checks that are made. */
  checks: readonly string[]
  /** The event buses that the user named; none: all are looked through. */
  buses?: readonly string[]
  /** What the settings of the team say, to be told. */
  settings?: AppliedSettings
  /** How the settings of the team count a diagnosis. */
  count?(report: Report): Counted | undefined
  baseline?: Baseline
}

/** Takes what a scan brings, one after the other, and keeps of each report no more than the summary needs. */
export class Summary {
  private readonly totals: Totals = {
    ...{ healthy: 0, atRisk: 0, broken: 0, inconclusive: 0, suppressed: 0 },
    ...{ notLookedAt: 0, suppressedFindings: 0 },
  }
  private readonly rules: ScannedRule[] = []
  private readonly causes = new Causes()
  private readonly coverage: Coverage
  private readonly unseen: Unseen[] = []
  private readonly expected = new Map<string, Unseen>()
  private readonly notes = new Set<string>()
  private readonly limits = new Set<string>()
  /** Only kept for the comparison with an earlier scan: the checks that said nothing, by rule. */
  private readonly silent = new Map<string, readonly string[]>()
  private gaps: ScanReport['gaps'] = []

  constructor(private readonly beginning: Beginning) {
    this.coverage = new Coverage((beginning.buses ?? []).length > 0)
  }

  /** How many rules were listed so far, and how many of them are done. */
  get progress(): { listed: number; done: number; broken: number } {
    return { listed: this.coverage.listed, done: this.rules.length, broken: this.totals.broken }
  }

  /** Takes all places that there will be: those that the scan does not come to are unseen. */
  expect(places: readonly Unseen[]): void {
    for (const place of places) this.expected.set(`${place.account} ${place.region}`, place)
  }

  addPlace(place: Place): void {
    this.expected.delete(`${place.account} ${place.region}`)
    this.coverage.addPlace(place)
  }

  addNote(note: string): void {
    this.notes.add(note)
  }

  addUnseen(unseen: Unseen): void {
    this.expected.delete(`${unseen.account} ${unseen.region}`)
    this.unseen.push(unseen)
  }

  /** Takes what is no report. */
  add(one: Exclude<Scanned, { kind: 'rule' }>, place: Place): void {
    this.coverage.add(one, place)
  }

  /** Takes a report, and gives it back with how it counts, and how the rule stands in the summary. */
  addReport(made: Report, place: Pick<Place, 'profile'> = {}): { report: Report; rule: ScannedRule } {
    const counted = made.counted ?? this.beginning.count?.(made)
    const report = counted ? { ...made, counted } : made
    const rule = scannedOf(report)
    this.totals[COUNTED[rule.countsAs ?? rule.verdict]] += 1
    this.totals.suppressedFindings += counted?.suppressed.length ?? 0
    this.rules.push(rule)
    this.coverage.addDone(rule.arn)
    this.causes.add(asCounted(report), place)
    this.gaps = gapsOf([{ gaps: this.gaps }, report])
    for (const limit of report.limits) this.limits.add(withoutNumbers(limit))
    if (this.beginning.baseline) this.silent.set(rule.arn, silentIn(report))
    return { report, rule }
  }

  /** Names of event buses that the user named, and that exist in none of the places. */
  get missingBuses(): string[] {
    return this.coverage.missing(this.beginning.buses ?? [])
  }

  /** The scan as far as it came. */
  finish(stats: Omit<ScanReport['stats'], 'rules'>, ended: Ending): ScanReport {
    const { version, now, window, leftOut, baseline, checks, settings } = this.beginning
    const { places } = this.coverage
    const totals = { ...this.totals, notLookedAt: this.coverage.notLookedAt.length }
    const unseen = [
      ...this.unseen,
      ...this.coverage.unseen,
      ...this.coverage.notListed(),
      ...this.expected.values(),
    ].sort(byPlace)
    const said = { made: checks, silent: (arn: string) => this.silent.get(arn) ?? [] }
    const notes = [...this.notes, ...this.coverage.absences(), ...(baseline ? elsewhereNote(baseline, places) : [])]
    return {
      schemaVersion: 1,
      kind: 'scan',
      tool: { name: 'eb-doctor', version },
      generatedAt: now.toISOString(),
      context: contextOf(places),
      window,
      ...(settings ? { settings } : {}),
      verdict: verdictOfScan({ totals, unseen }),
      totals,
      rules: this.rules,
      causes: this.causes.list(),
      ...(baseline ? { baseline: compare(baseline, this.rules, this.coverage, said) } : {}),
      unseen,
      ended,
      ...(leftOut.length > 0 ? { leftOut } : {}),
      notes,
      gaps: this.gaps,
      limits: withoutBeginnings([...this.limits]),
      stats: { rules: this.rules.length, ...stats },
    }
  }
}

/** What the places of a scan have in common, and the places. */
export function contextOf(places: readonly Place[]): ScanReport['context'] {
  const common = <Key extends 'account' | 'partition' | 'region' | 'identity'>(key: Key): Place[Key] | null => {
    const [first, ...rest] = places
    return first && rest.every((place) => place[key] === first[key]) ? first[key] : null
  }
  return {
    account: common('account'),
    partition: common('partition'),
    region: common('region'),
    identity: common('identity'),
    source: 'live',
    places,
  }
}

function scannedOf(report: Report): ScannedRule {
  const { rule, verdict, firstBrokenHop, counted, checks } = report
  const found = findingsOf(report)
  return {
    arn: rule.arn,
    verdict,
    firstBrokenHop,
    codes: unique(found.map(({ code }) => code)),
    errors: unique(found.filter(({ severity }) => severity === 'error').map(({ code }) => code)),
    unknown: unique(
      checks.flatMap(({ check, status, because }) =>
        status === 'unknown' || (status === 'problem' && because !== null) ? [check] : [],
      ),
    ),
    ...(counted && counted.as !== verdict ? { countsAs: counted.as } : {}),
    ...(counted && counted.suppressed.length > 0 ? { suppressed: counted.suppressed } : {}),
    ...(counted && counted.regraded.length > 0 ? { regraded: counted.regraded } : {}),
  }
}

/** The checks that said nothing of the rule: they could not tell, or had no data of what happened. */
export const silentIn = ({ checks }: Pick<Report, 'checks'>): string[] =>
  unique(
    checks.flatMap(({ check, status, because }) =>
      status === 'unknown' ||
      (status === 'problem' && because !== null) ||
      (status === 'skipped' && WHAT_HAPPENED.includes(check))
        ? [check]
        : [],
    ),
  )

/** A limit that only some rules have more to say of is told once, with that. */
export const withoutBeginnings = (limits: readonly string[]): string[] =>
  limits.filter((limit) => !limits.some((other) => other !== limit && other.startsWith(limit)))

/** How much of CloudTrail was read differs from rule to rule; that it has limits does not. */
const withoutNumbers = (limit: string): string => limit.replace(/, \d+ events in \d+ pages(?=;)/, '')
