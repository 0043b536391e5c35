import { CALLS } from './data/calls.js'
import { type Known, nearMiss } from './known.js'
import { pairs } from './lines.js'
import { nearest } from './near.js'
import { labelOf, mainLabel } from './sources.js'

// The operations of AWS's APIs. See index.ts: CloudTrail writes names that no model has.

const LINES = pairs(CALLS)
const read = new Map<string, readonly string[]>()

function operationsAt(label: string): readonly string[] | undefined {
  const line = LINES.get(label)
  if (line === undefined) return undefined
  const operations = read.get(label) ?? expanded(line)
  read.set(label, operations)
  return operations
}

/** `Create,Delete:Vpc,Subnet Run:Instances` as the names of operations. Loops: this is done for twenty thousand names. */
function expanded(line: string): readonly string[] {
  const operations: string[] = []
  for (const group of line.split(' ')) {
    const at = group.indexOf(':')
    const nouns = group.slice(at + 1).split(',')
    for (const verb of group.slice(0, at).split(',')) for (const noun of nouns) operations.push(verb + noun)
  }
  return operations
}

/** The operations of an event source; undefined when none are known. */
export function operationsOf(eventSource: string): readonly string[] | undefined {
  const label = labelOf(eventSource)
  return label === undefined ? undefined : operationsAt(mainLabel(label))
}

/** The event sources that have an API call of this very name. */
export const eventSourcesWith = (eventName: string): readonly string[] =>
  [...LINES.keys()].filter((label) => operationsAt(label)?.includes(eventName)).map((label) => `${label}.amazonaws.com`)

/**
 * Whether an event source has an API call of this name; with `undefined`, whether any has. A name with the date of its API
 * (`CreateFunction20150331`) counts as the call. CloudTrail has records of other names too, such as events of services:
 * they are `unknown`.
 */
export function isApi(eventSource: string | undefined, eventName: string): Known {
  const operations = eventSource === undefined ? allOperations() : operationsOf(eventSource)
  if (!operations) return { state: 'unknown' }
  const undated = eventName.replace(/20\d{2}_?\d{2}_?\d{2}(v\d+)?$/, '')
  if (operations.includes(eventName) || operations.includes(undated)) return { state: 'yes' }
  const meant = nearest(eventName, operations, eventSource === undefined ? 1 : 2)
  return meant === undefined ? { state: 'unknown' } : nearMiss(meant)
}

/** Operations of all event sources; the same name may stand in it several times. */
function allOperations(): readonly string[] {
  const operations = read.get('') ?? [...LINES.keys()].flatMap((label) => operationsAt(label) ?? [])
  read.set('', operations)
  return operations
}

const READS = /^(Get|List|Describe|Head|BatchGet|BatchDescribe|Search|Lookup|Scan|Query)([A-Z]|$)/
const WRITES = /^(Create|Delete|Put|Update|Modify|Attach|Detach|Add|Remove|Terminate|Run|Tag|Untag)([A-Z]|$)/

/**
 * Whether a call only reads, as far as its name tells; undefined when it does not. Not what EventBridge goes by for a rule
 * without the all-events state: for that see `isReadOnly` of `../api-calls.ts`.
 */
export function readsByName(eventName: string): boolean | undefined {
  if (READS.test(eventName)) return true
  return WRITES.test(eventName) ? false : undefined
}
