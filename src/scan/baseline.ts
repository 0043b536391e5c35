import { array, check, literal, nullable, object as objectOf, picklist, pipe, string } from 'valibot'
import { flawOf } from '../aws/reads/flaw.js'
import { object } from '../aws/reads/form.js'
import { CHECKS } from '../checks/index.js'
import { type OverallVerdict, PSEUDONYMS } from '../report/report.js'
import { isObject } from '../text/json.js'
import { parseRuleRef } from '../verdict/rule-address.js'
import type { Severity } from '../verdict/verdict.js'
import type { Coverage } from './coverage.js'
import type { ComparedFinding, Comparison, ScannedRule } from './report.js'
import { partsOfRule } from './rule-parts.js'

/** What an earlier scan says of a rule. */
export interface EarlierRule {
  arn: string
  codes: readonly string[]
  errors: readonly string[]
}

/** An earlier scan, as far as it is compared with. */
export interface Baseline {
  generatedAt: string
  redacted: boolean
  rules: readonly EarlierRule[]
}

/** The file is no scan that can be compared with. The message is one line without a period. */
export class BadBaseline extends Error {}

const VERDICTS = ['healthy', 'at-risk', 'inconclusive', 'broken'] as const satisfies readonly OverallVerdict[]

function isRuleArn(text: string): boolean {
  try {
    return text.startsWith('arn:') && parseRuleRef(text).account !== undefined
  } catch {
    return false
  }
}

const ruleArn = pipe(string(), check(isRuleArn, 'is not the ARN of a rule'))
const code = pipe(
  string(),
  check((text) => /^[a-z0-9-]{1,64}$/.test(text), 'is not the code of a finding'),
)
const time = pipe(
  string(),
  check((text) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text)), 'is not a time'),
)
const hop = nullable(object({ check: string(), target: nullable(string()) }))

const SCAN = object({
  generatedAt: time,
  context: object({ places: array(object({ account: string(), region: string() })) }),
  verdict: picklist(VERDICTS),
  rules: array(
    object({
      arn: ruleArn,
      verdict: picklist(VERDICTS),
      firstBrokenHop: hop,
      codes: array(code),
      errors: array(code),
      unknown: array(string()),
    }),
  ),
  causes: array(object({ code, resource: string(), summary: string(), rules: array(ruleArn) })),
  limits: array(string()),
})

const REPORT = objectOf({
  schemaVersion: literal(1),
  rule: object({ arn: ruleArn }),
  verdict: picklist(VERDICTS),
  firstBrokenHop: hop,
  checks: array(object({ check: string(), findings: array(object({ code })) })),
})

/** Reads the summary of an earlier scan out of its JSON. Throws BadBaseline. */
export function readBaseline(value: unknown): Baseline {
  if (!isObject(value) || value['kind'] !== 'scan') {
    const isRule = isObject(value) && isObject(value['rule'])
    throw new BadBaseline(isRule ? 'it is the diagnosis of one rule, not a scan' : 'it is not a scan of eb-doctor')
  }
  if (value['schemaVersion'] !== 1) throw new BadBaseline('it was written by another version; this one reads version 1')
  const flaw = flawOf(SCAN, value)
  if (flaw !== undefined) throw new BadBaseline(flaw)
  const scan = value as unknown as { generatedAt: string; rules: EarlierRule[]; limits: string[] }
  const rules = scan.rules.map(({ arn, codes, errors }) => ({ arn, codes, errors }))
  if (new Set(rules.map(({ arn }) => arn)).size < rules.length) throw new BadBaseline('it names a rule twice')
  return { generatedAt: scan.generatedAt, redacted: scan.limits.includes(PSEUDONYMS), rules }
}

/** Checks one line of NDJSON before the last one: the whole report of a rule. Throws BadBaseline. */
export function checkReportLine(value: unknown): string {
  const flaw = flawOf(REPORT, value)
  if (flaw !== undefined) throw new BadBaseline(flaw)
  return (value as { rule: { arn: string } }).rule.arn
}

/** The checks that report a code. */
const checksOf = (code: string): string[] =>
  CHECKS.filter(({ findings }) => findings.includes(code)).map(({ id }) => id)

/**
 * Holds a scan against an earlier one, by rule and code. What could not be looked at now is neither gone nor still there. A
 * warning that has become an error is new.
 */
export function compare(
  { generatedAt, rules: earlier }: Baseline,
  now: readonly ScannedRule[],
  coverage: Pick<Coverage, 'isGone'>,
  said: Said,
): Comparison {
  const before = new Map(earlier.map((rule) => [rule.arn, rule]))
  const after = new Map(now.map((rule) => [rule.arn, rule]))
  const lists: Record<'new' | 'gone' | 'stillThere' | 'notCompared', ComparedFinding[]> = {
    new: [],
    gone: [],
    stillThere: [],
    notCompared: [],
  }
  for (const rule of now) {
    const was = before.get(rule.arn)
    for (const code of rule.codes) {
      const isError = rule.errors.includes(code)
      const isNew = !was?.codes.includes(code) || (isError && !was.errors.includes(code))
      lists[isNew ? 'new' : 'stillThere'].push(comparedNow(rule, code, isError ? 'error' : 'warning'))
    }
  }
  for (const { arn, codes, errors } of earlier) {
    const is = after.get(arn)
    for (const code of codes.filter((one) => !is?.codes.includes(one))) {
      const finding: ComparedFinding = { arn, code, severity: errors.includes(code) ? 'error' : 'warning' }
      const isGone = is ? isDenied(said, arn, code) : coverage.isGone(arn)
      lists[isGone ? 'gone' : 'notCompared'].push(finding)
    }
  }
  return { since: generatedAt, ...lists }
}

/** A note where an earlier scan has rules, and none of them is in a place of this one: everything is new then. */
export function elsewhereNote(
  { rules }: Baseline,
  places: readonly { account: string; region: string }[],
): readonly string[] {
  const here = new Set(places.map(({ account, region }) => `${account} ${region}`))
  const isHere = ({ arn }: EarlierRule) => {
    const { account, region } = partsOfRule(arn)
    return here.has(`${account} ${region}`)
  }
  return here.size === 0 || rules.length === 0 || rules.some(isHere)
    ? []
    : ['The baseline is of other accounts or Regions: nothing of this scan can be compared with it.']
}

/** What the checks of this scan have said. */
export interface Said {
  /** Ids of the checks that were made. */
  made: readonly string[]
  /** Ids of the checks that said nothing of a rule: they could not tell, or had no data of what happened. */
  silent(arn: string): readonly string[]
}

/** Whether every check that reports a code has looked, and does not report it. */
const isDenied = ({ made, silent }: Said, arn: string, code: string): boolean =>
  checksOf(code).every((id) => made.includes(id) && !silent(arn).includes(id))

function comparedNow(
  { arn, suppressed = [], regraded = [] }: ScannedRule,
  code: string,
  severity: Severity,
): ComparedFinding {
  const to = regraded.find((one) => one.code === code)?.to ?? severity
  const isSuppressed = suppressed.some((one) => one.code === code)
  return { arn, code, severity: to, ...(isSuppressed ? { suppressed: true as const } : {}) }
}
