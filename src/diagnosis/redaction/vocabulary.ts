import type { Vocabulary } from './redactor.js'

/**
 * The words that keep their meaning only as they are. A word of the account matters to a check when the check compares it
 * with a word of its own, or with another word of the account; the words of the checks are all in the sources, so these,
 * with the tables of AWS's own events and calls, are all that has to be kept.
 */
export async function vocabulary(): Promise<Vocabulary> {
  const [{ WORDS }, ...tables] = await Promise.all([
    import('./words.js'),
    import('../../trigger/knowledge/data/events.js').then(({ EVENTS }) => EVENTS),
    import('../../trigger/knowledge/data/calls.js').then(({ CALLS }) => CALLS),
    import('../../trigger/knowledge/data/event-sources.js').then(({ EVENT_SOURCES }) => EVENT_SOURCES),
    import('../../trigger/knowledge/data/places.js').then(({ PLACES }) => PLACES),
  ])
  return new Set([
    ...WORDS.split(' '),
    ...tables.flatMap((table) => table.match(/[A-Za-z0-9]+/g) ?? []),
    ...callsOf(tables[1]),
  ])
}

/** The names of API calls, which the table writes as verbs and nouns: Create,Delete:Role. */
const callsOf = (table: string): string[] =>
  [...table.matchAll(/([A-Za-z,]+):([A-Za-z0-9,]*)/g)].flatMap(([, verbs = '', nouns = '']) =>
    verbs.split(',').flatMap((verb) => nouns.split(',').map((noun) => verb + noun)),
  )
