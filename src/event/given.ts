/** An event that a user gave, as the JSON text that EventBridge would match, with what had to be done to get there. */
export interface GivenEvent {
  /** The event's JSON text. What was given is kept letter by letter, numbers too. */
  text: string
  /** event: as EventBridge delivers it. entry: as PutEvents takes it. dead-letter: a message of a dead-letter queue. */
  form: 'event' | 'entry' | 'dead-letter'
  /** The members that the event lacked and got, as EventBridge gives them: `version`, `id`. */
  completed: readonly string[]
  /** The bus that an entry or a dead letter names, by name or ARN. */
  bus?: string
  /** What a dead letter says of the delivery that failed. */
  from?: DeadLetter
  /** Why PutEvents would refuse the entry, so that no rule ever saw it; empty for the other forms. */
  refused: readonly string[]
  /** What a reader should know of the event, a sentence each. */
  notes: readonly string[]
}

/**
 * The attributes of a dead letter, as far as the message has them.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export interface DeadLetter {
  rule?: string
  target?: string
  errorCode?: string
  errorMessage?: string
  retryAttempts?: string
  exhausted?: string
}

/** What EventBridge would write into an event that it receives here and now. */
export interface Completion {
  account: string
  region: string
  /** ISO 8601, to the second: `2026-01-02T03:04:05Z`. */
  time: string
  /** The id of the n-th event, counted from 1. */
  id(n: number): string
  /** Set when account and region are not known but made up. */
  assumed?: boolean
}

/** The events of a file, and what in it is none; or why it could not be read, in one line. */
export type GivenEvents =
  | { ok: true; events: readonly GivenEvent[]; leftOut: readonly string[] }
  | { ok: false; error: string }
