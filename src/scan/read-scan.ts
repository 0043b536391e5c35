import {
  boolean,
  exactOptional,
  type GenericSchema,
  integer,
  literal,
  minLength,
  minValue,
  nullable,
  number,
  picklist,
  pipe,
  string,
} from 'valibot'
import { flawOf } from '../aws/reads/flaw.js'
import { list, map, object } from '../aws/reads/form.js'
import type { Report } from '../report/report.js'
import {
  countedAs,
  gapForm,
  hopForm,
  regradedForm,
  reportForm,
  ruleArn,
  severity,
  suppressedForm,
  timeForm,
  toolForm,
  verdictForm,
  windowForm,
} from '../report/schema.js'
import { isObject } from '../text/json.js'
import type { ScanReport } from './report.js'

/** The text is no scan of this version of eb-doctor. The message completes "FILE cannot be used: ...". */
export class BadScan extends Error {}

/** Reads the summary of a scan, JSON text. Throws BadScan. */
export function readScan(text: string): ScanReport {
  const value = parsed(text)
  if (isObject(value) && value['kind'] === 'scan' && 'schemaVersion' in value && value['schemaVersion'] !== 1) {
    throw new BadScan('it was written by another version; this one reads version 1')
  }
  return held<ScanReport>(scanForm(), value, 'its summary')
}

/** Reads one whole report out of a scan in NDJSON. Throws BadScan. */
export function reportReader(): (line: string, number: number) => Report {
  // Made once for all lines.
  const form = reportForm()
  return (line, number) => held<Report>(form, parsed(line), `line ${number}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadScan('it is not JSON, nor NDJSON')
  }
}

function held<T>(form: GenericSchema, value: unknown, where: string): T {
  const flaw = flawOf(form, value)
  if (flaw !== undefined) throw new BadScan(`${where} is not as eb-doctor writes it: ${flaw}`)
  return value as T
}

const scanForm = () => {
  const count = pipe(number(), integer(), minValue(0))
  const id = nullable(string())
  const place = object({
    ...{ account: string(), partition: string(), region: string(), identity: id, profile: exactOptional(string()) },
  })
  const suppression = object({
    ...{ rule: string(), reason: string(), expires: string() },
    ...{ bus: exactOptional(string()), codes: exactOptional(list(string())) },
  })
  const compared = list(
    object({ arn: string(), code: string(), severity: severity(), suppressed: exactOptional(literal(true)) }),
  )
  return object({
    schemaVersion: literal(1),
    kind: literal('scan'),
    tool: toolForm(),
    generatedAt: timeForm(),
    context: object({
      ...{ account: id, partition: id, region: id, identity: id, source: literal('live') },
      places: list(place),
    }),
    window: windowForm(),
    settings: exactOptional(
      object({ suppress: list(suppression), expired: list(suppression), severities: map(severity()) }),
    ),
    verdict: verdictForm(),
    totals: object({
      ...{ healthy: count, atRisk: count, broken: count, inconclusive: count, suppressed: count, notLookedAt: count },
      suppressedFindings: count,
    }),
    rules: list(
      object({
        ...{ arn: ruleArn(), verdict: verdictForm(), firstBrokenHop: hopForm() },
        ...{ codes: list(string()), errors: list(string()), unknown: list(string()) },
        countsAs: exactOptional(countedAs()),
        suppressed: exactOptional(list(suppressedForm())),
        regraded: exactOptional(list(regradedForm())),
      }),
    ),
    causes: list(
      object({
        ...{ code: string(), severity: severity(), resource: string(), summary: string(), next: string() },
        rules: pipe(list(ruleArn()), minLength(1)),
        fix: nullable(object({ title: string(), perRule: nullable(boolean()) })),
      }),
    ),
    baseline: exactOptional(
      object({ since: timeForm(), new: compared, gone: compared, stillThere: compared, notCompared: compared }),
    ),
    unseen: list(object({ account: id, region: id, bus: id, what: string(), because: string() })),
    ended: picklist(['complete', 'interrupted', 'timeout']),
    leftOut: exactOptional(list(string())),
    notes: list(string()),
    gaps: list(gapForm()),
    limits: list(string()),
    stats: object({ rules: count, calls: count, retries: count, milliseconds: pipe(number(), minValue(0)) }),
  })
}
