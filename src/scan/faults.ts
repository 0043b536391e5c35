import { parseArn } from '../aws/arn.js'
import { WHAT_HAPPENED } from '../evidence/fusion.js'
import type { Report, ReportedFinding } from '../report/report.js'

/**
 * What a finding is the fault of, and with it what has to be changed or decided:
 *
 * - `rule`: the rule, its pattern, or how it is connected to the target. Another rule with the same finding is another fault.
 * - `role`, `target`: the role of the target, or the target itself with its policy. Every rule that uses it shares the fault.
 * - `named`: the resource that the finding names first: what the target names, a key, a dead-letter queue.
 * - `trails`: the trails of the account in the Region. `source`: the bucket or the event source that sends nothing.
 * - `organization`: what the organization denies the account.
 */
type Fault = 'rule' | 'role' | 'target' | 'named' | 'trails' | 'source' | 'organization'

/** By code. A test holds the list against the codes of the checks. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'rule-not-found': 'rule',
  'rule-disabled': 'rule',
  'schedule-never-fires': 'rule',
  'pattern-never-matches': 'rule',
  'pattern-suspicious': 'rule',
  'trail-missing': 'trails',
  'read-only-events-ignored': 'rule',
  'global-events-elsewhere': 'rule',
  'service-events-elsewhere': 'rule',
  'source-not-sending': 'source',
  'no-targets': 'rule',
  'role-required': 'rule',
  'role-on-rule-only': 'rule',
  'role-not-supported': 'rule',
  'role-in-other-account': 'rule',
  'arn-malformed': 'rule',
  'region-mismatch': 'rule',
  'parameters-invalid': 'rule',
  'input-invalid': 'rule',
  'target-unsupported': 'rule',
  'target-type-unknown': 'rule',
  'target-not-found': 'named',
  'target-not-ready': 'named',
  'role-not-found': 'role',
  'role-not-trusted': 'role',
  'permission-missing': 'role',
  'permission-denied': 'role',
  'boundary-blocks': 'role',
  'permission-at-risk': 'role',
  'grant-missing': 'target',
  'grant-mismatch': 'target',
  'grant-denied': 'target',
  'grant-at-risk': 'target',
  'organization-denies': 'organization',
  'key-policy-blocks': 'named',
  'aws-managed-key': 'named',
  'cross-account-unsupported': 'rule',
  'role-chain': 'role',
  'bus-policy-blocks': 'target',
  'dead-letter-queue-unusable': 'named',
  'deliveries-failing': 'rule',
  'deliveries-failed': 'rule',
  'deliveries-retrying': 'rule',
  'rule-throttled': 'rule',
  'dead-letters-lost': 'rule',
  'loop-stopped': 'rule',
  'schedule-missed': 'rule',
  'logged-failure': 'rule',
  'logged-no-match': 'rule',
  'dead-letters-waiting': 'named',
  'assume-role-failed': 'role',
  'delivery-denied': 'role',
  'delivery-failed': 'target',
}

/** Faults of a statement that is there: two rules share one only when what was seen is the same too. */
export const BY_WHAT_WAS_SEEN: readonly string[] = ['role-not-trusted', 'grant-mismatch']

/** A finding with the target that it is of; null for one of the whole rule. */
export interface Found {
  finding: ReportedFinding
  target: string | null
}

/**
 * The findings of a report that are causes. What happened is the consequence of what is configured: where an error of the
 * configuration was found, the failures that it explains are no causes beside it.
 */
export function causesIn({ checks }: Pick<Report, 'checks'>): Found[] {
  const found = checks.flatMap(({ check, target, findings }) => findings.map((finding) => ({ check, target, finding })))
  const isExplained = found.some(({ check, finding }) => finding.severity === 'error' && !isEvidence(check))
  return isExplained ? found.filter(({ check }) => !isEvidence(check)) : found
}

const isEvidence = (check: string): boolean => WHAT_HAPPENED.includes(check)

/** ARN of what a finding is the fault of. */
export function resourceOf({ finding, target }: Found, { rule, targets, context }: Report): string {
  const own = targets.find(({ id }) => id === target)
  switch (FAULTS[finding.code] ?? 'rule') {
    case 'rule':
      return rule.arn
    case 'role':
      return own?.role ?? own?.arn ?? rule.arn
    case 'target':
      return own?.arn ?? rule.arn
    case 'named':
      return arnIn([finding.summary, ...finding.because], rule.arn) ?? own?.arn ?? rule.arn
    case 'trails':
      return `arn:${context.partition}:cloudtrail:${context.region}:${context.account}:trail/*`
    case 'source': {
      const bucket = /^The bucket ([^\s,]+),/.exec(finding.summary)?.[1]
      const bus = `arn:${context.partition}:events:${context.region}:${context.account}:event-bus/${rule.bus}`
      return bucket === undefined ? bus : `arn:${context.partition}:s3:::${bucket}`
    }
    case 'organization':
      return `arn:${context.partition}:iam::${context.account}:root`
  }
}

/** The first ARN in some lines, other than that of the rule. */
const arnIn = (lines: readonly string[], rule: string): string | undefined =>
  lines
    .flatMap((line) => line.match(/\barn:[\w-]+:[^\s"',;()[\]{}<>]+/g) ?? [])
    .map((text) => text.replace(/[.:]+$/, ''))
    .find((text) => text !== rule && parseArn(text) !== undefined)

/**
 * The summary without what is of one rule only, as two rules are compared by: where the rule and the target are named, two
 * words stand that `tellFor` replaces.
 */
export function withoutRule(text: string, { rule }: Report, target: string | null): string {
  const name = wordOf(rule.name)
  const about = text
    .replaceAll(rule.arn, RULE_ARN)
    .replace(new RegExp(`\\bthe rule ${name}`, 'g'), THE_RULE)
    .replace(new RegExp(`\\bRule ${name}`, 'g'), 'A rule')
    .replace(new RegExp(`\\brule ${name}`, 'g'), 'a rule')
  if (target === null) return about
  const id = wordOf(target)
  return about
    .replace(new RegExp(`\\b(?:The target|Target) ${id}`, 'g'), 'A target')
    .replace(new RegExp(`\\b(?:the )?target ${id}`, 'g'), 'a target')
}

const THE_RULE = '\u0001'
const RULE_ARN = '\u0002'

/** The summary of a fault of several rules. */
export const tellFor = (summary: string, rules: number): string =>
  summary.replaceAll(THE_RULE, `${rules} rules`).replaceAll(RULE_ARN, 'the rule')

/** A name that is not followed by more of a name; the full stop of a sentence is none. */
const wordOf = (name: string): string => `${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])(?!\\.\\w)`

/** Two findings with the same key are one fault. */
export function keyOf(found: Found, report: Report): string {
  const { code, severity, summary, because } = found.finding
  const seen = BY_WHAT_WAS_SEEN.includes(code) ? because : []
  const about = [summary, ...seen].map((line) => withoutRule(line, report, found.target))
  const isOfAccount = FAULTS[code] === 'organization'
  return JSON.stringify([code, severity, resourceOf(found, report), ...(isOfAccount ? about.map(withoutRole) : about)])
}

/** What the organization denies it denies every role that it applies to. */
const withoutRole = (line: string): string => line.replace(/\bthe role \S+/g, 'a role').replace(/ on arn:\S+/g, '')
