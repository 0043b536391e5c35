import { CLOUDTRAIL_DETAIL_TYPES } from './known-events.js'
import type { Matcher } from './matcher.js'
import { type Alternative, fieldsAt, literalsAt } from './pattern.js'

/** Whether every source that the alternative lets in is an AWS service's own. */
export function onlyServices(alternative: Alternative): boolean {
  const isService = (text: string) => text.startsWith('aws.') && !text.startsWith('aws.partner')
  const begins = ({ kind }: Matcher) => kind === 'equals' || kind === 'prefix' || kind === 'wildcard'
  return fieldsAt(alternative, 'source').some((field) =>
    field.matchers.every((matcher) => begins(matcher) && 'value' in matcher && isService(`${matcher.value}`)),
  )
}

/** Whether only CloudTrail can send what the alternative lets in. */
export function viaCloudTrail(alternative: Alternative): boolean {
  const types = fieldsAt(alternative, 'detail-type')
  const isOne = (matcher: Matcher) =>
    (matcher.kind === 'equals' && CLOUDTRAIL_DETAIL_TYPES.some((type) => type === matcher.value)) ||
    ((matcher.kind === 'suffix' || matcher.kind === 'wildcard') && matcher.value.endsWith(' via CloudTrail'))
  if (types.length > 0) return types.some((field) => field.matchers.every(isOne))
  const sources = literalsAt(alternative, 'detail.eventSource')
  return onlyServices(alternative) && (sources?.every((source) => source.endsWith('.amazonaws.com')) ?? false)
}

/** Whether some source that the alternative lets in may be an AWS service's own. */
export const mayBeService = (alternative: Alternative): boolean =>
  fieldsAt(alternative, 'source').every((field) =>
    field.matchers.some((matcher) => matcher.kind !== 'equals' || `${matcher.value}`.toLowerCase().startsWith('aws.')),
  )
