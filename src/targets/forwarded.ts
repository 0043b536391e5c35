import type { Rule } from '../aws/reads/events.js'
import { isObject } from '../text/json.js'

/** Condition keys of events:PutEvents, with the values that they have for one kind of forwarded event. */
export type ForwardedKeys = Readonly<Record<string, string>>

/** Beyond so many combinations of values the keys are left unknown. */
const MOST = 20

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
const BY_A_RULE: ForwardedKeys = { 'events:eventBusInvocation': 'true' }

/** What EventBridge sends when a schedule triggers a rule. */
const SCHEDULED: ForwardedKeys = { 'events:source': 'aws.events', 'events:detail-type': 'Scheduled Event' }

/**
 * The condition keys that a rule sends with the events it forwards to a bus, one set for each kind of event that its
 * pattern lists. A key that the pattern leaves open is in no set: it is not known. Pure; a pattern that is not JSON fixes
 * nothing.
 */
export function forwardedKeys({ eventPattern, scheduleExpression }: Partial<Rule>): readonly ForwardedKeys[] {
  const scheduled = scheduleExpression === undefined ? [] : [{ ...BY_A_RULE, ...SCHEDULED }]
  if (eventPattern === undefined) return scheduled.length > 0 ? scheduled : [BY_A_RULE]
  const sources = literalsOf(eventPattern, 'source')
  const types = literalsOf(eventPattern, 'detail-type')
  const withSource = combined([BY_A_RULE], 'events:source', sources)
  return [...scheduled, ...combined(withSource, 'events:detail-type', types)]
}

const combined = (sets: readonly ForwardedKeys[], key: string, values: readonly string[] | undefined) =>
  values === undefined || sets.length * values.length > MOST
    ? sets
    : sets.flatMap((set) => values.map((value) => ({ ...set, [key]: value })))

/** The values that a pattern lists for a field at its top; undefined when it does not list them one by one. */
export function literalsOf(pattern: string | undefined, field: string): readonly string[] | undefined {
  const parsed = parsedOr(pattern)
  const values = isObject(parsed) && Object.hasOwn(parsed, field) ? parsed[field] : undefined
  if (!Array.isArray(values) || values.length === 0) return undefined
  return values.every((value) => typeof value === 'string') ? values : undefined
}

function parsedOr(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}
