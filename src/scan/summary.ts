import { gapsOf } from '../report/gaps.js'
import { findingsOf, type OverallVerdict, type Report } from '../report/report.js'
import { unique } from '../text/unique.js'
import { Causes } from './causes.js'
import type { Place, ScannedRule, ScanReport, Totals, Unseen } from './report.js'

const COUNTED: Record<OverallVerdict, keyof Totals> = {
  healthy: 'healthy',
  'at-risk': 'atRisk',
  broken: 'broken',
  inconclusive: 'inconclusive',
}

/** What a summary is begun with. */
export interface Beginning {
  version: string
  now: Date
  window: ScanReport['window']
  leftOut: readonly string[]
}

/** Takes the reports of a scan one after the other and keeps of each no more than the summary needs. */
export class Summary {
  private readonly totals: Totals = { healthy: 0, atRisk: 0, broken: 0, inconclusive: 0 }
  private readonly rules: ScannedRule[] = []
  private readonly causes = new Causes()
  private readonly places: Place[] = []
  private readonly unseen: Unseen[] = []
  private readonly limits = new Set<string>()
  private gaps: ScanReport['gaps'] = []

  constructor(private readonly beginning: Beginning) {}

  addPlace(place: Place): void {
    this.places.push(place)
  }

  addUnseen(unseen: Unseen): void {
    this.unseen.push(unseen)
  }

  add(report: Report): void {
    const { rule, verdict, firstBrokenHop } = report
    this.totals[COUNTED[verdict]] += 1
    this.rules.push({
      arn: rule.arn,
      verdict,
      firstBrokenHop,
      codes: unique(findingsOf(report).map(({ code }) => code)),
    })
    this.causes.add(report)
    this.gaps = gapsOf([{ gaps: this.gaps }, report])
    for (const limit of report.limits) this.limits.add(limit)
  }

  /** The scan as far as it came. */
  finish(stats: Omit<ScanReport['stats'], 'rules'>, interrupted: boolean): ScanReport {
    const { version, now, window, leftOut } = this.beginning
    const common = <Key extends keyof Place>(key: Key): Place[Key] | null => {
      const [first, ...rest] = this.places
      return first && rest.every((place) => place[key] === first[key]) ? first[key] : null
    }
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
      totals: this.totals,
      rules: this.rules,
      causes: this.causes.list(),
      unseen: this.unseen,
      interrupted,
      ...(leftOut.length > 0 ? { leftOut } : {}),
      gaps: this.gaps,
      limits: [...this.limits],
      stats: { rules: this.rules.length, ...stats },
    }
  }
}
