import { type Alternative, equalOf, fieldAt, literalsAt, mayBeAbsent, quote, short } from './alternative.js'
import { dead, type Flaw, never, odd, suspicious } from './flaw.js'
import { detailTypeOfRecord } from './knowledge/cloudtrail-record.js'
import { callsOfRight, othersOfSameEffect } from './knowledge/event-facts.js'
import { mayBeService, namesOwnSource, onlyServices, viaCloudTrail } from './senders.js'
import type { Tables } from './tables.js'

/** Names under which Lambda's calls stand in CloudTrail: with the version of the API. */
const LAMBDA_NAMES: Readonly<Record<string, string>> = {
  CreateFunction: 'CreateFunction20150331',
  UpdateFunctionCode: 'UpdateFunctionCode20150331v2',
  UpdateFunctionConfiguration: 'UpdateFunctionConfiguration20150331v2',
  DeleteFunction: 'DeleteFunction20150331',
  AddPermission: 'AddPermission20150331v2',
  RemovePermission: 'RemovePermission20150331v2',
}

/** What is odd about an alternative that waits for records of CloudTrail. */
export function recordFlaws(alternative: Alternative, tables: Tables): readonly Flaw[] {
  if (!viaCloudTrail(alternative) || !mayBeService(alternative) || namesOwnSource(alternative)) return []
  const eventSources = eventSourcesOf(alternative)
  return [
    ...resourcesFlaws(alternative),
    ...eventSourceFlaws(alternative, tables),
    ...eventNameFlaws(alternative, eventSources, tables),
    ...sameEffectFlaws(alternative, eventSources),
  ]
}

/** The event sources that an alternative names; its source tells when it names none. */
function eventSourcesOf(alternative: Alternative): readonly string[] | undefined {
  const named = literalsAt(alternative, 'detail.eventSource')
  if (named || fieldAt(alternative, 'detail.eventSource')) return named
  if (!onlyServices(alternative)) return undefined
  return literalsAt(alternative, 'source')?.map((source) => `${source.slice('aws.'.length)}.amazonaws.com`)
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html */
function resourcesFlaws(alternative: Alternative): readonly Flaw[] {
  const field = fieldAt(alternative, 'resources')
  return field && !mayBeAbsent(field)
    ? [dead(field, 'asks for resources, which are empty in all events that come from CloudTrail')]
    : []
}

function eventSourceFlaws(alternative: Alternative, { services }: Tables): readonly Flaw[] {
  const field = fieldAt(alternative, 'detail.eventSource')
  if (!field || !services) return []
  const wrong = odd(field, (matcher) => {
    const text = equalOf(matcher)
    if (text === undefined) return undefined
    if (text.includes('*')) return `names the event source "${short(text)}", where "*" is compared as it stands`
    const known = services.names.isEventSource(text)
    return known.state === 'near-miss'
      ? `names the event source "${short(text)}"; CloudTrail writes "${known.meant}"`
      : undefined
  })
  return wrong.length > 0 ? wrong : unpaired(alternative, services)
}

/** A source and an event source of two services. */
function unpaired(alternative: Alternative, { names }: NonNullable<Tables['services']>): readonly Flaw[] {
  const [source, eventSource] = [fieldAt(alternative, 'source'), fieldAt(alternative, 'detail.eventSource')]
  const [sources, eventSources] = [literalsAt(alternative, 'source'), literalsAt(alternative, 'detail.eventSource')]
  const [first] = eventSources ?? []
  if (!source || !eventSource || !sources || !eventSources || first === undefined) return []
  const homes = eventSources.map((one) =>
    names.isEventSource(one).state === 'yes' ? names.sourcesOfEventSource(one) : undefined,
  )
  if (homes.some((home) => home === undefined || home.some((one) => sources.includes(one)))) return []
  return [
    {
      kind: 'suspicious',
      says: `asks "${sources.join('", "')}" for calls of ${short(first)}, which come from "${homes[0]?.join('" or "')}"`,
      because: `${quote(source)}; ${quote(eventSource).replace('event pattern: ', '')}`,
    },
  ]
}

function eventNameFlaws(
  alternative: Alternative,
  eventSources: readonly string[] | undefined,
  { calls }: Tables,
): readonly Flaw[] {
  const field = fieldAt(alternative, 'detail.eventName')
  if (!field) return []
  const apiCalls = literalsAt(alternative, 'detail-type')?.every((type) => type === 'AWS API Call via CloudTrail')
  const lambda = eventSources?.every((source) => source === 'lambda.amazonaws.com')
  return [
    ...never(
      field,
      (matcher) => equalOf(matcher)?.includes('*') ?? false,
      (first) => {
        const text = short(equalOf(first) ?? '')
        return `names the API call "${text}", where "*" is compared as it stands: write {"wildcard": "${text}"}`
      },
    ),
    ...odd(field, (matcher) => {
      const text = equalOf(matcher)
      if (text === undefined || text.includes('*')) return undefined
      const what = `names the API call "${short(text)}"`
      if (text.includes(':'))
        return `${what}, which looks like an IAM action: CloudTrail writes "${text.split(':').at(-1)}"`
      const other = detailTypeOfRecord(text)
      if (other && apiCalls) return `${what}, which is none: its records have the detail-type "${other}"`
      if (lambda && Object.hasOwn(LAMBDA_NAMES, text))
        return `${what}, which CloudTrail writes as "${LAMBDA_NAMES[text]}"`
      return apiCalls ? noCall(what, text, eventSources, calls) : undefined
    }),
  ]
}

/** A name that no wanted event source has as an API call, and that is close to one of them. */
function noCall(
  what: string,
  name: string,
  eventSources: readonly string[] | undefined,
  calls: Tables['calls'],
): string | undefined {
  const right = eventSources?.length === 1 ? callsOfRight(eventSources[0] ?? '', name) : undefined
  if (right) {
    const instead =
      right.calls.length > 0 ? `CloudTrail writes "${right.calls.join('", "')}"` : 'CloudTrail does not write it'
    return `${what}, which is a permission and no call: ${instead}`
  }
  if (!calls) return undefined
  const known = (eventSources ?? [undefined]).map((source) => calls.isApi(source, name))
  const [first] = known
  return first?.state === 'near-miss' && known.every(({ state }) => state === 'near-miss')
    ? `${what}; did you mean "${first.meant}"?`
    : undefined
}

/** One of several calls with the same effect: what the others do passes by. */
function sameEffectFlaws(alternative: Alternative, eventSources: readonly string[] | undefined): readonly Flaw[] {
  const field = fieldAt(alternative, 'detail.eventName')
  const names = literalsAt(alternative, 'detail.eventName')
  const [source] = eventSources ?? []
  if (!field || !names || source === undefined || eventSources?.length !== 1) return []
  return names.flatMap((name) => {
    const missing = othersOfSameEffect(source, name).filter((other) => !names.includes(other))
    return missing.length > 0 && missing.length === othersOfSameEffect(source, name).length
      ? [suspicious(field, `waits for ${name} alone; ${missing.join(' and ')} can have the same effect and pass by`)]
      : []
  })
}
