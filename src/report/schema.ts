import {
  boolean,
  check,
  custom,
  exactOptional,
  type GenericSchema,
  isoTimestamp,
  literal,
  minLength,
  nullable,
  number,
  picklist,
  pipe,
  string,
  unknown,
} from 'valibot'
import { list, object } from '../aws/reads/form.js'
import { parseRuleRef } from '../verdict/rule-address.js'
import type { Report } from './report.js'

/** A rule's report as it is read from a file: everything that a rendering looks at has its form. */
export const reportForm = () => {
  const call = object({ service: string(), operation: string(), input: custom<object>(isMembers), region: string() })
  const change = object({
    ...{ resource: string(), account: string(), title: string(), id: string() },
    ...{ before: unknown(), after: unknown(), source: custom<object>(isMembers) },
    ...{ call, undo: call, doubts: list(string()), needs: list(string()) },
    edit: exactOptional(custom<object>(isMembers)),
    only: exactOptional(string()),
    stack: exactOptional(string()),
  })
  const ownFix = { title: string(), changes: list(change), decide: exactOptional(list(string())) }
  const fix = object({ ...ownFix, extending: exactOptional(object(ownFix)) })
  const finding = object({
    ...{ code: string(), severity: severity(), summary: string(), docs: string() },
    because: lines(),
    fix: exactOptional(fix),
    evidence: exactOptional(object({ state: picklist(['confirmed', 'contradicted', 'unobserved']), because: lines() })),
  })
  return object({
    schemaVersion: literal(1),
    tool: toolForm(),
    generatedAt: timeForm(),
    context: object({
      ...{ account: string(), partition: string(), region: string(), identity: nullable(string()) },
      source: picklist(['live', 'snapshot']),
    }),
    rule: object({
      ...{ name: string(), arn: ruleArn(), bus: string(), state: nullable(string()) },
      eventPattern: exactOptional(string()),
      schedule: exactOptional(object({ expression: string(), next: list(string()) })),
      managedBy: exactOptional(string()),
    }),
    verdict: verdictForm(),
    counted: exactOptional(
      object({ as: countedAs(), suppressed: list(suppressedForm()), regraded: list(regradedForm()) }),
    ),
    firstBrokenHop: hopForm(),
    targets: list(
      object({
        ...{
          id: string(),
          arn: string(),
          type: string(),
          role: exactOptional(string()),
          delivers: nullable(boolean()),
        },
      }),
    ),
    checks: list(
      object({
        ...{ check: string(), title: string(), target: nullable(string()), because: nullable(string()) },
        status: picklist(['ok', 'problem', 'unknown', 'skipped']),
        findings: list(finding),
      }),
    ),
    window: windowForm(),
    metrics: list(
      object({
        label: string(),
        points: list(object({ time: string(), value: number() })),
        total: nullable(number()),
      }),
    ),
    timeline: list(
      object({
        ...{ time: string(), text: string(), source: string() },
        kind: picklist(['change', 'match', 'failure', 'success']),
      }),
    ),
    leftOut: exactOptional(list(string())),
    gaps: list(gapForm()),
    limits: list(string()),
    stats: object({ calls: number(), retries: number(), milliseconds: number() }),
  }) as unknown as GenericSchema<unknown, Report>
}

/** The ARN of a rule, as it stands in the reports of eb-doctor. */
export const ruleArn = () => pipe(string(), check(isRuleArn, 'is not the ARN of a rule'))

function isRuleArn(text: string): boolean {
  try {
    return text.startsWith('arn:') && parseRuleRef(text).account !== undefined
  } catch {
    return false
  }
}

/** Parts that the summary of a scan has too. */
export const severity = () => picklist(['error', 'warning'])
export const verdictForm = () => picklist(['healthy', 'at-risk', 'inconclusive', 'broken'])
export const countedAs = () => picklist(['healthy', 'at-risk', 'inconclusive', 'broken', 'suppressed'])
const ofTarget = () => ({ code: string(), target: nullable(string()) })
export const suppressedForm = () => object({ ...ofTarget(), severity: severity(), reason: string(), expires: string() })
export const regradedForm = () => object({ ...ofTarget(), from: severity(), to: severity() })
export const toolForm = () => object({ name: literal('eb-doctor'), version: string() })
export const hopForm = () => nullable(object({ check: string(), target: nullable(string()) }))
export const timeForm = () => pipe(string(), isoTimestamp('is not a time'))
export const windowForm = () => object({ from: timeForm(), to: timeForm() })
export const gapForm = () =>
  object({
    ...{ action: string(), resource: string(), neededBy: list(string()), account: exactOptional(string()) },
    statement: object({ Effect: literal('Allow'), Action: string(), Resource: string() }),
  })

/** What was seen: never empty. */
const lines = () => pipe(list(string()), minLength(1))

const isMembers = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
