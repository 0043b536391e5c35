import { ALIASES } from './data/aliases.js'
import { CALLS } from './data/calls.js'
import { NAMES } from './data/names.js'
import { EVENT_SOURCES_BESIDES, MISNAMED_EVENT_SOURCES, SOURCES_BESIDES } from './event-facts.js'
import { nearest } from './near.js'

// The operations of AWS's APIs. See index.ts: CloudTrail writes names, and services have event sources, that no model has.

/** What is known of a name that a pattern uses. `meant`: the known name that it is close to. */
export type Known = { state: 'yes' } | { state: 'near-miss'; meant: string } | { state: 'unknown' }

const SUFFIX = '.amazonaws.com'

const pairs = (lines: string): ReadonlyMap<string, string> =>
  new Map(
    lines
      .split('\n')
      .map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  )

const LINES = pairs(CALLS)
const ENDPOINTS = pairs(ALIASES)
const SERVICES = pairs(NAMES)
const read = new Map<string, readonly string[]>()

/** `ec2.amazonaws.com` without its suffix; undefined for a text without it. China's records may have ".cn" behind it. */
const labelOf = (eventSource: string): string | undefined => /^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(eventSource)?.[1]

function operationsAt(label: string): readonly string[] | undefined {
  const source = ENDPOINTS.get(label) ?? label
  const line = LINES.get(source)
  if (line === undefined) return undefined
  const operations =
    read.get(source) ??
    line.split(' ').flatMap((group) => {
      const [verbs = '', nouns = ''] = group.split(':')
      return verbs.split(',').flatMap((verb) => nouns.split(',').map((noun) => verb + noun))
    })
  read.set(source, operations)
  return operations
}

/** Every event source of which operations are known, in full: `ec2.amazonaws.com`. */
export const eventSources = (): readonly string[] => [...LINES.keys()].map((label) => label + SUFFIX)

/**
 * Whether a text is an event source. The name by which SDKs call a service is a near miss where CloudTrail writes another:
 * `stepfunctions.amazonaws.com` for `states.amazonaws.com`; also `aws.ec2`, `ec2` and `EC2.amazonaws.com`.
 */
export function isEventSource(text: string): Known {
  const label = labelOf(text)
  const known =
    label !== undefined && (LINES.has(label) || ENDPOINTS.has(label) || EVENT_SOURCES_BESIDES.includes(text))
  const tidy = text
    .trim()
    .toLowerCase()
    .replace(/^aws\./, '')
  const name = (labelOf(tidy) ?? tidy).replaceAll(/[\s_]/g, '-')
  const misnamed = Object.hasOwn(MISNAMED_EVENT_SOURCES, name) ? MISNAMED_EVENT_SOURCES[name] : undefined
  if (misnamed !== undefined) return nearMiss(misnamed)
  if (known) return { state: 'yes' }
  if (LINES.has(name) || EVENT_SOURCES_BESIDES.includes(name + SUFFIX)) return nearMiss(name + SUFFIX)
  const service = SERVICES.get(name)
  if (service !== undefined) return nearMiss(service + SUFFIX)
  const close = nearest(name, [...LINES.keys()])
  return close === undefined ? { state: 'unknown' } : nearMiss(close + SUFFIX)
}

/** The operations of an event source; undefined when none are known. */
export function operationsOf(eventSource: string): readonly string[] | undefined {
  const label = labelOf(eventSource)
  return label === undefined ? undefined : operationsAt(label)
}

/**
 * Whether an event source has an API call of this name. A name with the date of its API (`CreateFunction20150331`) counts as
 * the call. `unknown` says nothing: CloudTrail has records of other names too, such as events of services.
 */
export function isApi(eventSource: string, eventName: string): Known {
  const operations = operationsOf(eventSource)
  if (!operations) return { state: 'unknown' }
  const undated = eventName.replace(/20\d{2}_?\d{2}_?\d{2}(v\d+)?$/, '')
  if (operations.includes(eventName) || operations.includes(undated)) return { state: 'yes' }
  const meant = nearest(eventName, operations)
  return meant === undefined ? { state: 'unknown' } : nearMiss(meant)
}

/** The event sources that have an API call of this very name. */
export const eventSourcesWith = (eventName: string): readonly string[] =>
  [...LINES.keys()].filter((label) => operationsAt(label)?.includes(eventName)).map((label) => label + SUFFIX)

/**
 * The sources under which the calls of an event source arrive: `ec2.amazonaws.com` as `aws.ec2`. Undefined for a text that
 * is not of that form. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function sourcesOfEventSource(eventSource: string): readonly string[] | undefined {
  const label = labelOf(eventSource)
  if (label === undefined) return undefined
  const others = Object.hasOwn(SOURCES_BESIDES, eventSource) ? SOURCES_BESIDES[eventSource] : undefined
  return [...new Set([`aws.${label}`, `aws.${ENDPOINTS.get(label) ?? label}`, ...(others ?? [])])]
}

/**
 * The event source of which the calls arrive under a source; undefined when none is known. A source that sends only events
 * of its own (`aws.cloudwatch`, `aws.emr`) has none under that name: `meant` then names the one of its service.
 */
export function eventSourceOfSource(source: string): Known & { eventSource?: string } {
  const label = /^aws\.(.+)$/.exec(source)?.[1]
  if (label === undefined) return { state: 'unknown' }
  const answer = isEventSource(label + SUFFIX)
  return answer.state === 'yes' ? { ...answer, eventSource: label + SUFFIX } : answer
}

/**
 * Whether a call only reads, as far as its name tells; undefined when it does not. Not what EventBridge goes by for a rule
 * without the all-events state: for that see `isReadOnly` of `../api-calls.ts`.
 */
export function readsByName(eventName: string): boolean | undefined {
  if (/^(Get|List|Describe|Head|BatchGet|BatchDescribe|Search|Lookup|Scan|Query)([A-Z]|$)/.test(eventName)) return true
  if (/^(Create|Delete|Put|Update|Modify|Attach|Detach|Add|Remove|Terminate|Run|Tag|Untag)([A-Z]|$)/.test(eventName))
    return false
  return undefined
}

const nearMiss = (meant: string): Known => ({ state: 'near-miss', meant })
