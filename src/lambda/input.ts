import * as v from 'valibot'
import { AccountId, RegionName, RoleName } from './settings.js'

/** A run by the moment at which it was started: `2026-11-25T06-00-00.000Z`, so that runs sort by time. */
export const RunName = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z$/))

const Started = v.pipe(v.string(), v.isoTimestamp())

/** Lists the accounts and Regions of a run, and writes them to the bucket. */
const Plan = v.strictObject({ plan: v.strictObject({ started: Started }) })

/** Scans one account and Region. */
const Place = v.strictObject({
  account: AccountId,
  region: RegionName,
  run: RunName,
  name: v.exactOptional(v.string()),
  /** Name of the role, in place of the one that the function was deployed with. */
  role: v.exactOptional(RoleName),
  buses: v.exactOptional(v.array(v.string())),
  check: v.exactOptional(v.array(v.string())),
  skip: v.exactOptional(v.array(v.string())),
  concurrency: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
})

/** Joins the parts of a run. */
const Merge = v.strictObject({ merge: v.strictObject({ run: RunName }) })

/** Diagnoses one rule, by its ARN. */
const Rule = v.strictObject({ rule: v.pipe(v.string(), v.startsWith('arn:')), role: v.exactOptional(RoleName) })

export type PlanInput = v.InferOutput<typeof Plan>['plan']
export type PlaceInput = v.InferOutput<typeof Place>
export type MergeInput = v.InferOutput<typeof Merge>['merge']
export type RuleInput = v.InferOutput<typeof Rule>

/** The function was invoked with something that it does not do. */
export class BadInput extends Error {
  override name = 'BadInput'
}

const FORMS = { plan: Plan, merge: Merge, rule: Rule, account: Place } as const

/** What the function was asked for, told by the member that only this request has. */
export type Request =
  | { do: 'plan'; input: PlanInput }
  | { do: 'place'; input: PlaceInput }
  | { do: 'merge'; input: MergeInput }
  | { do: 'rule'; input: RuleInput }

/** Reads an invocation. Throws BadInput, which never quotes it. */
export function requestOf(event: unknown): Request {
  const members = typeof event === 'object' && event !== null ? Object.keys(event) : []
  const kind = (['plan', 'merge', 'rule', 'account'] as const).find((name) => members.includes(name))
  if (kind === undefined) throw new BadInput('The input has none of the members plan, account, merge and rule.')
  switch (kind) {
    case 'plan':
      return { do: 'plan', input: parsed(FORMS.plan, event).plan }
    case 'merge':
      return { do: 'merge', input: parsed(FORMS.merge, event).merge }
    case 'rule':
      return { do: 'rule', input: parsed(FORMS.rule, event) }
    case 'account':
      return { do: 'place', input: parsed(FORMS.account, event) }
  }
}

function parsed<const Schema extends v.GenericSchema>(schema: Schema, event: unknown): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, event, { abortEarly: true })
  if (success) return output
  const at = (issues[0]?.path ?? []).map(({ key }) => String(key)).join('.')
  throw new BadInput(`The member ${at === '' ? 'at the top' : at} of the input is not as it should be.`)
}

/** The run that was started at a moment. */
export const runOf = (started: string): string => new Date(started).toISOString().replaceAll(':', '-')

/** The moment at which a run was started. */
export const startOf = (run: string): Date => new Date(run.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'))
