import type { Account } from '../aws/account.js'
import { isUnread, type Read, type Unread } from '../aws/read.js'
import { CannotConnect } from '../diagnosis/diagnose.js'
import type { Report } from '../report/report.js'
import type { RuleRef } from '../verdict/rule-address.js'
import { diagnoseMany, type ManyOptions } from './many.js'
import type { Place, Unseen } from './report.js'
import { shareReads } from './sharing/share.js'

/** A connection to one account and Region. */
export interface ScannedPlace {
  place: Place
  /** Remembers nothing by itself: what rules share is remembered here, and no more than that. */
  account: Account
}

export interface ScanOptions extends Omit<ManyOptions, 'account' | 'region' | 'everyRule'> {
  /** Names of buses; all of them when none is named. */
  buses: readonly string[]
}

/** A rule has as long as `rule` gives it by default, in milliseconds. */
const MOST_A_RULE = 60_000

/** What a scan brings, one after the other, in the order of places, buses and rules. */
export type Scanned =
  | { kind: 'rules'; count: number }
  | { kind: 'rule'; report: Report }
  /** Rules that were not done when the signal ended the scan, or when AWS could not be reached any more. */
  | { kind: 'left'; count: number }
  | { kind: 'unseen'; unseen: Unseen }

/**
 * Looks at every rule of a place. Stops to ask for more when nobody takes the results, so that none are piled up. When the
 * signal ends it, it hands over what is done and ends at once.
 */
export async function* scanPlace(
  { place, account: live }: ScannedPlace,
  options: ScanOptions,
): AsyncGenerator<Scanned> {
  const account = shareReads(live, place.account)
  const here = `of ${place.account} in ${place.region}`
  const buses = options.buses.length > 0 ? options.buses : await account.buses().then(namesOr)
  if (typeof buses === 'string') {
    yield unseen(`the event buses ${here}`, buses)
    return
  }
  const refs: RuleRef[] = []
  const lists = await Promise.all([...buses].sort().map(async (bus) => ({ bus, read: await account.rules(bus) })))
  for (const { bus, read } of lists) {
    if (read.state !== 'found') {
      yield unseen(`event bus ${bus} ${here}`, isUnread(read) ? whyUnread(read) : 'There is no such event bus.')
      continue
    }
    yield { kind: 'rules', count: read.value.length }
    const names = read.value.map(({ name }) => name).sort()
    refs.push(...names.map((name) => ({ name, bus })))
  }
  let done = 0
  try {
    for await (const one of diagnoseMany(refs, { mostARule: MOST_A_RULE, ...options, account, region: place.region })) {
      if (one.state === 'left') {
        yield { kind: 'left', count: one.count }
        return
      }
      done += 1
      yield { kind: 'rule', report: one.value.report }
    }
  } catch (thrown) {
    if (!(thrown instanceof CannotConnect)) throw thrown
    yield unseen(`the rest of the rules ${here}`, whyUnread(thrown.unread))
    yield { kind: 'left', count: refs.length - done }
  }
}

const namesOr = (read: Read<readonly string[]>): readonly string[] | string =>
  read.state === 'found' ? read.value : isUnread(read) ? whyUnread(read) : 'There are none.'

const unseen = (what: string, because: string): Scanned => ({ kind: 'unseen', unseen: { what, because } })

const whyUnread = (read: Unread): string =>
  read.state === 'denied'
    ? `${read.action} was denied.`
    : `${read.action}: ${read.error.message.replace(/[.\s]+$/, '')}.`
