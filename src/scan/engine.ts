import type { Account } from '../aws/account.js'
import { remember } from '../aws/memory.js'
import { isUnread, type Unread } from '../aws/read.js'
import type { Check } from '../checks/check.js'
import { type DiagnoseOptions, diagnose } from '../diagnosis/diagnose.js'
import type { Report } from '../report/report.js'
import { addressOf, type RuleRef } from '../verdict/rule-address.js'
import type { Place, Unseen } from './report.js'

/** A connection to one account and Region, with the answers that many rules share. */
export interface ScannedPlace {
  place: Place
  account: Account
}

export interface ScanOptions {
  /** Names of buses; all of them when none is named. */
  buses: readonly string[]
  checks: readonly Check[]
  leftOut: readonly string[]
  version: string
  now: Date
  sinceMinutes: number
  until?: Date
  /** How many rules are diagnosed at the same time. */
  concurrency: number
  /** Ends the scan: rules that are not begun by then are not looked at. */
  signal: AbortSignal
  /** Puts pseudonyms in the place of names, with what the report was made from. */
  disguise?(options: DiagnoseOptions, report: Bare): Promise<Bare>
}

type Bare = Omit<Report, 'stats'>

/** What a scan brings, one after the other, in the order of places, buses and rules. */
export type Scanned =
  /** The event buses of the place that are to be looked through. */
  | { kind: 'buses'; names: readonly string[] }
  /** The rules of one of them. */
  | { kind: 'rules'; bus: string; arns: readonly string[] }
  | { kind: 'rule'; report: Report }
  | { kind: 'unseen'; unseen: Unseen }
  /** There is no event bus of this name in the place, as AWS says. */
  | { kind: 'no-bus'; bus: string }

/** Looks at every rule of a place. Stops to ask for more when nobody takes the results, so that none are piled up. */
export async function* scanPlace({ place, account }: ScannedPlace, options: ScanOptions): AsyncGenerator<Scanned> {
  const buses = options.buses.length > 0 ? options.buses : await account.buses().then((read) => namesOr(read))
  if (typeof buses === 'string') {
    yield unseen(place, null, buses)
    return
  }
  yield { kind: 'buses', names: [...buses].sort() }
  for (const bus of [...buses].sort()) {
    if (options.signal.aborted) return
    const rules = await account.rules(bus)
    if (rules.state !== 'found') {
      yield isUnread(rules) ? unseen(place, bus, whyUnread(rules)) : { kind: 'no-bus', bus }
      continue
    }
    const names = rules.value.map(({ name }) => name).sort()
    yield { kind: 'rules', bus, arns: names.map((name) => addressOf({ name, bus }, place, place.region).arn) }
    const jobs = names.map((name) => () => diagnoseOne({ name, bus }, place, account, options))
    for await (const report of inOrder(jobs, options.concurrency, options.signal)) yield { kind: 'rule', report }
  }
}

async function diagnoseOne(ref: RuleRef, place: Place, account: Account, options: ScanOptions): Promise<Report> {
  const started = performance.now()
  const { checks, leftOut, version, now, sinceMinutes, until, signal } = options
  const asked: DiagnoseOptions = {
    ref,
    account: remember(account),
    checks,
    leftOut,
    region: place.region,
    source: 'live',
    version,
    now,
    sinceMinutes,
    ...(until ? { until } : {}),
    signal,
  }
  const seen = await diagnose(asked)
  const report = options.disguise ? await options.disguise(asked, seen) : seen
  return { ...report, stats: { calls: 0, retries: 0, milliseconds: Math.round(performance.now() - started) } }
}

/** Does so many jobs at the same time and yields the results in the order of the jobs. */
async function* inOrder<T>(
  jobs: readonly (() => Promise<T>)[],
  atOnce: number,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const running: Promise<T>[] = []
  let next = 0
  for (let i = 0; i < jobs.length; i++) {
    while (running.length < atOnce && next < jobs.length && !signal.aborted) {
      const job = jobs[next++]
      if (job) running.push(job())
    }
    const first = running.shift()
    if (!first) return
    yield await first
  }
}

const namesOr = (read: Awaited<ReturnType<Account['buses']>>): readonly string[] | string =>
  read.state === 'found' ? read.value : isUnread(read) ? whyUnread(read) : 'There are none.'

const unseen = ({ account, region }: Place, bus: string | null, because: string): Scanned => {
  const what = `${bus === null ? 'the event buses' : `event bus ${bus}`} of ${account} in ${region}`
  return { kind: 'unseen', unseen: { account, region, bus, what, because } }
}

const whyUnread = (read: Unread): string =>
  read.state === 'denied'
    ? `${read.action} was denied.`
    : `${read.action}: ${read.error.message.replace(/[.\s]+$/, '')}.`
