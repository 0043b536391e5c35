import type { ElementTrace, StatementTrace } from './types.js'

/** At most so many entries of an element are quoted; the trace has them all. */
const limit = 3

/** `trust policy, statement 1 (Sid "x")`. */
export function placeOf({ document, index, sid }: StatementTrace): string {
  if (index === 0) return document
  return `${document}, statement ${index}${sid ? ` (Sid "${sid}")` : ''}`
}

/** One element with what was found, and where it does not fit what was needed. */
function describeElement(trace: ElementTrace): string {
  const { element, outcome, actual, note } = trace
  const seen = `${element} = ${quoted(trace.entries)}`
  const condition = element.startsWith('Condition ')
  if (note !== undefined) return outcome === 'no' ? `${seen}, but ${note}` : `${seen} (${note})`
  if (outcome === 'yes') return element.startsWith('NotPrincipal') ? `${seen}, which does not list "${actual}"` : seen
  if (outcome === 'maybe') {
    return condition && actual === '(not known)'
      ? `${seen}, and it is not known whether AWS sends this key, or with which value: check this condition yourself`
      : `${seen} may fit`
  }
  if (condition) return `${seen}, sent "${actual}"`
  return element.startsWith('Not') ? `${seen}, which excludes "${actual}"` : `${seen}, needed "${actual}"`
}

function quoted(entries: readonly string[]): string {
  const shown = entries.slice(0, limit).map((entry) => `"${entry}"`)
  const more = entries.length - shown.length
  return shown.length === 0 ? '(nothing)' : `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** All elements of a statement that fits. */
export function describeAll({ elements }: StatementTrace): string {
  return elements.map(describeElement).join('; ')
}

/** The elements that keep a statement from applying; those that are certain count first. */
export function describeFailing({ elements }: StatementTrace): string {
  const failing = elements.filter(({ outcome }) => outcome === 'no')
  const shown = failing.length > 0 ? failing : elements.filter(({ outcome }) => outcome === 'maybe')
  return shown.map(describeElement).join('; ')
}
