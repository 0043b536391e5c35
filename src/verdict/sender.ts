/**
 * Who sends events to a target: an EventBridge rule. All that is asked of a target, its role and its policy rests on
 * these members alone, so that another kind of sender needs no change there.
 */
export interface Sender {
  /** Stable name of the kind: `rule`. */
  kind: string
  /** What people call it, in sentences: `rule`. */
  noun: string
  name: string
  arn: string
  account: string
  region: string
  partition: string
  /** The service principal that assumes roles and calls targets for it: `events.amazonaws.com`. */
  principal: string
}
