import { ALIASES } from './data/aliases.js'
import { EVENT_SOURCES } from './data/event-sources.js'
import { NAMES } from './data/names.js'
import { EVENT_SOURCES_BESIDES, MISNAMED_EVENT_SOURCES, SOURCES_BESIDES } from './event-facts.js'
import { sources } from './event-types.js'
import { type Known, nearMiss } from './known.js'
import { pairs } from './lines.js'
import { nearest } from './near.js'

// Two names of a service: `aws.ec2`, the source of events, and `ec2.amazonaws.com`, the event source of its API calls, as
// CloudTrail writes it. See index.ts: there are sources and event sources that no table has.

const SUFFIX = '.amazonaws.com'
const LABELS: ReadonlySet<string> = new Set(EVENT_SOURCES.split('\n'))
const ENDPOINTS = pairs(ALIASES)
const SERVICES = pairs(NAMES)

/** `ec2.amazonaws.com` without its suffix; undefined for a text without it. China's records may have ".cn" behind it. */
export const labelOf = (eventSource: string): string | undefined =>
  /^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(eventSource)?.[1]

/** The label under which the operations of an event source stand: a service's endpoint may have another name. */
export const mainLabel = (label: string): string => ENDPOINTS.get(label) ?? label

/** Every event source of which operations are known, in full: `ec2.amazonaws.com`. */
export const eventSources = (): readonly string[] => [...LABELS].map((label) => label + SUFFIX)

/**
 * Whether a text is an event source. The name by which SDKs call a service is a near miss where CloudTrail writes another:
 * `stepfunctions.amazonaws.com` for `states.amazonaws.com`; also `aws.ec2`, `ec2` and `EC2.amazonaws.com`.
 */
export function isEventSource(text: string): Known {
  const tidy = text
    .trim()
    .toLowerCase()
    .replace(/^aws\./, '')
  const name = (labelOf(tidy) ?? tidy).replaceAll(/[\s_]/g, '-')
  const misnamed = Object.hasOwn(MISNAMED_EVENT_SOURCES, name) ? MISNAMED_EVENT_SOURCES[name] : undefined
  if (misnamed !== undefined) return nearMiss(misnamed)
  const label = labelOf(text)
  if (label !== undefined && isLabel(label)) return { state: 'yes' }
  if (isLabel(name)) return nearMiss(name + SUFFIX)
  const meant = SERVICES.get(name) ?? nearest(name, [...LABELS])
  return meant === undefined ? { state: 'unknown' } : nearMiss(meant + SUFFIX)
}

const isLabel = (label: string): boolean =>
  LABELS.has(label) || ENDPOINTS.has(label) || EVENT_SOURCES_BESIDES.includes(label + SUFFIX)

/**
 * Whether a text is the source of a service's events. A near miss: `aws.stepfunctions` for `aws.states`, `aws.guard-duty`,
 * `ec2.amazonaws.com`. Only for texts that are meant to be a service's: a custom application may have any source.
 */
export function isSource(text: string): Known {
  const known = sources()
  const label = /^aws\.(.+)$/.exec(text)?.[1]
  if (known.includes(text) || (label !== undefined && isLabel(label))) return { state: 'yes' }
  const tidy = text.trim().toLowerCase()
  const name = labelOf(tidy) ?? (tidy.startsWith('aws.') ? tidy.slice('aws.'.length) : undefined)
  if (name === undefined || name.startsWith('partner/')) return { state: 'unknown' }
  const names = [...new Set([...known.map((source) => source.slice('aws.'.length)), ...LABELS])]
  const meant = names.includes(name) ? name : (SERVICES.get(name) ?? nearest(name, names))
  return meant === undefined ? { state: 'unknown' } : nearMiss(`aws.${meant}`)
}

/**
 * The sources under which the calls of an event source arrive: `ec2.amazonaws.com` as `aws.ec2`. Undefined for a text that
 * is not of that form. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function sourcesOfEventSource(eventSource: string): readonly string[] | undefined {
  const label = labelOf(eventSource)
  if (label === undefined) return undefined
  const others = Object.hasOwn(SOURCES_BESIDES, eventSource) ? SOURCES_BESIDES[eventSource] : undefined
  return [...new Set([`aws.${label}`, `aws.${mainLabel(label)}`, ...(others ?? [])])]
}

/**
 * The event source of which the calls arrive under a source: `aws.ec2` has `ec2.amazonaws.com`. Undefined when none is known,
 * as for a source that sends only events of its own (`aws.emr`: see `twoSourcesOf` in event-facts.ts).
 */
export function eventSourceOfSource(source: string): string | undefined {
  const label = /^aws\.(.+)$/.exec(source)?.[1]
  return label !== undefined && isEventSource(label + SUFFIX).state === 'yes' ? label + SUFFIX : undefined
}
