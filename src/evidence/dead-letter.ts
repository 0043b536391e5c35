import type { DeadLetter } from './types.js'

/** Where a message of a dead-letter queue comes from. */
export type Origin =
  | { kind: 'this-target' }
  /** Of this rule, and of another target or of one that the message does not name. */
  | { kind: 'this-rule'; targetArn: string | undefined }
  | { kind: 'other-rule'; ruleArn: string }
  | { kind: 'schedule'; scheduleArn: string }
  | { kind: 'function' }
  | { kind: 'subscription' }
  /** Without any attribute that tells: a message of a queue that was given up there, or put there by hand. */
  | { kind: 'unknown' }

/** Tells the messages of one queue apart: it may serve several rules, schedules, functions and subscriptions. */
export function originOf({ attributes, notification }: DeadLetter, ruleArn: string, targetArn: string): Origin {
  const { RULE_ARN, TARGET_ARN, SCHEDULE_ARN, RequestID, ErrorCode } = attributes
  if (RULE_ARN !== undefined && RULE_ARN !== ruleArn) return { kind: 'other-rule', ruleArn: RULE_ARN }
  if (RULE_ARN !== undefined) {
    return TARGET_ARN === targetArn ? { kind: 'this-target' } : { kind: 'this-rule', targetArn: TARGET_ARN }
  }
  if (SCHEDULE_ARN !== undefined) return { kind: 'schedule', scheduleArn: SCHEDULE_ARN }
  if (RequestID !== undefined && ErrorCode !== undefined) return { kind: 'function' }
  return notification ? { kind: 'subscription' } : { kind: 'unknown' }
}
