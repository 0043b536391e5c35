import { lastSegment } from '../aws/arn.js'
import type { Json } from '../text/json.js'
import { unique } from '../text/unique.js'
import type { Change, Statement } from '../verdict/fix.js'
import { unlimitedChange } from './places.js'

/**
 * Two changes of the same thing as one. Statements for one policy document are joined and written once, since each change
 * replaces the whole document; any other change of the same thing is the same change, and the first is kept. Whether the
 * joined document is one that AWS takes is for whoever has joined all of them.
 */
export function merge(first: Change, second: Change): Change {
  const doubts = unique([...first.doubts, ...second.doubts])
  const needs = unique([...first.needs, ...second.needs])
  if (!first.edit || !second.edit) return { ...first, doubts, needs }
  const { place } = first.edit
  const statements = uniqueBy([...first.edit.statements, ...second.edit.statements], ({ Sid }) => Sid)
  const merged = unlimitedChange(place, first.before as string | null, statements, {
    title: titleOf(first, second, statements),
    region: first.call.region,
    doubts,
    needs,
  })
  return merged && 'call' in merged ? merged : first
}

/** What a role may do is said in one sentence, other titles one after the other. */
function titleOf(first: Change, second: Change, statements: readonly Statement[]): string {
  if (first.title === second.title) return first.title
  if (first.edit?.place.kind !== 'inline') return `${first.title} ${second.title}`
  const actions = unique(statements.flatMap((statement) => [statement['Action'] ?? []].flat() as Json[]))
  return `Allow the role ${lastSegment(first.resource)} to call ${actions.join(', ')}.`
}

const uniqueBy = <T>(items: readonly T[], key: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [key(item), item])).values(),
]
