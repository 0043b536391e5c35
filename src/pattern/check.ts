import { readPattern } from './model.js'

/** Whether EventBridge accepts a pattern; if not, why, in its own words (their first line). */
export type Check = { valid: true } | { valid: false; reason: string }

/**
 * EventBridge refuses a wildcard that can be in many places of itself at once; where it draws the line is not documented. It
 * refuses 11 places and accepts 7; what lies between is given the benefit of the doubt.
 */
const REFUSED_COMPLEXITY = 11

/**
 * Whether PutRule and TestEventPattern accept a pattern, JSON text. Never throws. `reason` is what stands behind
 * `Event pattern is not valid. Reason: `. More than 1,000 combinations of `$or` are refused in words of our own.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
 */
export function check(pattern: string): Check {
  const read = readPattern(pattern)
  if (read.state !== 'read') return { valid: false, reason: read.reason }
  if (read.model.complexity < REFUSED_COMPLEXITY) return { valid: true }
  return {
    valid: false,
    reason:
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
  }
}
