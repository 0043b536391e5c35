import { type CompiledPattern, compile, PatternError } from '../../pattern/index.js'

/** Which field a listener keeps of a rule's pattern: all of it, the detail-types alone, or the sources alone. */
export type Like = 'rule' | 'detail-type' | 'source'

/** The pattern of a listener, or why there is none, in words that complete "The rule order-paid cannot be listened to: ...". */
export type Loosened = { pattern: string; like: Like } | { because: string }

/**
 * Loosens a rule's pattern to one of its fields, so that events come that the rule just misses. Without `like`: to its
 * detail-types, else to its sources. Of a pattern with `$or` it takes what all its alternatives name, together.
 */
export function loosened(text: string, like: Like | undefined): Loosened {
  const read = compiled(text)
  if ('because' in read) return read
  if (like === 'rule') return { pattern: text, like }
  const order = like === undefined ? (['detail-type', 'source'] as const) : [like]
  for (const field of order) {
    const wanted = valuesOf(read.pattern, field)
    if (wanted.length > 0) return { pattern: `{${JSON.stringify(field)}:[${wanted.join(',')}]}`, like: field }
  }
  return { because: `its pattern does not always name ${order.map((field) => `a ${field}`).join(' or ')}` }
}

function compiled(text: string): { pattern: CompiledPattern } | { because: string } {
  try {
    return { pattern: compile(text) }
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown
    return { because: `its pattern could not be followed: ${thrown.message}` }
  }
}

/** What the alternatives of a pattern want of a field, as JSON texts; empty when one of them takes any value. */
function valuesOf({ model }: CompiledPattern, path: string): readonly string[] {
  const fields = model.alternatives.map((alternative) => alternative.find((field) => field.path === path))
  if (fields.some((field) => field === undefined)) return []
  return [...new Set(fields.flatMap((field) => field?.matchers.map(({ says }) => says) ?? []))]
}
