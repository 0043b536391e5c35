import { readPattern } from '../pattern/model.js'
import { isTopLevel, meantTopLevel } from './envelope.js'
import { unlistedField } from './fields.js'
import { loadTables } from './tables.js'
import { factsOf, wantedEvents } from './wanted-events.js'

/** A path of an input transformer that the rule's events do not have. */
export interface ForeignPath {
  /** Its names, joined with dots: `detail.bucket.name`. */
  path: string
  /** Completes "..., which ...": `"Object Created" events do not have; did you mean "detail.bucket.name"?` */
  says: string
}

/**
 * Which of some paths no event has that a pattern lets in, as far as AWS's tables know its events: such an input was made for
 * another event. Empty when the pattern lets in anything else, and for a custom application's events. Never an error.
 * In: the pattern, JSON text; the paths, their names joined with dots, those of list elements left out.
 */
export async function foreignPaths(pattern: string, paths: readonly string[]): Promise<readonly ForeignPath[]> {
  const atTop = paths.flatMap((path): ForeignPath[] => {
    const [top = ''] = path.split('.')
    if (isTopLevel(top)) return []
    const meant = meantTopLevel(top)
    return [{ path, says: `no event has${meant === undefined ? '' : `; did you mean "${meant}"?`}` }]
  })
  const inDetail = paths.filter((path) => path.startsWith('detail.'))
  const read = readPattern(pattern)
  if (inDetail.length === 0 || read.state !== 'read') return atTop
  const alternatives = read.model.alternatives.slice(0, MOST_ALTERNATIVES)
  const { services } = await loadTables(alternatives)
  const wanted = services ? alternatives.flatMap((alternative) => wantedEvents(alternative, services.events) ?? []) : []
  if (!services || wanted.length < read.model.alternatives.length || wanted.some(({ exact }) => !exact)) return atTop
  const lacking = inDetail.flatMap((path) => {
    const facts = wanted.map((one) => factsOf(one, path, services.events))
    const none = facts.every((some) => some?.every(({ state }) => state === 'unlisted') ?? false)
    const [first] = wanted
    return none && first ? [{ path, found: unlistedField(path, facts[0] ?? [], first) }] : []
  })
  // A schema may lack one field; that it lacks all of several is no chance.
  const all = lacking.length > 1 && lacking.length === inDetail.length
  return [...atTop, ...lacking.flatMap(({ path, found }) => (found.reason || all ? [{ path, says: found.says }] : []))]
}

/** `$or` can make a thousand combinations, each to be looked up: of a pattern with more than these nothing is said of its fields. */
const MOST_ALTERNATIVES = 100
