import { CHECKS } from '../checks/index.js'
import { WHAT_HAPPENED } from '../evidence/fusion.js'
import { gapsOf } from '../report/gaps.js'
import type { Report } from '../report/report.js'
import { unique } from '../text/unique.js'
import { type Baseline, compare, elsewhereNote } from './baseline.js'
import { Causes, compareCauses } from './causes.js'
import { byPlace } from './order.js'
import {
  type AppliedSettings,
  type Cause,
  type Comparison,
  type Ending,
  type Place,
  type ScanReport,
  type Totals,
  verdictOfScan,
} from './report.js'
import { partsOfRule } from './rule-parts.js'
import { asCounted } from './settings.js'
import { contextOf, silentIn, withoutBeginnings } from './summary.js'

/** A part of a scan: of some places out of many. */
export interface Part {
  /** What it is called in a message: the name of its file. */
  name: string
  scan: ScanReport
  /** Goes through its whole reports, in the order of its rules; undefined where the part has none. */
  reports?: () => AsyncIterable<Report>
}

/** The parts cannot be joined. The message is one line to show. */
export class BadMerge extends Error {}

/** How parts are joined. */
export interface MergeOptions {
  version: string
  /** An earlier scan of the whole to compare with. */
  baseline?: Baseline
  /** Compare by the summaries alone, also where a part has whole reports. */
  onlySummaries?: boolean
}

/** The parts as one scan, and its whole reports in the order of its rules. */
export interface Merged {
  scan: ScanReport
  /** Of parts without whole reports it gives none. */
  reports: () => AsyncIterable<Report>
  /** Whether every rule has its whole report. */
  isWhole: boolean
}

/**
 * Joins parts to what one scan of all their places would have told, in the order of accounts and Regions, whatever the order of
 * the parts. What differs from one scan: it was made when the newest part was, its window is that of all parts, and its calls
 * and milliseconds are the sums of the parts'. A place that two parts hold is refused: which of them is right is not for
 * eb-doctor to guess. Throws BadMerge.
 */
export async function mergeScans(
  given: readonly Part[],
  { version, baseline, onlySummaries = false }: MergeOptions,
): Promise<Merged> {
  const parts = given
    .map((part) => ({ ...part, places: ownPlaces(part) }))
    .sort((a, b) => byPlace(firstOf(a), firstOf(b)))
  const places = placesOnce(parts)
  const order = new Map(places.map((place, i) => [keyOf(place), i]))
  const rules = parts
    .flatMap(({ scan }) => scan.rules)
    .map((rule) => ({ rule, at: order.get(placeOfRule(rule.arn)) ?? 0 }))
    // A stable sort: within a place the order stays that of its scan.
    .sort((a, b) => a.at - b.at)
    .map(({ rule }) => rule)
  const at = new Map(rules.map(({ arn }, i) => [arn, i]))
  if (at.size < rules.length) throw new BadMerge('A rule is in the parts twice.')
  const scans = parts.map(({ scan }) => scan)
  const totals = sumOf(scans.map((scan) => scan.totals))
  const unseen = scans.flatMap((scan) => scan.unseen).sort(byPlace)
  const leftOut = unique(scans.flatMap((scan) => scan.leftOut ?? []))
  const settings = settingsOf(scans)
  const scan: ScanReport = {
    schemaVersion: 1,
    kind: 'scan',
    tool: { name: 'eb-doctor', version },
    generatedAt: latest(scans.map(({ generatedAt }) => generatedAt)),
    context: contextOf(places),
    window: {
      from: earliest(scans.map(({ window }) => window.from)),
      to: latest(scans.map(({ window }) => window.to)),
    },
    ...(settings ? { settings } : {}),
    verdict: verdictOfScan({ totals, unseen }),
    totals,
    rules,
    causes: await mergeCauses(parts, at),
    ...(baseline
      ? { baseline: await comparison(baseline, onlySummaries ? [] : parts, { rules, scans, leftOut }) }
      : {}),
    unseen,
    ended: worstEnding(scans),
    ...(leftOut.length > 0 ? { leftOut } : {}),
    notes: unique([
      ...scans.flatMap(({ notes }) => notes),
      ...(baseline ? elsewhereNote(baseline, places) : []),
      ...parts.flatMap(({ name, reports, scan: { rules } }) =>
        reports || rules.length === 0 ? [] : [`Of ${name} the summary is known, and not the whole reports.`],
      ),
    ]),
    gaps: gapsOf(scans),
    limits: withoutBeginnings(unique(scans.flatMap(({ limits }) => limits))),
    stats: sumOf(scans.map(({ stats }) => stats)),
  }
  return { scan, reports: () => reportsOf(parts, places), isWhole: parts.every(({ reports }) => reports !== undefined) }
}

type Placed = Part & { places: readonly Place[] }

const keyOf = ({ account, region }: Pick<Place, 'account' | 'region'>): string => `${account} ${region}`

/** The place of a rule, by its ARN. */
const placeOfRule = (arn: string): string => keyOf(partsOfRule(arn))

/** All that the settings of teams said of the parts. */
function settingsOf(scans: readonly ScanReport[]): AppliedSettings | undefined {
  const all = scans.flatMap(({ settings }) => settings ?? [])
  if (all.length === 0) return undefined
  const once = <T>(items: readonly T[]): T[] => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
  return {
    suppress: once(all.flatMap(({ suppress }) => suppress)),
    expired: once(all.flatMap(({ expired }) => expired)),
    severities: Object.assign({}, ...all.map(({ severities }) => severities)),
  }
}

/**
 * Holds the whole against an earlier scan. A rule that is not there any more is gone only where its event bus was looked
 * through, as its other rules show: the parts do not say whether they were narrowed to some event buses. Of a part without
 * whole reports it is not known which of the checks of what happened had no data, so that none of their findings is gone.
 */
async function comparison(
  baseline: Baseline,
  whole: readonly Placed[],
  { rules, scans, leftOut }: { rules: ScanReport['rules']; scans: readonly ScanReport[]; leftOut: readonly string[] },
): Promise<Comparison> {
  const silent = new Map(rules.map(({ arn, unknown }) => [arn, [...unknown, ...WHAT_HAPPENED]]))
  for (const { reports } of whole) {
    for await (const report of reports?.() ?? []) silent.set(report.rule.arn, silentIn(report))
  }
  const unseen = scans.flatMap((scan) => scan.unseen)
  const complete = new Set(
    scans.flatMap(({ totals, context }) => (totals.notLookedAt === 0 ? context.places.map(keyOf) : [])),
  )
  const busOf = (arn: string) => `${placeOfRule(arn)} ${partsOfRule(arn).bus}`
  const buses = new Set(rules.map(({ arn }) => busOf(arn)))
  const isGone = (arn: string): boolean => {
    const { account, region, bus } = partsOfRule(arn)
    const isHidden = unseen.some(
      (one) => one.account === account && one.region === region && (one.bus === null || one.bus === bus),
    )
    return complete.has(placeOfRule(arn)) && buses.has(busOf(arn)) && !isHidden
  }
  const made = CHECKS.map(({ id }) => id).filter((id) => !leftOut.includes(id))
  return compare(baseline, rules, { isGone }, { made, silent: (arn) => silent.get(arn) ?? [] })
}

/** Where a part belongs in the order of all: at its first place, seen or not. */
const firstOf = ({ places, scan }: Placed) =>
  [...places, ...scan.unseen].sort(byPlace)[0] ?? { account: null, region: null }

/** The places of a part. Throws BadMerge when it holds rules of other places: then it is not what eb-doctor wrote. */
function ownPlaces({ name, scan }: Part): readonly Place[] {
  const { places } = scan.context
  const known = new Set(places.map(keyOf))
  const outside = scan.rules.find(({ arn }) => !known.has(placeOfRule(arn)))
  if (outside) throw new BadMerge(`${name} holds a rule of a place that it is not of.`)
  return places
}

/** Every place in order. Throws BadMerge when two parts hold the same, also where one of them could not see it. */
function placesOnce(parts: readonly Placed[]): Place[] {
  const held = new Map<string, string>()
  for (const { name, places, scan } of parts) {
    const whole = scan.unseen.flatMap(({ account, region, bus }) =>
      account !== null && region !== null && bus === null ? [{ account, region }] : [],
    )
    for (const place of new Set([...places, ...whole].map(keyOf))) {
      const before = held.get(place)
      const where = place.replace(' ', ' in ')
      if (before !== undefined) throw new BadMerge(`${before} and ${name} both hold account ${where}.`)
      held.set(place, name)
    }
  }
  return parts.flatMap(({ places }) => places).sort(byPlace)
}

/**
 * The causes of all parts. A fault that is in two parts (a role that rules of two Regions share) is gathered anew from the
 * whole reports of its rules; without those two causes become one only where they say the same.
 */
async function mergeCauses(parts: readonly Placed[], at: ReadonlyMap<string, number>): Promise<Cause[]> {
  const groups = new Map<string, { part: Placed; cause: Cause }[]>()
  for (const part of parts) {
    for (const cause of part.scan.causes) {
      const key = JSON.stringify([cause.code, cause.severity, cause.resource])
      groups.set(key, [...(groups.get(key) ?? []), { part, cause }])
    }
  }
  const merged: Cause[] = []
  const anew: { part: Placed; cause: Cause }[][] = []
  for (const group of groups.values()) {
    const isShared = new Set(group.map(({ part }) => part)).size > 1
    if (isShared && group.every(({ part }) => part.reports)) anew.push(group)
    else
      merged.push(
        ...(isShared
          ? sameTold(
              group.map(({ cause }) => cause),
              at,
            )
          : group.map(({ cause }) => cause)),
      )
  }
  return [...merged, ...(await gathered(anew, parts))].sort(compareCauses)
}

/** Gathers causes from the whole reports of their rules, going through each part once. */
async function gathered(
  groups: readonly { part: Placed; cause: Cause }[][],
  parts: readonly Placed[],
): Promise<Cause[]> {
  const causes = groups.map((group) => ({
    head: group[0]?.cause,
    rules: new Set(group.flatMap(({ cause }) => cause.rules)),
    found: new Causes(),
  }))
  const concerned = new Set(groups.flatMap((group) => group.map(({ part }) => part)))
  for (const part of parts) {
    if (!concerned.has(part)) continue
    for await (const report of part.reports?.() ?? []) {
      for (const { rules, found } of causes) if (rules.has(report.rule.arn)) found.add(asCounted(report))
    }
  }
  return causes.flatMap(({ head, found }) =>
    found
      .list()
      .filter(
        ({ code, severity, resource }) =>
          code === head?.code && severity === head.severity && resource === head.resource,
      ),
  )
}

/** Causes that say the same become one. */
function sameTold(causes: readonly Cause[], at: ReadonlyMap<string, number>): Cause[] {
  const known = new Map<string, Cause>()
  for (const cause of causes) {
    const key = JSON.stringify([cause.summary, cause.fix])
    const before = known.get(key)
    const rules = unique([...(before?.rules ?? []), ...cause.rules])
    rules.sort((a, b) => (at.get(a) ?? 0) - (at.get(b) ?? 0))
    known.set(key, { ...(before ?? cause), rules })
  }
  return [...known.values()]
}

/** The whole reports, place by place. A part of several places is gone through once for each. */
async function* reportsOf(parts: readonly Placed[], places: readonly Place[]): AsyncGenerator<Report> {
  for (const place of places) {
    const part = parts.find((one) => one.places.includes(place))
    const isAlone = part?.places.length === 1
    for await (const report of part?.reports?.() ?? []) {
      if (isAlone || placeOfRule(report.rule.arn) === keyOf(place)) yield report
    }
  }
}

function sumOf<T extends Totals | ScanReport['stats']>(all: readonly T[]): T {
  const sum: Record<string, number> = {}
  for (const one of all) for (const [key, value] of Object.entries(one)) sum[key] = (sum[key] ?? 0) + value
  return sum as unknown as T
}

/** The worst that happened to a part: a person ended it, else the time did. */
const worstEnding = (scans: readonly ScanReport[]): Ending =>
  (['interrupted', 'timeout'] as const).find((ended) => scans.some((scan) => scan.ended === ended)) ?? 'complete'

const earliest = (times: readonly string[]): string => [...times].sort()[0] ?? ''
const latest = (times: readonly string[]): string => [...times].sort().at(-1) ?? ''
