import { type Alternative, accepts, equalOf, fieldAt, literalsAt, quote, short } from './alternative.js'
import { type Flaw, never, odd, suspicious } from './flaw.js'
import { isFromCloudTrail } from './knowledge/cloudtrail-record.js'
import { renamedDetailType, twoSourcesOf } from './knowledge/event-facts.js'
import { KNOWN_DETAIL_TYPES, misnamedSource, senderBesideTheRegistry } from './known-events.js'
import { mayBeService, namesOwnSource, onlyServices } from './senders.js'
import type { Tables } from './tables.js'

type Services = NonNullable<Tables['services']>

/** What is odd about the source and the detail-type: the two names by which events are told apart. */
export function nameFlaws(alternative: Alternative, { services }: Tables): readonly Flaw[] {
  return [
    ...starredSources(alternative),
    ...(services
      ? [
          ...sourceFlaws(alternative, services),
          ...detailTypeFlaws(alternative, services),
          ...pairFlaws(alternative, services),
        ]
      : []),
    ...healthFlaws(alternative),
  ]
}

/** A custom application cannot send with a source that begins with `aws.`, and no service has a star in its name. */
function starredSources(alternative: Alternative): readonly Flaw[] {
  const field = fieldAt(alternative, 'source')
  if (!field) return []
  const textOf = (matcher: (typeof field.matchers)[number]) =>
    matcher.kind === 'prefix' && !matcher.ignoreCase ? matcher.value : equalOf(matcher)
  const starred = (matcher: (typeof field.matchers)[number], aws: boolean) => {
    const text = textOf(matcher) ?? ''
    return text.includes('*') && text.startsWith('aws.') === aws
  }
  return [
    ...never(
      field,
      (matcher) => starred(matcher, true),
      (first) => {
        const text = short(textOf(first) ?? '')
        return `names the source "${text}", where "*" is compared as it stands: write {"wildcard": "${text}"} or {"prefix": "aws."}`
      },
    ),
    ...odd(field, (matcher) =>
      starred(matcher, false)
        ? `names the source "${short(textOf(matcher) ?? '')}", where "*" is compared as it stands and is no wildcard`
        : undefined,
    ),
  ]
}

/** A partner's sources are its own business. */
function sourceFlaws(alternative: Alternative, { names }: Services): readonly Flaw[] {
  const field = fieldAt(alternative, 'source')
  if (!field) return []
  return odd(field, (matcher) => {
    const text = equalOf(matcher)
    if (text === undefined || text.includes('*') || text.startsWith('aws.partner/')) return undefined
    const known = names.isSource(text)
    const meant = misnamedSource(text.toLowerCase()) ?? (known.state === 'near-miss' ? known.meant : undefined)
    return meant && `names the source "${short(text)}"; did you mean "${meant}"?`
  })
}

/** What a custom application calls its events is its own business. */
function detailTypeFlaws(alternative: Alternative, { events }: Services): readonly Flaw[] {
  const field = fieldAt(alternative, 'detail-type')
  if (!field || !mayBeService(alternative)) return []
  const services = onlyServices(alternative)
  const sources = services ? literalsAt(alternative, 'source') : undefined
  return odd(field, (matcher) => {
    const text = equalOf(matcher)
    if (text === undefined) return undefined
    const what = `names the detail-type "${short(text)}"`
    if (text.includes('*')) return `${what}, where "*" is compared as it stands`
    const renamed = renamedDetailType(sources?.length === 1 ? sources[0] : undefined, text)
    // What AWS's registry still has is not called renamed.
    if (renamed && !events.sendersOf(text) && (services || literalsAt(alternative, 'source') === undefined)) {
      return `${what}, which is not sent any more; ${renamed.source} sends "${renamed.is.join('" and "')}"`
    }
    const meant = meantDetailType(text, sources, services, events)
    return meant && `${what}; did you mean "${meant}"?`
  })
}

/**
 * The detail-type that a text misspells. Where the pattern leaves the source open, an application's own detail-type may look
 * like a service's: then only case, blanks and punctuation count.
 */
function meantDetailType(
  text: string,
  sources: readonly string[] | undefined,
  services: boolean,
  events: Services['events'],
): string | undefined {
  if (KNOWN_DETAIL_TYPES.includes(text) || events.sendersOf(text)) return undefined
  const same = KNOWN_DETAIL_TYPES.find((known) => plain(known) === plain(text))
  if (same) return same
  if (sources) {
    const meant = sources.map((source) => events.nearestDetailType(text, source))
    return meant.find((one) => one !== undefined)
  }
  const meant = events.nearestDetailType(text)
  return meant !== undefined && (services || plain(meant) === plain(text)) ? meant : undefined
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** A service's own detail-type together with the source of another one; CloudTrail's with a source of own events only. */
function pairFlaws(alternative: Alternative, { events }: Services): readonly Flaw[] {
  const field = fieldAt(alternative, 'source')
  const typeField = fieldAt(alternative, 'detail-type')
  const types = literalsAt(alternative, 'detail-type')
  const [type] = types ?? []
  if (!field || !typeField || !types || type === undefined || !onlyServices(alternative) || namesOwnSource(alternative))
    return []
  const because = `${quote(field)}; ${quote(typeField).replace('event pattern: ', '')}`
  const sendersOf = (one: string): readonly string[] | undefined => {
    const beside = senderBesideTheRegistry(one)
    return events.sendersOf(one) ?? (beside === undefined ? undefined : [beside])
  }
  const callSources = types.every(isFromCloudTrail)
    ? literalsAt(alternative, 'source')?.map((source) => {
        const two = twoSourcesOf(source)
        return two?.events === source ? two.calls : undefined
      })
    : undefined
  if (callSources?.every((one) => one !== undefined)) {
    const says = `asks for API calls from "${literalsAt(alternative, 'source')?.[0]}", but they come from "${callSources[0]}"`
    return [{ kind: 'suspicious', says, because }]
  }
  const senders = types.map((one) => (isFromCloudTrail(one) ? undefined : sendersOf(one)))
  const fits = senders.some(
    (ones) => ones === undefined || ones.some((one) => field.matchers.some((matcher) => accepts(matcher, one))),
  )
  if (fits) return []
  const [first] = senders
  const says = `asks for the detail-type "${short(type)}" from another source than ${first?.join(' and ')}, which alone sends it`
  return [{ kind: 'suspicious', says, because }]
}

/**
 * Public events of AWS Health match only a rule that names the source in full.
 * https://docs.aws.amazon.com/health/latest/ug/about-public-events.html
 */
function healthFlaws(alternative: Alternative): readonly Flaw[] {
  const types = literalsAt(alternative, 'detail-type')
  if (!types?.every((type) => type === 'AWS Health Event')) return []
  const field = fieldAt(alternative, 'source')
  const says =
    'asks for events of AWS Health without naming the source "aws.health" in full, which public Health events need'
  if (!field)
    return [{ kind: 'suspicious', says, because: 'event pattern: detail-type = "AWS Health Event", no source' }]
  if (field.matchers.some((matcher) => equalOf(matcher) === 'aws.health')) return []
  return field.matchers.some((matcher) => accepts(matcher, 'aws.health')) ? [suspicious(field, says)] : []
}
