/**
 * What becomes of one event for one target. received: the text that the target is given; lost: EventBridge makes no JSON
 * of it and drops the event without a word; unknown: AWS does not say, and nobody has recorded it.
 */
export type Received =
  | {
      state: 'received'
      text: string
      /** json: one JSON value. text: anything else, such as several lines in quotes. */
      form: 'json' | 'text'
      /** Where the text comes from. */
      by: 'event' | 'Input' | 'InputPath' | 'InputTransformer'
      /** Why the service does not take it; empty when nothing is known against it. */
      wrong: readonly string[]
      /** What to know of it: paths that found nothing, and what was taken without AWS's word. */
      notes: readonly string[]
    }
  | { state: 'lost'; because: readonly string[] }
  | { state: 'unknown'; because: readonly string[] }

/** What EventBridge knows beside the event; it fills the variables `<aws.events.*>`. */
export interface Circumstances {
  ruleArn: string
  ruleName: string
  /** ISO 8601; left out when it is not known. */
  ingestionTime?: string
}
