import type { Matcher } from './matcher.js'
import { type Field, quote } from './pattern.js'

/** Something about a pattern: `dead` means that no event can ever match, `suspicious` that it is probably not meant so. */
export interface Flaw {
  kind: 'dead' | 'suspicious'
  /** Completes "The event pattern of rule X ...": `names "detailType", which no event has; did you mean "detail-type"?` */
  says: string
  /** What was seen, quoted with its place. */
  because: string
}

/** The text of a matcher that compares with one as it stands. */
export const textOf = (matcher: Matcher): string | undefined =>
  (matcher.kind === 'equals' || matcher.kind === 'prefix' || matcher.kind === 'suffix') &&
  typeof matcher.value === 'string'
    ? matcher.value
    : undefined

/** The text that a value must equal. */
export const equalOf = (matcher: Matcher): string | undefined =>
  matcher.kind === 'equals' ? textOf(matcher) : undefined

/** All values of a field that meet a test; dead when they are all it has and `kind` says that none can match. */
export function values(
  field: Field,
  kind: Flaw['kind'],
  hit: (matcher: Matcher) => boolean,
  says: (text: string) => string,
): readonly Flaw[] {
  const bad = field.matchers.filter(hit)
  const [first] = bad
  if (!first) return []
  const all = bad.length === field.matchers.length
  return [
    {
      kind: kind === 'dead' && all ? 'dead' : 'suspicious',
      says: says(`${textOf(first)}`.slice(0, 120)),
      because: quote(field, bad),
    },
  ]
}
