import type { Target } from '../aws/reads/events.js'
import type { Because } from '../verdict/verdict.js'
import type { Flaw } from './target.js'

/** A parameter that the service refuses. */
export const invalid = (summary: string, ...because: Because): Flaw => ({
  code: 'parameters-invalid',
  summary,
  because,
})

/** The same where AWS does not say that the delivery fails. */
export const doubtful = (summary: string, ...because: Because): Flaw => ({
  ...invalid(summary, ...because),
  severity: 'warning',
})

/**
 * Flaws in what every target may set: the retry policy.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html
 */
export function commonFlaws({ Id, RetryPolicy }: Target): readonly Flaw[] {
  const outside = (name: string, value: number | undefined, least: number, most: number): Flaw[] =>
    value === undefined || (value >= least && value <= most)
      ? []
      : [
          invalid(
            `The retry policy of target ${Id} is out of range.`,
            `RetryPolicy.${name} = ${value}; ${least} to ${most} is allowed`,
          ),
        ]
  return [
    ...outside('MaximumRetryAttempts', RetryPolicy?.MaximumRetryAttempts, 0, 185),
    ...outside('MaximumEventAgeInSeconds', RetryPolicy?.MaximumEventAgeInSeconds, 60, 86_400),
  ]
}
