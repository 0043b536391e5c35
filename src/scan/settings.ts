import {
  array,
  check,
  type GenericSchema,
  type InferOutput,
  optional,
  picklist,
  pipe,
  record,
  strictObject,
  string,
} from 'valibot'
import { flawOf } from '../aws/reads/flaw.js'
import { CHECKS } from '../checks/index.js'
import { type Counted, overallVerdict, type Report } from '../report/report.js'
import { isObject } from '../text/json.js'
import { near } from '../text/near.js'
import { unique } from '../text/unique.js'
import type { Severity } from '../verdict/verdict.js'

/** What a team has written down for all its scans. */
export interface Settings {
  /** The Regions to scan, when none is named on the command line. */
  regions: readonly string[]
  /** The event buses to scan, likewise. */
  buses: readonly string[]
  suppress: readonly Suppression[]
  severities: Readonly<Record<string, Severity>>
}

/** Findings of some rules that do not count for a time, and why. */
export interface Suppression {
  /** A name, in which * stands for any text, or the ARN of a rule. */
  rule: string
  /** Only on this event bus. */
  bus?: string
  /** Only findings with these codes. */
  codes?: readonly string[]
  reason: string
  /** The last day on which it holds, in UTC: 2026-12-31. */
  expires: string
}

/** The settings are none. The message is one line without a period. */
export class BadSettings extends Error {}

const CODES = unique(CHECKS.flatMap(({ findings }) => findings))

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)

// A check says itself what is wrong; valibot's own actions would have it guessed.
const matching = (pattern: RegExp, says: string) => check((text: string) => pattern.test(text), says)

const text = pipe(string(), matching(/\S/, 'is empty'), matching(/^.{1,500}$/su, 'is longer than 500 characters'))

const SUPPRESSION = strictObject({
  rule: pipe(
    text,
    matching(
      /^(arn:[\w-]+:events:[\w-]+:\d{12}:rule\/[/.\-_A-Za-z0-9]+|[.\-_A-Za-z0-9*]{1,64})$/,
      'is neither the name nor the ARN of a rule',
    ),
  ),
  bus: optional(text),
  codes: optional(array(string())),
  reason: text,
  expires: pipe(string(), check(isDay, 'is not a day such as 2026-12-31')),
})

const SETTINGS = strictObject({
  regions: optional(array(pipe(text, matching(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'is not the name of a Region')))),
  buses: optional(array(pipe(text, matching(/^[/.\-_A-Za-z0-9]{1,256}$/, 'is not the name of an event bus')))),
  suppress: optional(array(SUPPRESSION)),
  severities: optional(record(string(), picklist(['error', 'warning']))),
})

/** Reads settings out of what a YAML file holds. Throws BadSettings. */
export function readSettings(value: unknown): Settings {
  // An empty file says nothing.
  if (value === null || value === undefined) return { regions: [], buses: [], suppress: [], severities: {} }
  if (!isObject(value)) throw new BadSettings('it is not a list of settings by name')
  knownKeys(value, SETTINGS.entries, '')
  const entries = Array.isArray(value['suppress']) ? value['suppress'] : []
  for (const [i, entry] of entries.entries())
    if (isObject(entry)) knownKeys(entry, SUPPRESSION.entries, `suppress.${i}.`)
  const flaw = flawOf(SETTINGS as GenericSchema, value)
  if (flaw !== undefined) throw new BadSettings(flaw)
  const settings = value as InferOutput<typeof SETTINGS>
  for (const code of [
    ...(settings.suppress ?? []).flatMap(({ codes = [] }) => codes),
    ...Object.keys(settings.severities ?? {}),
  ]) {
    if (!CODES.includes(code)) throw new BadSettings(`there is no finding "${code}"${meant(code, CODES)}`)
  }
  const { regions = [], buses = [], suppress = [], severities = {} } = settings
  return { regions, buses, suppress: suppress as readonly Suppression[], severities }
}

function knownKeys(value: object, entries: object, path: string): void {
  const known = Object.keys(entries)
  const stranger = Object.keys(value).find((key) => !known.includes(key))
  if (stranger === undefined) return
  throw new BadSettings(`there is no setting "${path}${stranger}"${meant(stranger, known)}`)
}

function meant(word: string, words: readonly string[]): string {
  const close = near(word, words)
  return close.length > 0 ? `; did you mean ${close.join(' or ')}?` : `; there are ${words.slice(0, 10).join(', ')}`
}

/** The suppressions that hold at a moment, and those that do not any more. */
export function byExpiry(
  { suppress }: Pick<Settings, 'suppress'>,
  now: Date,
): { holds: Suppression[]; expired: Suppression[] } {
  const today = now.toISOString().slice(0, 10)
  return {
    holds: suppress.filter(({ expires }) => expires >= today),
    expired: suppress.filter(({ expires }) => expires < today),
  }
}

/** How a diagnosis counts; undefined where the settings make no difference. */
export function countedBy(
  settings: Settings,
  now: Date,
  { rule, checks, leftOut }: Pick<Report, 'rule' | 'checks' | 'leftOut'>,
): Counted | undefined {
  const mine = byExpiry(settings, now).holds.filter((one) => isOf(one, rule))
  const suppressed: Counted['suppressed'][number][] = []
  const regraded: Counted['regraded'][number][] = []
  const left = checks.map((result) => ({
    ...result,
    findings: result.findings.flatMap((finding) => {
      const { code, severity } = finding
      const by = mine.find(({ codes }) => codes === undefined || codes.includes(code))
      if (by) {
        suppressed.push({ code, target: result.target, severity, reason: by.reason, expires: by.expires })
        return []
      }
      const to = severityOf(settings, code) ?? severity
      if (to !== severity) regraded.push({ code, target: result.target, from: severity, to })
      return [{ ...finding, severity: to }]
    }),
  }))
  if (suppressed.length === 0 && regraded.length === 0) return undefined
  const verdict = overallVerdict(left, leftOut)
  return { as: verdict === 'healthy' && suppressed.length > 0 ? 'suppressed' : verdict, suppressed, regraded }
}

const severityOf = ({ severities }: Settings, code: string): Severity | undefined =>
  Object.hasOwn(severities, code) ? severities[code] : undefined

function isOf({ rule: wanted, bus }: Suppression, rule: Report['rule']): boolean {
  if (bus !== undefined && bus !== rule.bus) return false
  if (wanted.startsWith('arn:')) return wanted === rule.arn
  const pattern = wanted.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pattern.join('.*')}$`).test(rule.name)
}

/** The checks of a report as they count: without what is suppressed, and with the severities of the team. */
export function asCounted<R extends Pick<Report, 'checks' | 'counted'>>(report: R): R {
  const { counted } = report
  if (!counted) return report
  const is = (list: readonly { code: string; target: string | null }[], code: string, target: string | null) =>
    list.some((one) => one.code === code && one.target === target)
  return {
    ...report,
    checks: report.checks.map((result) => ({
      ...result,
      findings: result.findings.flatMap((finding) => {
        if (is(counted.suppressed, finding.code, result.target)) return []
        const regraded = counted.regraded.find(({ code, target }) => code === finding.code && target === result.target)
        return [regraded ? { ...finding, severity: regraded.to } : finding]
      }),
    })),
  }
}
