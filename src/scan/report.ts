import type { Gap, OverallVerdict, Regraded, Report, Suppressed } from '../report/report.js'
import type { Severity } from '../verdict/verdict.js'
import type { Suppression } from './settings.js'

/** One account and Region that was looked through. */
export interface Place {
  account: string
  partition: string
  region: string
  /** ARN of the caller; null when it is not known. */
  identity: string | null
  /** The profile of the AWS configuration that it was looked at with, when one was named. */
  profile?: string
}

/** How many rules came out how: each rule is counted once, as the settings of the team say. */
export interface Totals {
  healthy: number
  atRisk: number
  broken: number
  inconclusive: number
  /** Rules with findings of which none counts, as the settings of the team say. */
  suppressed: number
  /** Rules that were listed, and not diagnosed before the scan ended. */
  notLookedAt: number
  /** Findings that do not count, as the settings of the team say; also of rules that count for another reason. */
  suppressedFindings: number
}

/** One rule in the summary of a scan. */
export interface ScannedRule {
  arn: string
  /** What the diagnosis says. Settings never change it. */
  verdict: OverallVerdict
  firstBrokenHop: Report['firstBrokenHop']
  /** The codes of its findings, each once, in the order of the delivery. */
  codes: readonly string[]
  /** Those of the codes of which a finding is an error. */
  errors: readonly string[]
  /** Ids of the checks that could not tell, or not all. */
  unknown: readonly string[]
  /** How the rule is counted when the settings of the team make a difference. */
  countsAs?: OverallVerdict | 'suppressed'
  suppressed?: readonly Suppressed[]
  regraded?: readonly Regraded[]
}

/** One fault, and every rule that it concerns. */
export interface Cause {
  code: string
  severity: Severity
  /** ARN of what the fault is of: what has to be changed or what is at fault, or else the rule itself. */
  resource: string
  /** One sentence: of one rule the finding's own summary, of several what they have in common. */
  summary: string
  /** ARNs of the rules, in the order of the scan. */
  rules: readonly string[]
  /**
   * What fixes it, as it reads for the first of the rules; null when eb-doctor offers no fix. `perRule`: whether each of the
   * rules needs a change of its own; null when a person has to decide first.
   */
  fix: { title: string; perRule: boolean | null } | null
  /** The command to type next, for a POSIX shell. */
  next: string
}

/** Something that was to be looked through and could not be: what is in it is not known. */
export interface Unseen {
  /** null when not even the account is known. */
  account: string | null
  region: string | null
  /** Set when it is one event bus. */
  bus: string | null
  /** The same as a name that a person knows. */
  what: string
  /** Why, in one sentence. */
  because: string
}

/** One finding of one rule, as two scans are compared by. */
export interface ComparedFinding {
  arn: string
  code: string
  severity: Severity
  /** Set when it does not count, as the settings of the team say. */
  suppressed?: true
}

/** A scan held against an earlier one. */
export interface Comparison {
  /** When the earlier scan was made. */
  since: string
  new: readonly ComparedFinding[]
  gone: readonly ComparedFinding[]
  stillThere: readonly ComparedFinding[]
  /** Findings of the earlier scan of rules that could not be looked at now: neither gone nor still there. */
  notCompared: readonly ComparedFinding[]
}

/** What the settings of the team say of a scan. */
export interface AppliedSettings {
  suppress: readonly Suppression[]
  /** No longer applied. */
  expired: readonly Suppression[]
  /** Severities that differ from eb-doctor's, by code. */
  severities: Readonly<Record<string, Severity>>
}

/** How a scan ended: with every rule diagnosed, by Ctrl-C, or by --timeout. */
export type Ending = 'complete' | 'interrupted' | 'timeout'

/** A whole scan. This is the JSON output, to the letter. */
export interface ScanReport {
  schemaVersion: 1
  kind: 'scan'
  tool: { name: 'eb-doctor'; version: string }
  generatedAt: string
  /** Of several places each member is null in which they differ. */
  context: { [Key in keyof Omit<Place, 'profile'>]: Place[Key] | null } & { source: 'live'; places: readonly Place[] }
  window: { from: string; to: string }
  /** Present when there are settings of the team: what they suppress, and what they would suppress if it had not expired. */
  settings?: AppliedSettings
  /** The worst that counts. */
  verdict: OverallVerdict
  totals: Totals
  rules: readonly ScannedRule[]
  causes: readonly Cause[]
  /** Present with --baseline. */
  baseline?: Comparison
  /** What could not be listed. Anything here makes the scan inconclusive unless something is broken. */
  unseen: readonly Unseen[]
  ended: Ending
  /** Ids of the checks that were left out, as the user asked; absent when every check was made. */
  leftOut?: readonly string[]
  /** What a reader should know of the scan itself: two profiles of one account, settings that were not applied. */
  notes: readonly string[]
  gaps: readonly Gap[]
  limits: readonly string[]
  stats: { rules: number; calls: number; retries: number; milliseconds: number }
}

/** The verdict of a scan: that of its worst rule; what could not be seen makes it inconclusive. */
export function verdictOfScan({ totals, unseen }: Pick<ScanReport, 'totals' | 'unseen'>): OverallVerdict {
  if (totals.broken > 0) return 'broken'
  if (totals.inconclusive > 0 || totals.notLookedAt > 0 || unseen.length > 0) return 'inconclusive'
  return totals.atRisk > 0 ? 'at-risk' : 'healthy'
}

/** From which of the findings on the exit code of a scan is 1. */
export type FailOn = Severity | 'new'
