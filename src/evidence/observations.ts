import { originOf } from './dead-letter.js'
import { codeOf } from './dead-letter-verdict.js'
import { fitsOf } from './error-codes.js'
import { outcomeOf, recordsOfTarget, unmatched } from './log-reading.js'
import { reason } from './log-verdict.js'
import { count, minuteOf, newest } from './moment.js'
import { lastFailure, lastSuccess, matches, partialOf, type RuleMetrics } from './rule-metrics.js'
import type { DeadLetter, LogRecord, Observation } from './types.js'

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
  const source = 'CloudWatch'
  const [match, failure, success] = [newest(matches(metrics)), lastFailure(metrics), lastSuccess(metrics)]
  const failed = metrics.counts.FailedInvocations.total
  return [
    ...(match
      ? [
          {
            time: match.time,
            kind: 'match' as const,
            target: null,
            source,
            text: `CloudWatch counted a trigger of the rule at ${minuteOf(match.time)}.`,
          },
        ]
      : []),
    ...(failure
      ? [
          {
            time: failure.time,
            kind: 'failure' as const,
            target,
            source,
            text: `FailedInvocations is ${failed}, the last at ${minuteOf(failure.time)}.`,
          },
        ]
      : []),
    ...(success
      ? [
          {
            time: success.time,
            kind: 'success' as const,
            target: partialOf(metrics).length > 0 ? null : target,
            source,
            text: `CloudWatch counted a successful delivery at ${minuteOf(success.time)}.`,
          },
        ]
      : []),
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
