import { gapsOf } from '../report/gaps.js'
import { findingsOf, type OverallVerdict, type Report } from '../report/report.js'
import { unique } from '../text/unique.js'
import { Causes } from './causes.js'
import type { Scanned } from './engine.js'
import { byPlace } from './order.js'
import {
  type Ending,
  type Place,
  type ScannedRule,
  type ScanReport,
  type Totals,
  type Unseen,
  verdictOfScan,
} from './report.js'

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
}

/** Takes what a scan brings, one after the other, and keeps of each report no more than the summary needs. */
export class Summary {
  private readonly totals: Totals = { healthy: 0, atRisk: 0, broken: 0, inconclusive: 0, suppressed: 0, notLookedAt: 0 }
  private readonly rules: ScannedRule[] = []
  private readonly causes = new Causes()
  private readonly places: Place[] = []
  private readonly unseen: Unseen[] = []
  private readonly notes = new Set<string>()
  private readonly limits = new Set<string>()
  private readonly listed = new Set<string>()
  /** Event buses that were to be looked through and of which no rule is known yet, by place. */
  private readonly open = new Map<string, Unseen>()
  private readonly expected = new Map<string, Unseen>()
  private gaps: ScanReport['gaps'] = []

  constructor(private readonly beginning: Beginning) {}

  /** How many rules were listed so far, and how many of them are done. */
  get progress(): { listed: number; done: number; broken: number } {
    return { listed: this.listed.size, done: this.rules.length, broken: this.totals.broken }
  }

  /** Takes all places that there will be: those that the scan does not come to are unseen. */
  expect(places: readonly Unseen[]): void {
    for (const place of places) this.expected.set(`${place.account} ${place.region}`, place)
  }

  addPlace(place: Place): void {
    this.expected.delete(`${place.account} ${place.region}`)
    this.places.push(place)
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
    const keyOf = (bus: string) => JSON.stringify([place.account, place.region, bus])
    switch (one.kind) {
      case 'buses':
        for (const bus of one.names) this.open.set(keyOf(bus), notListed(place, bus))
        return
      case 'rules':
        this.open.delete(keyOf(one.bus))
        for (const arn of one.arns) this.listed.add(arn)
        return
      case 'unseen':
        if (one.unseen.bus !== null) this.open.delete(keyOf(one.unseen.bus))
        this.unseen.push(one.unseen)
        return
      case 'no-bus':
        this.open.delete(keyOf(one.bus))
        this.notes.add(`There is no event bus ${one.bus} in ${place.region} of account ${place.account}.`)
        return
    }
  }

  /** Takes a report, and tells how the rule stands in the summary. */
  addReport(report: Report): ScannedRule {
    const { rule, verdict, firstBrokenHop } = report
    const found = findingsOf(report)
    const scanned: ScannedRule = {
      arn: rule.arn,
      verdict,
      firstBrokenHop,
      codes: unique(found.map(({ code }) => code)),
      errors: unique(found.filter(({ severity }) => severity === 'error').map(({ code }) => code)),
    }
    this.totals[COUNTED[scanned.countsAs ?? verdict]] += 1
    this.rules.push(scanned)
    this.causes.add(report)
    this.gaps = gapsOf([{ gaps: this.gaps }, report])
    for (const limit of report.limits) this.limits.add(limit)
    return scanned
  }

  /** The scan as far as it came. */
  finish(stats: Omit<ScanReport['stats'], 'rules'>, ended: Ending): ScanReport {
    const { version, now, window, leftOut } = this.beginning
    const common = <Key extends keyof Place>(key: Key): Place[Key] | null => {
      const [first, ...rest] = this.places
      return first && rest.every((place) => place[key] === first[key]) ? first[key] : null
    }
    const done = new Set(this.rules.map(({ arn }) => arn))
    const totals = { ...this.totals, notLookedAt: [...this.listed].filter((arn) => !done.has(arn)).length }
    const unseen = [...this.unseen, ...this.open.values(), ...this.expected.values()].sort(byPlace)
    return {
      schemaVersion: 1,
      kind: 'scan',
      tool: { name: 'eb-doctor', version },
      generatedAt: now.toISOString(),
      context: {
        account: common('account'),
        partition: common('partition'),
        region: common('region'),
        identity: common('identity'),
        source: 'live',
        places: this.places,
      },
      window,
      verdict: verdictOfScan({ totals, unseen }),
      totals,
      rules: this.rules,
      causes: this.causes.list(),
      unseen,
      ended,
      ...(leftOut.length > 0 ? { leftOut } : {}),
      notes: [...this.notes],
      gaps: this.gaps,
      limits: [...this.limits],
      stats: { rules: this.rules.length, ...stats },
    }
  }
}

const notListed = ({ account, region }: Place, bus: string): Unseen => ({
  account,
  region,
  bus,
  what: `event bus ${bus} of ${account} in ${region}`,
  because: 'The scan ended before its rules were listed.',
})
