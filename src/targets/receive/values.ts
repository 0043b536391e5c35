import { compact, type JsonNode } from '../../text/json-text.js'
import { findAll, isWild, readPath } from '../json-path.js'
import { isReserved } from '../template.js'
import type { Circumstances } from './received.js'

/** The value of a variable for one event. `json` is its JSON text. */
export type Value =
  | { kind: 'text'; text: string; json: string; note?: string }
  /** Numbers, booleans and null: the same within quotes and outside of them. */
  | { kind: 'plain'; json: string; note?: string }
  | { kind: 'composite'; json: string; empty: boolean; note?: string }
  | { kind: 'missing'; note: string }
  | { kind: 'unknown'; because: string }

/** Stands for a time that only EventBridge knows. */
const INGESTION_TIME = '<time of ingestion>'

/**
 * What a path finds in an event. A path that EventBridge does not list as supported is `unknown`: what it makes of it is
 * not documented. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function valueAt(event: JsonNode, path: string): Value {
  const read = readPath(path)
  if ('flaw' in read) return { kind: 'unknown', because: `${JSON.stringify(path)}: ${read.flaw.text}` }
  const found = findAll(event, read.steps)
  if (isWild(read.steps)) return several(path, found)
  const [node] = found
  return node ? valueIn(node) : { kind: 'missing', note: `${path} finds nothing in this event` }
}

function several(path: string, found: readonly JsonNode[]): Value {
  const note = `${path} has a wildcard: AWS does not show what it gives, a list is assumed`
  if (found.length === 0) return { kind: 'missing', note: `${path} finds nothing in this event` }
  return { kind: 'composite', json: `[${found.map(compact).join(',')}]`, empty: false, note }
}

function valueIn(node: JsonNode): Value {
  const json = compact(node)
  switch (node.kind) {
    case 'text':
      return { kind: 'text', text: node.value, json }
    case 'object':
      return { kind: 'composite', json, empty: node.members.size === 0 }
    case 'list':
      return { kind: 'composite', json, empty: node.items.length === 0 }
    default:
      return { kind: 'plain', json }
  }
}

/** The value of a variable of a template: by its path, or one of EventBridge's own. */
export function valueOfVariable(
  name: string,
  paths: Readonly<Record<string, string>>,
  event: JsonNode,
  circumstances: Circumstances,
): Value {
  if (isReserved(name)) return ownValue(name, event, circumstances)
  const path = Object.hasOwn(paths, name) ? paths[name] : undefined
  return path === undefined
    ? { kind: 'unknown', because: `no path defines <${name}>, and PutTargets refuses such a template` }
    : valueAt(event, path)
}

/** EventBridge's own variables. `<aws.events.event>` has no detail and calls the detail-type `detailType`. */
function ownValue(name: string, event: JsonNode, { ruleArn, ruleName, ingestionTime }: Circumstances): Value {
  const text = (value: string, note?: string): Value => ({
    kind: 'text',
    text: value,
    json: JSON.stringify(value),
    ...(note === undefined ? {} : { note }),
  })
  switch (name) {
    case 'aws.events.rule-arn':
      return text(ruleArn)
    case 'aws.events.rule-name':
      return text(ruleName)
    case 'aws.events.event.ingestion-time':
      return ingestionTime === undefined
        ? text(INGESTION_TIME, 'when EventBridge receives the event is not known from here')
        : text(ingestionTime)
    case 'aws.events.event.json':
      return valueIn(event)
    case 'aws.events.event':
      return valueIn(withoutDetail(event))
    default:
      return { kind: 'unknown', because: `<${name}> is not among the variables that AWS documents` }
  }
}

function withoutDetail(event: JsonNode): JsonNode {
  if (event.kind !== 'object') return event
  const members = [...event.members]
    .filter(([key]) => key !== 'detail')
    .map(([key, value]): [string, JsonNode] => [key === 'detail-type' ? 'detailType' : key, value])
  return { ...event, members: new Map(members) }
}
