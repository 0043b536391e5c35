import { type Alternative, fieldAt, literalsAt } from './alternative.js'
import {
  type ApiCalls,
  type EventTypes,
  loadApiCalls,
  loadEventTypes,
  loadPlaces,
  loadSources,
  type Places,
  type Sources,
} from './knowledge/index.js'
import { mayBeService, viaCloudTrail } from './senders.js'

/** The tables of AWS's events and API calls that a pattern needs; absent: the pattern asks for nothing that they know. */
export interface Tables {
  /** Loaded together: what services send, and what they are called. */
  services?: { events: typeof EventTypes; names: typeof Sources }
  calls?: typeof ApiCalls
  places?: typeof Places
}

/** Loads the tables that the alternatives of a pattern need. A pattern for a custom application's events needs none. */
export async function loadTables(alternatives: readonly Alternative[]): Promise<Tables> {
  const [services, calls, places] = await Promise.all([
    alternatives.some(asksServices) ? Promise.all([loadEventTypes(), loadSources()]) : undefined,
    alternatives.some(asksCalls) ? loadApiCalls() : undefined,
    alternatives.some(asksRegions) ? loadPlaces() : undefined,
  ])
  return {
    ...(services ? { services: { events: services[0], names: services[1] } } : {}),
    ...(calls ? { calls } : {}),
    ...(places ? { places } : {}),
  }
}

/** `ec2.amazonaws.com` as a source is a service's name, if the wrong one. */
const asksServices = (alternative: Alternative): boolean =>
  mayBeService(alternative)
    ? fieldAt(alternative, 'source') !== undefined || fieldAt(alternative, 'detail-type') !== undefined
    : (literalsAt(alternative, 'source')?.some((source) => /\.amazonaws\.com$/i.test(source)) ?? false)

const asksCalls = (alternative: Alternative): boolean =>
  viaCloudTrail(alternative) && mayBeService(alternative) && fieldAt(alternative, 'detail.eventName') !== undefined

const asksRegions = (alternative: Alternative): boolean => fieldAt(alternative, 'region') !== undefined
