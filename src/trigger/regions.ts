import { type Alternative, equalOf, fieldAt, short } from './alternative.js'
import { type Form, isUnlike } from './envelope.js'
import { type Flaw, never, odd } from './flaw.js'
import type { Tables } from './tables.js'

const FORM: Form = {
  letters: /^[a-z0-9-]*$/,
  longest: 30,
  whole: /^[a-z]{2,}(-[a-z]+)+-\d+$/,
  last: /\d/,
  says: 'a region that is not written like one',
  certain: false,
}

/** Regions with a star, which no Region has, and such as AWS does not have: `us-east1`, `us-east-1a`. */
export function regionFlaws(alternative: Alternative, { places }: Tables): readonly Flaw[] {
  const field = fieldAt(alternative, 'region')
  if (!field) return []
  return [
    ...never(
      field,
      (matcher) => equalOf(matcher)?.includes('*') ?? false,
      (first) => `names a region with "*", which is no wildcard in a plain value: ${short(first.says)}`,
    ),
    ...odd(field, (matcher) => {
      const text = equalOf(matcher) ?? ''
      if (text.includes('*')) return undefined
      const meant = places?.nearestRegion(text)
      if (meant) return `names the region "${short(text)}"; did you mean "${meant}"?`
      return isUnlike(FORM, matcher) ? `asks for ${FORM.says}` : undefined
    }),
  ]
}
