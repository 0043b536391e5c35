import { type Field, type Matcher, quote } from './alternative.js'

/** Something about a pattern: `dead` means that no event can ever match, `suspicious` that it is probably not meant so. */
export interface Flaw {
  kind: 'dead' | 'suspicious'
  /** Completes "The event pattern of rule X ...": `names "detailType", which no event has; did you mean "detail-type"?` */
  says: string
  /** What was seen, quoted with its place. */
  because: string
}

/** No event meets the field. Only for what the engine's rules decide, or a fact that AWS states as closed. */
export const dead = (field: Field, says: string, matchers?: readonly Matcher[]): Flaw => ({
  kind: 'dead',
  says,
  because: quote(field, matchers),
})

export const suspicious = (field: Field, says: string, matchers?: readonly Matcher[]): Flaw => ({
  kind: 'suspicious',
  says,
  because: quote(field, matchers),
})

/** The matchers of a field that meet no event. They make the pattern dead when they are all that the field has. */
export function never(field: Field, hit: (matcher: Matcher) => boolean, says: (first: Matcher) => string): Flaw[] {
  const bad = field.matchers.filter(hit)
  const [first] = bad
  if (!first) return []
  return [(bad.length === field.matchers.length ? dead : suspicious)(field, says(first), bad)]
}

/** The matchers of a field that look as if something else was meant, in one warning. `says`: undefined for one in order. */
export function odd(field: Field, says: (matcher: Matcher) => string | undefined): Flaw[] {
  const bad = field.matchers.slice(0, MOST_LOOKED_AT).filter((matcher) => says(matcher) !== undefined)
  const [first] = bad
  const said = first && says(first)
  return said === undefined ? [] : [suspicious(field, said, bad)]
}

/** A field may list thousands of values; looking each up in a table takes time. */
const MOST_LOOKED_AT = 100
