import { ignoredWhenEnabled, nameOf, type WantedRecord } from '../../trigger/api-calls.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { type Because, error, skipped, type Verdict, warning } from '../../verdict/verdict.js'

/**
 * A rule in state ENABLED ignores the management calls that only read. `alone`: nothing else can trigger the rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function readOnlyIgnored(
  rule: RuleAddress,
  records: readonly WantedRecord[],
  alone: boolean,
): Verdict<'read-only-events-ignored'> {
  const ignored = records.filter(ignoredWhenEnabled)
  if (ignored.length === 0) return skipped('No wanted call is known to only read.')
  const names = [...new Set(ignored.map(nameOf))]
  const because: Because = [
    `State = "ENABLED": matches no read-only management events; ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS does`,
    // A few show what is meant; a pattern may name all calls of a service.
    ...names.slice(0, 10).map((name) => `event pattern: wants ${name}, a call that only reads`),
  ]
  const summary = `Rule ${rule.name} is ENABLED, a state in which it ignores calls that only read, such as ${names[0]}.`
  const say = alone && ignored.length === records.length ? error : warning
  return say('read-only-events-ignored', summary, { because })
}
