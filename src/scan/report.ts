import type { Gap, OverallVerdict, Report } from '../report/report.js'
import type { Severity } from '../verdict/verdict.js'

/** One account and Region that was looked through. */
export interface Place {
  account: string
  partition: string
  region: string
  /** ARN of the caller; null when it is not known. */
  identity: string | null
}

/** How many rules came out how. */
export interface Totals {
  healthy: number
  atRisk: number
  broken: number
  inconclusive: number
}

/** One rule in the summary of a scan. */
export interface ScannedRule {
  arn: string
  verdict: OverallVerdict
  firstBrokenHop: Report['firstBrokenHop']
  /** The codes of its findings, each once, in the order of the delivery. */
  codes: readonly string[]
}

/** One fault, and every rule that it concerns. */
export interface Cause {
  code: string
  severity: Severity
  /** ARN of what the fault is of: what has to be changed, or else the rule itself. */
  resource: string
  /** The finding's own summary, as it stands for the first of the rules. */
  summary: string
  /** ARNs of the rules, in the order of the scan. */
  rules: readonly string[]
}

/** Something that was to be looked through and could not be: what is in it is not known. */
export interface Unseen {
  /** The account, Region or bus, as a name that a person knows. */
  what: string
  /** Why, in one sentence. */
  because: string
}

/** A whole scan. This is the JSON output, to the letter. */
export interface ScanReport {
  schemaVersion: 1
  kind: 'scan'
  tool: { name: 'eb-doctor'; version: string }
  generatedAt: string
  /** Of several places each member is null in which they differ. */
  context: { [Key in keyof Place]: Place[Key] | null } & { source: 'live'; places: readonly Place[] }
  window: { from: string; to: string }
  totals: Totals
  rules: readonly ScannedRule[]
  causes: readonly Cause[]
  /** What could not be listed. Anything here makes the scan inconclusive unless something is broken. */
  unseen: readonly Unseen[]
  /** Whether the scan ended before every rule was looked at. */
  interrupted: boolean
  /** Ids of the checks that were left out, as the user asked; absent when every check was made. */
  leftOut?: readonly string[]
  gaps: readonly Gap[]
  limits: readonly string[]
  stats: { rules: number; calls: number; retries: number; milliseconds: number }
}

/** The verdict of a scan: that of its worst rule; what could not be seen makes it inconclusive. */
export function verdictOfScan({
  totals,
  unseen,
  interrupted,
}: Pick<ScanReport, 'totals' | 'unseen' | 'interrupted'>): OverallVerdict {
  if (totals.broken > 0) return 'broken'
  if (totals.inconclusive > 0 || unseen.length > 0 || interrupted) return 'inconclusive'
  return totals.atRisk > 0 ? 'at-risk' : 'healthy'
}
