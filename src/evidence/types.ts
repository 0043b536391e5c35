/**
 * What the looks at evidence answer, as plain JSON: metrics, the bus's log, dead letters, CloudTrail's writes. Times are
 * ISO 8601 in UTC. No type has room for the body of an event, so none can end up in a snapshot.
 */

/** The window in which evidence is looked for: from `from` on, before `to`. */
export interface Window {
  from: Date
  to: Date
}

/** A dimension of a metric, in the words of CloudWatch. */
export interface Dimension {
  name: string
  value: string
}

/** One series to ask CloudWatch for, as GetMetricData takes it. */
export interface MetricQuery {
  /** Unique within a call; begins with a small letter. */
  id: string
  namespace: string
  metric: string
  dimensions: readonly Dimension[]
  stat: 'Sum' | 'Average'
  /** In seconds. */
  period: number
}

/** A moment (the beginning of a period) and what was counted in it. */
export interface Point {
  time: string
  value: number
}

/** The answer to one query, all its pages together. */
export interface MetricSeries {
  id: string
  /** `Complete` when CloudWatch gave all that it has; PartialData, InternalError or Forbidden otherwise. */
  status: string
  /** In any order; a period in which nothing was counted has no point. */
  points: readonly Point[]
}

/** The answer of GetMetricData. */
export interface MetricAnswers {
  series: readonly MetricSeries[]
  /** What CloudWatch says about the answer as a whole. */
  messages: readonly string[]
}

/** What a record of the bus's log says went wrong. */
export interface LogError {
  message?: string
  /** The AWS service that answered. */
  service?: string
  httpStatus?: number
}

/** One record of an event bus's log, without the bodies of events, of inputs and of answers. */
export interface LogRecord {
  time: string
  /** INVOCATION_FAILURE, RULE_MATCH ...; a type that is not known is kept as it is. */
  type: string
  /** INFO, ERROR or TRACE. */
  level?: string
  bus?: string
  eventId?: string
  invocationId?: string
  ruleArn?: string
  targetArn?: string
  /** The targets of a RULE_MATCH. */
  targetArns?: readonly string[]
  roleArn?: string
  /** The source, detail-type and sending account of an event that came. */
  source?: string
  detailType?: string
  account?: string
  /** invocation_status or final_invocation_status. */
  status?: string
  attempts?: number
  error?: LogError
}

/** What was read of a bus's log. */
export interface LogRecords {
  records: readonly LogRecord[]
  /** Whether there was more than was read. */
  more: boolean
}

/** How many messages a queue holds, by GetQueueAttributes: approximate, all three. */
export interface QueueCounts {
  /** ApproximateNumberOfMessages. */
  waiting: number
  /** ApproximateNumberOfMessagesNotVisible: a consumer has them in hand. */
  inFlight: number
  /** ApproximateNumberOfMessagesDelayed. */
  delayed: number
  /** Whether the queue has a RedrivePolicy of its own. */
  redrives: boolean
}

/** A message of a dead-letter queue: its attributes, and of the event only what names it. */
export interface DeadLetter {
  messageId: string
  /** SentTimestamp. */
  sent?: string
  /** The message attributes that tell where it comes from and why it failed; see DEAD_LETTER_ATTRIBUTES. */
  attributes: Readonly<Record<string, string>>
  event?: { id?: string; source?: string; detailType?: string; time?: string }
  /** The body is a notification of SNS. */
  notification: boolean
}

/** A write in CloudTrail's event history. */
export interface ChangeRecord {
  time: string
  id: string
  /** eventSource: `lambda.amazonaws.com`. */
  source: string
  /** eventName as it stands there: `RemovePermission20150331v2`. */
  name: string
  /** Set when the call failed, so that nothing was changed. */
  errorCode?: string
  who: Who
  /** The request parameters that name what was changed; see CHANGE_PARAMETERS. */
  parameters: Readonly<Record<string, string>>
}

/** Who made a change, as the record's userIdentity tells it. */
export interface Who {
  /** AssumedRole, IAMUser, Root, AWSService ... */
  type: string
  arn?: string
  userName?: string
  /** The service that acted for them: `cloudformation.amazonaws.com`. */
  invokedBy?: string
  userAgent?: string
}

/** What was read of CloudTrail's writes. */
export interface ChangeRecords {
  changes: readonly ChangeRecord[]
  /** Whether there was more than was read. */
  more: boolean
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
