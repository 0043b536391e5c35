import type { Evidence } from '../evidence/fusion.js'
import type { MetricLine } from '../evidence/metric-lines.js'
import type { TimelineEntry } from '../evidence/types.js'
import type { Finding, Severity } from '../verdict/verdict.js'

export type OverallVerdict = 'healthy' | 'at-risk' | 'inconclusive' | 'broken'

/** One check's result, as it is reported. */
export interface CheckResult {
  check: string
  title: string
  /** Id of the target; null for checks of the whole rule. */
  target: string | null
  status: 'ok' | 'problem' | 'unknown' | 'skipped'
  /** Why it is ok, unknown or skipped; with a problem: what could not be seen beside it. */
  because: string | null
  findings: readonly ReportedFinding[]
}

export interface ReportedFinding extends Finding {
  /** Address of the page about the code. */
  docs: string
  /** What happened, held against an error about the configuration. A contradicted one is a warning. */
  evidence?: Evidence
}

/** A look that was refused, and the statement to ask for. */
export interface Gap {
  action: string
  resource: string
  neededBy: readonly string[]
  /** Account to look with, when the resource belongs to another one. */
  account?: string
  statement: { Effect: 'Allow'; Action: string; Resource: string }
}

/** A finding that does not count, as the settings of the team say, and why. */
export interface Suppressed {
  code: string
  /** Id of the target; null for a finding of the whole rule. */
  target: string | null
  severity: Severity
  reason: string
  /** The last day on which it does not count: 2026-12-31. */
  expires: string
}

/** A finding that counts as more or less than eb-doctor says, as the settings of the team say. */
export interface Regraded {
  code: string
  target: string | null
  from: Severity
  to: Severity
}

/** How a diagnosis counts where the settings of the team make a difference. They never change what it says. */
export interface Counted {
  /** suppressed: it has findings, of which none counts, and all else was seen. */
  as: OverallVerdict | 'suppressed'
  suppressed: readonly Suppressed[]
  regraded: readonly Regraded[]
}

export interface ReportedTarget {
  id: string
  arn: string
  type: string
  /** ARN of the role that EventBridge assumes for this target, when the target names one. */
  role?: string
  /** false: an error prevents delivery; null: it is not certain; true: no obstacle was found. */
  delivers: boolean | null
}

/** A whole diagnosis. This is the JSON output, to the letter. */
export interface Report {
  schemaVersion: 1
  tool: { name: 'eb-doctor'; version: string }
  generatedAt: string
  context: {
    account: string
    partition: string
    region: string
    identity: string | null
    source: 'live' | 'snapshot'
  }
  rule: {
    name: string
    arn: string
    bus: string
    state: string | null
    eventPattern?: string
    schedule?: { expression: string; next: readonly string[] }
    managedBy?: string
  }
  verdict: OverallVerdict
  /** Present where the settings of the team make a difference. */
  counted?: Counted
  firstBrokenHop: { check: string; target: string | null } | null
  targets: readonly ReportedTarget[]
  checks: readonly CheckResult[]
  /** In which time it was looked for what happened, ISO 8601. */
  window: { from: string; to: string }
  /** What CloudWatch counted of the rule; points are sums of stretches of the window. */
  metrics: readonly MetricLine[]
  /** What happened, oldest first. */
  timeline: readonly TimelineEntry[]
  /** Set when CloudWatch counted nothing of the rule in the window, and nothing else shows that an event reached it. */
  nothingSeen?: true
  /** Ids of the checks that were left out, as the user asked; absent when every check was made. */
  leftOut?: readonly string[]
  gaps: readonly Gap[]
  limits: readonly string[]
  stats: { calls: number; retries: number; milliseconds: number }
}

const severities = (checks: readonly CheckResult[]): Severity[] =>
  checks.flatMap((check) => check.findings.map((finding) => finding.severity))

/**
 * The verdict of the whole: broken when any error was found, else inconclusive when anything could not be looked at,
 * else at-risk when there is a warning, else healthy. `leftOut`: checks that nobody made; what they ask was not looked at.
 */
export function overallVerdict(checks: readonly CheckResult[], leftOut: readonly string[] = []): OverallVerdict {
  const found = severities(checks)
  if (found.includes('error')) return 'broken'
  if (leftOut.length > 0) return 'inconclusive'
  if (checks.some((check) => check.status === 'unknown' || (check.status === 'problem' && check.because !== null))) {
    return 'inconclusive'
  }
  return found.includes('warning') ? 'at-risk' : 'healthy'
}

/** The limit that every report under pseudonyms has. */
export const PSEUDONYMS = 'Account ids, names and ARNs are pseudonyms.'

/** Just the findings of a report, in the order of the delivery. */
export const findingsOf = (report: Pick<Report, 'checks'>): ReportedFinding[] =>
  report.checks.flatMap((check) => [...check.findings])
