import { type FlagsOf, Stop } from '../base.js'
import type { listenFlags } from '../flags.js'
import { placeOf } from '../request.js'
import type { Place } from '../source.js'
import type { ListenRequest } from './run.js'

/** What is made stands no longer than this: in a terminal that somebody forgot it would only cost money. */
const MOST_SECONDS = 3600

/** A journal to clean up after. */
interface CleanUpRequest {
  journal: string
  place: Omit<Place, 'sinceSeconds' | 'rule'>
  debug: boolean
}

/** What the user asked of `listen`: to listen to a rule, or to clean up. Throws Stop when it is neither, or both. */
export function listenRequestOf(
  rule: string | undefined,
  flags: FlagsOf<typeof listenFlags>,
  version: string,
): ListenRequest | CleanUpRequest {
  if (flags.redact) {
    const why = 'An event is printed as it comes, and nobody can tell what in it is a name: --redact does nothing here.'
    throw new Stop('wrong-usage', why, '')
  }
  const { for: seconds, like, max, debug, 'clean-up': journal } = flags
  const { rule: _, ...place } = placeOf(undefined, flags, version)
  if ((rule === undefined) === (journal === undefined)) {
    throw new Stop('wrong-usage', 'Name the rule to listen to, or a journal to clean up after.', 'See --help.')
  }
  if (seconds > MOST_SECONDS) throw new Stop('wrong-usage', '--for: at most 1h.', '')
  if (journal !== undefined) return { journal, place, debug }
  return { place, rule: rule ?? '', seconds, max, debug, ...(like === undefined ? {} : { like }) }
}
