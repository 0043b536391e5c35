/**
 * What AWS publishes about its own events and API calls, as tables that `npm run knowledge` makes (docs/knowledge.md).
 *
 * **The tables make warnings and take away false alarms. They never make an error.** They are positive knowledge: what
 * they have exists, and what they lack may exist all the same. `undefined` and `unknown` mean that nothing is known, never
 * that AWS has no such thing. What a person typed stands in files of its own, each entry with AWS's page:
 * `cloudtrail-record.ts`, `event-facts.ts` and `event-values.ts`, which are small and may be imported as they are.
 *
 * The tables are large to load at every start: import this file, and ask for a table when a pattern needs it.
 */

import type * as ApiCalls from './api-calls.js'
import type * as EventTypes from './event-types.js'
import type * as Places from './places.js'
import type * as Sources from './sources.js'

export type { Known } from './known.js'
export type { FieldFact, ValueType } from './shape.js'
export type { ApiCalls, EventTypes, Places, Sources }

/** The events that AWS's services send themselves, their fields and types. Loaded once. */
export const loadEventTypes = (): Promise<typeof EventTypes> => import('./event-types.js')

/** The two names of each service: source of events, and event source in CloudTrail's records. Loaded once. */
export const loadSources = (): Promise<typeof Sources> => import('./sources.js')

/** The operations of AWS's APIs by event source, as CloudTrail writes it. Loaded once. */
export const loadApiCalls = (): Promise<typeof ApiCalls> => import('./api-calls.js')

/** Regions, partitions, and where services live that have one endpoint in all of a partition. Loaded once. */
export const loadPlaces = (): Promise<typeof Places> => import('./places.js')
