import type { Report } from '../report/report.js'
import type { Received } from '../targets/receive/received.js'
import type { DeadLetter, GivenEvent } from './given.js'

/** How one field of a pattern stands to an event; all but `met` are in the way. */
export type Outcome = 'met' | 'absent' | 'other-value' | 'other-type' | 'not-a-leaf' | 'present' | 'other-element'

/** One field of a rule's pattern, held against an event. */
export interface ReportedField {
  /** The names on the way to the field, joined by dots; lists on the way are not counted. */
  path: string
  /** What the pattern asks for, as JSON text. */
  wanted: string
  /** What the event has there, as JSON text; null when it has nothing. */
  found: string | null
  outcome: Outcome
  /** The field stands in an alternative of `$or` that need not be met. */
  optional: boolean
  /** What may have been meant, a sentence each. */
  hints: readonly string[]
}

/** What a target of a rule that matches receives. */
export interface ReportedReceiver {
  id: string
  arn: string
  /** Id of the service, as in `targets/`; null when no sheet knows the ARN. */
  type: string | null
  input: Received
  /** With --walk: whether anything stands in the way of the delivery; null when that could not be told. */
  delivers?: boolean | null
  /** With --walk, for an event bus of the account: the event as it arrives there, held against the rules of that bus. */
  onward?: ReportedEvent
  /** With --walk: why the event was not followed to an event bus. */
  notFollowed?: string
}

/** A diagnosis as `eb-doctor rule` prints it, but for the number of its requests. */
export type Diagnosed = Omit<Report, 'stats'>

export interface ReportedRule {
  name: string
  /** Null for a pattern that does not come from a rule. */
  arn: string | null
  /** As DescribeRule tells it; null for a pattern that does not come from a rule, or when the rule could not be read. */
  state: string | null
  /** Null when that could not be told. */
  matches: boolean | null
  /** Why there is no answer, or why there are no fields (a rule that runs on a schedule). */
  because: string | null
  /** The fields of the pattern, in its order. */
  fields: readonly ReportedField[]
  /** Why EventBridge does not give the event to the rule although its pattern matches; null when nothing is known against it. */
  withheld: string | null
  /** Who receives the event; null when the targets could not be read. Empty for a rule that does not match. */
  targets: readonly ReportedReceiver[] | null
  /** With --walk, for a rule that the event reaches: what `eb-doctor rule` says of it. Requests are shared, so none are counted. */
  diagnosis?: Diagnosed
}

/** One event, and how each rule that was asked about takes it. */
export interface ReportedEvent {
  id: string | null
  source: string | null
  detailType: string | null
  /** The bus whose rules were asked; null offline. */
  bus: string | null
  form: GivenEvent['form']
  completed: readonly string[]
  /** Why PutEvents refuses the entry, so that no rule sees it. */
  refused: readonly string[]
  notes: readonly string[]
  /** What a dead letter says of the delivery that failed; null for the other forms. */
  from: DeadLetter | null
  /** The event as JSON text. */
  text: string
  /** Why no rules were asked: the bus is certainly not there, or could not be looked at. Null when they were. */
  unread: { certain: boolean; because: string } | null
  /** Nearest first: those that match, then those that few fields keep from matching. */
  rules: readonly ReportedRule[]
}

/** What `event` found out. */
export interface EventReport {
  schemaVersion: 1
  kind: 'event'
  tool: { name: string; version: string }
  events: readonly ReportedEvent[]
  /** What was not looked at, a sentence each. */
  limits: readonly string[]
}

export const inTheWay = (rule: ReportedRule): readonly ReportedField[] =>
  rule.fields.filter(({ outcome, optional }) => outcome !== 'met' && !optional)

/** A rule that is switched off matches nothing; a pattern that is of no rule cannot be. */
export const isOn = ({ state }: ReportedRule): boolean => state === null || state.startsWith('ENABLED')

/** Whether an event reaches a rule: its pattern matches, it is on, and EventBridge does not withhold the event. */
export const reaches = (rule: ReportedRule): boolean => rule.matches === true && isOn(rule) && rule.withheld === null

/**
 * The rules of a bus in the order in which a reader wants them: those that match, those that could not be read, then
 * those that do not match, nearest first. A rule for other sources or detail-types is far, however few fields it has.
 */
export function nearestFirst(rules: readonly ReportedRule[]): readonly ReportedRule[] {
  const far = (rule: ReportedRule): readonly number[] => [
    rule.matches === true ? 0 : rule.matches === null ? 1 : rule.because === null ? 2 : 3,
    rule.matches === true && !reaches(rule) ? 1 : 0,
    inTheWay(rule).filter(({ path }) => path === 'source' || path === 'detail-type').length,
    inTheWay(rule).length,
    -rule.fields.length,
  ]
  const keyed = rules.map((rule) => ({ rule, key: far(rule) }))
  return keyed.sort((a, b) => difference(a.key, b.key) || (a.rule.name < b.rule.name ? -1 : 1)).map(({ rule }) => rule)
}

const difference = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, i) => value - (b[i] ?? 0)).find((value) => value !== 0) ?? 0

/** Whether an event reaches a rule: matched by one that is on, by none, or not known. */
export function arrives(event: ReportedEvent): boolean | null {
  if (event.refused.length > 0) return false
  if (event.rules.some(reaches)) return true
  if (event.unread !== null && !event.unread.certain) return null
  return event.rules.some(({ matches }) => matches === null) ? null : false
}

/** An event and those that it becomes on other buses. */
export const onRoute = (event: ReportedEvent): readonly ReportedEvent[] => [
  event,
  ...event.rules.flatMap(({ targets }) => (targets ?? []).flatMap(({ onward }) => (onward ? onRoute(onward) : []))),
]
