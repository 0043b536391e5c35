import { type Alternative, allows, literalsAt } from './alternative.js'
import { isFromCloudTrail } from './knowledge/cloudtrail-record.js'
import type { FieldFact } from './knowledge/index.js'
import { mayBeService, namesOwnSource, onlyServices, viaCloudTrail } from './senders.js'
import type { Tables } from './tables.js'

type Events = NonNullable<Tables['services']>['events']

/** An event that AWS's tables know. For CloudTrail's the source may be empty: the record is the same for all. */
export interface EventType {
  source: string
  detailType: string
}

/** The events of AWS's services that an alternative may want. */
export interface WantedEvents {
  /** Never empty. */
  types: readonly EventType[]
  /** The pattern names the detail-types; else the source may send events that are not known. */
  exact: boolean
}

/**
 * The events that an alternative may want, when all of them are known: undefined when a custom application or a
 * service's event that the tables lack may serve it too.
 */
export function wantedEvents(alternative: Alternative, events: Events): WantedEvents | undefined {
  if (!mayBeService(alternative) || namesOwnSource(alternative)) return undefined
  const sources = literalsAt(alternative, 'source')
  const detailTypes = literalsAt(alternative, 'detail-type')
  const found = detailTypes
    ? detailTypes.map((detailType) => sendersOf(alternative, detailType, sources, events))
    : viaCloudTrail(alternative)
      ? [[{ source: '', detailType: API_CALL }]]
      : onlyServices(alternative)
        ? sources?.map((source) => ownTypesOf(source, events))
        : undefined
  const known = found?.flatMap((types) => types ?? [])
  if (!found || !known || known.length === 0 || found.some((types) => types === undefined)) return undefined
  return { types: known, exact: detailTypes !== undefined || viaCloudTrail(alternative) }
}

const API_CALL = 'AWS API Call via CloudTrail'

function ownTypesOf(source: string, events: Events): readonly EventType[] | undefined {
  const own = events.detailTypesOf(source)?.map((detailType) => ({ source, detailType }))
  // The calls of each service may come by way of CloudTrail.
  return own && [...own, { source: '', detailType: API_CALL }]
}

/** Of each source that the pattern names, whether it sends the detail-type; undefined when that is not known of one. */
function sendersOf(
  alternative: Alternative,
  detailType: string,
  sources: readonly string[] | undefined,
  events: Events,
): readonly EventType[] | undefined {
  if (isFromCloudTrail(detailType)) return [{ source: '', detailType }]
  const senders = events.sendersOf(detailType)
  return senders
    ?.filter((source) => sources?.includes(source) ?? allows(alternative, 'source', source))
    .map((source) => ({ source, detailType }))
}

/** What is known of a field of each wanted event; undefined when one of them may have anything there. */
export function factsOf(wanted: WantedEvents, path: string, events: Events): readonly FieldFact[] | undefined {
  const facts = wanted.types.map(({ source, detailType }) => events.fieldOf(source, detailType, path.split('.')))
  return facts.some((fact) => fact === undefined || fact.state === 'open')
    ? undefined
    : facts.flatMap((fact) => fact ?? [])
}
