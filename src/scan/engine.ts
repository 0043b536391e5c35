import type { Account } from '../aws/account.js'
import { isUnread, type Read, whyUnread } from '../aws/read.js'
import { CannotConnect } from '../diagnosis/diagnose.js'
import type { Report } from '../report/report.js'
import { addressOf, type RuleRef } from '../verdict/rule-address.js'
import { diagnoseMany, type ManyOptions } from './many.js'
import type { Place, Unseen } from './report.js'
import { shareReads } from './sharing/share.js'

/** A connection to one account and Region. */
export interface ScannedPlace {
  place: Place
  /** Remembers nothing: what rules share is remembered by the scan, and no more than that. */
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
  /** The event buses of the place that are to be looked through. */
  | { kind: 'buses'; names: readonly string[] }
  /** The rules of one of them. */
  | { kind: 'rules'; bus: string; arns: readonly string[] }
  | { kind: 'rule'; report: Report }
  | { kind: 'unseen'; unseen: Unseen }
  /** There is no event bus of this name in the place, as AWS says. */
  | { kind: 'no-bus'; bus: string }

/**
 * Looks at every rule of a place. Stops to ask for more when nobody takes the results, so that none are piled up. When the
 * signal ends it, it hands over what is done and ends at once: rules that were listed and do not come were not looked at.
 */
export async function* scanPlace(
  { place, account: live }: ScannedPlace,
  options: ScanOptions,
): AsyncGenerator<Scanned> {
  const refs: RuleRef[] = []
  const account = shareReads(live, { homeAccount: place.account, rules: () => refs.length })
  const buses = options.buses.length > 0 ? options.buses : await account.buses().then(namesOr)
  if (typeof buses === 'string') {
    yield unseen(place, null, buses)
    return
  }
  const names = [...buses].sort()
  yield { kind: 'buses', names }
  for (const { bus, read } of await Promise.all(names.map(async (bus) => ({ bus, read: await account.rules(bus) })))) {
    if (options.signal.aborted) return
    if (read.state !== 'found') {
      yield isUnread(read) ? unseen(place, bus, whyUnread(read)) : { kind: 'no-bus', bus }
      continue
    }
    const rules = read.value.map(({ name }) => ({ name, bus })).sort(byName)
    yield { kind: 'rules', bus, arns: rules.map((ref) => addressOf(ref, place, place.region).arn) }
    refs.push(...rules)
  }
  try {
    // The rules of all buses in one stream: a bus with few rules would leave the others nothing to do meanwhile.
    const looked = diagnoseMany(refs, { mostARule: MOST_A_RULE, ...options, account, region: place.region })
    for await (const { report } of looked) yield { kind: 'rule', report }
  } catch (thrown) {
    if (!(thrown instanceof CannotConnect)) throw thrown
    yield unseen(place, null, whyUnread(thrown.unread))
  }
}

const byName = (a: RuleRef, b: RuleRef): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

const namesOr = (read: Read<readonly string[]>): readonly string[] | string =>
  read.state === 'found' ? read.value : isUnread(read) ? whyUnread(read) : 'There are none.'

const unseen = ({ account, region }: Place, bus: string | null, because: string): Scanned => {
  const what = `${bus === null ? 'the event buses' : `event bus ${bus}`} of ${account} in ${region}`
  return { kind: 'unseen', unseen: { account, region, bus, what, because } }
}
