import { originOf } from './dead-letter.js'
import { codeOf } from './dead-letter-verdict.js'
import { fitsOf } from './error-codes.js'
import { outcomeOf, recordsOfTarget, unmatched } from './log-reading.js'
import { reason } from './log-verdict.js'
import { count, endOf, minuteOf, newest } from './moment.js'
import { lastFailure, lastSuccess, matches, partialOf, type RuleMetrics } from './rule-metrics.js'
import type { DeadLetter, LogRecord, Observation, Point } from './types.js'

interface Named {
  Id: string
  Arn: string
}

/**
 * What the metrics show to have happened last. They are the rule's: only where it has one target are they that target's. Where
 * CloudWatch gave only a part, a later failure may be in the rest: then a success clears no target either.
 */
export function fromMetrics(metrics: RuleMetrics, targets: readonly Named[]): readonly Observation[] {
  const [only, ...others] = targets
  const target = only && others.length === 0 ? only.Id : null
  const whole = partialOf(metrics).length === 0
  const failed = metrics.counts.FailedInvocations.total
  const seen = (kind: Observation['kind'], point: Point | undefined, whose: string | null, text: string) =>
    point
      ? [
          {
            time: point.time,
            until: endOf(point.time, metrics.period),
            kind,
            target: whose,
            text: `${text} at ${minuteOf(point.time)}.`,
            source: 'CloudWatch',
          },
        ]
      : []
  return [
    ...seen('match', newest(matches(metrics)), null, 'CloudWatch counted a trigger of the rule'),
    ...seen('failure', lastFailure(metrics), target, `FailedInvocations is ${failed}, the last`),
    ...seen('success', lastSuccess(metrics), whole ? target : null, 'CloudWatch counted a successful delivery'),
  ]
}

/** What the log of the bus shows of each target that it names, and of events that matched no rule. */
export function fromLog(
  records: readonly LogRecord[],
  { ruleArn, pattern, targets }: { ruleArn: string; pattern?: string | undefined; targets: readonly Named[] },
): readonly Observation[] {
  const source = 'bus log'
  const outcomes = targets.flatMap((target) =>
    recordsOfTarget(records, ruleArn, target, targets).flatMap((record): Observation[] => {
      const outcome = outcomeOf(record)
      if (outcome !== 'success' && outcome !== 'failure') return []
      const text =
        outcome === 'success'
          ? `The log of the bus names a delivery to target ${target.Id} at ${minuteOf(record.time)}.`
          : `The log of the bus, ${minuteOf(record.time)}: the delivery to target ${target.Id} failed: ${reason(record)}.`
      const fits = outcome === 'failure' ? fitsOf(record.status) : undefined
      return [{ time: record.time, kind: outcome, target: target.Id, ...(fits ? { fits } : {}), text, source }]
    }),
  )
  const matched = newest(records.filter(({ type, ruleArn: of }) => type === 'RULE_MATCH' && of === ruleArn))
  const missed = newest(unmatched(records, pattern))
  return [
    ...outcomes,
    ...(matched
      ? [
          {
            time: matched.time,
            kind: 'match' as const,
            target: null,
            text: `The log of the bus, ${minuteOf(matched.time)}: an event matched the rule.`,
            source,
          },
        ]
      : []),
    ...(missed
      ? [
          {
            time: missed.time,
            kind: 'failure' as const,
            target: null,
            fits: ['trigger'],
            text: `The log of the bus, ${minuteOf(missed.time)}: an event of source ${JSON.stringify(missed.source)} and detail-type ${JSON.stringify(missed.detailType)} matched no rule.`,
            source,
          },
        ]
      : []),
  ]
}

/** What dead letters of this rule show: each names its target. Those without a time show nothing that could be compared. */
export function fromDeadLetters(
  letters: readonly DeadLetter[],
  ruleArn: string,
  targets: readonly Named[],
): readonly Observation[] {
  return targets
    .filter((target) => targets.filter(({ Arn }) => Arn === target.Arn).length === 1)
    .flatMap((target) => {
      const own = letters.filter((letter) => originOf(letter, ruleArn, target.Arn).kind === 'this-target')
      return [...new Set(own.map(codeOf))].flatMap((code): Observation[] => {
        const same = own.filter((letter) => codeOf(letter) === code)
        const last = newest(same.flatMap(({ sent }) => (sent ? [{ time: sent }] : [])))
        if (!last) return []
        const fits = fitsOf(code)
        const text = `${count(same.length, 'dead letter')} of target ${target.Id} with ${code}, the last of ${minuteOf(last.time)}.`
        return [
          {
            time: last.time,
            kind: 'failure',
            target: target.Id,
            ...(fits ? { fits } : {}),
            text,
            source: 'dead-letter queue',
          },
        ]
      })
    })
}
