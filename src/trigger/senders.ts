import { type Alternative, equalOf, fieldAt, type Matcher } from './alternative.js'
import { isFromCloudTrail } from './knowledge/cloudtrail-record.js'

const isService = (text: string): boolean => text.startsWith('aws.') && !text.startsWith('aws.partner')

/** The text with which every source begins that the matcher lets in; undefined when it may begin with anything. */
const beginning = (matcher: Matcher): string | undefined =>
  matcher.kind === 'prefix' || matcher.kind === 'wildcard' ? matcher.value : equalOf(matcher)

/** Whether every source that the alternative lets in is an AWS service's own. */
export function onlyServices(alternative: Alternative): boolean {
  const field = fieldAt(alternative, 'source')
  return field?.matchers.every((matcher) => isService(beginning(matcher) ?? '')) ?? false
}

/**
 * Whether the alternative names a source that is not an AWS service's: a custom application may send whatever looks like a
 * service's event. A pattern that leaves the source open names none.
 */
export function namesOwnSource(alternative: Alternative): boolean {
  return fieldAt(alternative, 'source')?.matchers.some(isOwn) ?? false
}

function isOwn(matcher: Matcher): boolean {
  if (matcher.kind === 'equals-ignore-case') return !isService(matcher.value.toLowerCase())
  // `{"prefix": "a"}` lets services in.
  if (matcher.kind === 'prefix') return !isService(matcher.value) && !'aws.'.startsWith(matcher.value)
  const text = equalOf(matcher)
  return text !== undefined && !isService(text)
}

/** Whether only CloudTrail can send what the alternative lets in, custom applications left aside. */
export function viaCloudTrail(alternative: Alternative): boolean {
  const types = fieldAt(alternative, 'detail-type')
  if (types) return types.matchers.every(isCloudTrailType)
  const sources = fieldAt(alternative, 'detail.eventSource')?.matchers.map(equalOf)
  return onlyServices(alternative) && (sources?.every((source) => source?.endsWith('.amazonaws.com')) ?? false)
}

function isCloudTrailType(matcher: Matcher): boolean {
  if (matcher.kind === 'equals-ignore-case') return matcher.value.toLowerCase().endsWith(' via cloudtrail')
  const text = matcher.kind === 'wildcard' || matcher.kind === 'suffix' ? matcher.value : equalOf(matcher)
  return text !== undefined && isFromCloudTrail(text)
}

/** Whether some source that the alternative lets in may be an AWS service's own. */
export function mayBeService(alternative: Alternative): boolean {
  const field = fieldAt(alternative, 'source')
  return field?.matchers.some((matcher) => equalOf(matcher)?.toLowerCase().startsWith('aws.') ?? true) ?? true
}
