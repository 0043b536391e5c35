/**
 * What evidence is made from, and what it tells. Times are ISO 8601 in UTC. No type has room for the body of an event, so
 * none can end up in a snapshot.
 */
import type { MetricAnswers } from '../aws/reads/cloudwatch.js'

export type { ChangeRecord, ChangeRecords, Who } from '../aws/reads/cloudtrail.js'
export type { Dimension, MetricAnswers, MetricQuery } from '../aws/reads/cloudwatch.js'
export type { LogRecord, LogRecords } from '../aws/reads/logs.js'
export type { DeadLetter, QueueCounts } from '../aws/reads/sqs.js'

/** A moment (the beginning of a period) and what was counted in it. */
export type Point = MetricAnswers['series'][number]['points'][number]

/** The window in which evidence is looked for: from `from` on, before `to`. */
export interface Window {
  from: Date
  to: Date
}

/** One line of the story that the evidence tells. */
export interface TimelineEntry {
  time: string
  kind: 'change' | 'match' | 'failure' | 'success'
  /** One sentence. */
  text: string
  /** Where it was read: `CloudWatch`, `CloudTrail`, `bus log`, `dead-letter queue`. */
  source: string
}

/**
 * Something that was seen to happen. `target` is the id of the only target that it can be about; null when it is the
 * rule's as a whole: such a thing neither clears nor blames any one of several targets.
 */
export interface Observation {
  /** When it happened, or the beginning of the period in which it was counted. */
  time: string
  /** The end of that period: it happened no later. */
  until?: string
  kind: 'match' | 'failure' | 'success'
  target: string | null
  /** The checks that the reason given fits; left out when no reason is given. */
  fits?: readonly string[]
  text: string
  source: string
}
