import type { Rule } from '../../aws/reads/events.js'
import type { Alternative } from '../../trigger/alternative.js'
import { type Homes, isForOtherAccounts } from '../../trigger/origins.js'
import { namesOwnSource } from '../../trigger/senders.js'
import { wantedCalls } from '../../trigger/wanted-calls.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { all, ok, skipped, type Verdict } from '../../verdict/verdict.js'
import { readOnlyIgnored } from './read-only.js'
import { recorded, type TrailReader } from './recorded.js'

type Code = 'trail-missing' | 'read-only-events-ignored'

/**
 * CloudTrail passes an API call on to EventBridge only when a trail records it, and a rule in state ENABLED ignores the
 * management calls that only read.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export async function apiCallsRecorded(
  rule: RuleAddress,
  { state }: Pick<Rule, 'state'>,
  alternatives: readonly Alternative[],
  homes: Homes,
  account: TrailReader,
): Promise<Verdict<Code>> {
  const asked = alternatives.flatMap((alternative) => {
    const calls = wantedCalls(rule, alternative, homes)
    return calls ? [{ ...calls, isElsewhere: isForOtherAccounts(alternative, rule.account) }] : []
  })
  if (asked.length === 0) return skipped('The rule does not wait for records of CloudTrail.')
  // A source of the user's own needs no trail.
  const alone = asked.length === alternatives.length && !alternatives.some(namesOwnSource)
  const here = asked.filter(({ isElsewhere }) => !isElsewhere)
  const regions = [...new Set(here.map((want) => want.region))].slice(0, 5)
  const trails = regions.map((region) => ({
    region,
    records: here.filter((want) => want.region === region).flatMap((want) => want.records),
  }))
  return all<Code>([
    ...(state === 'ENABLED'
      ? [
          readOnlyIgnored(
            rule,
            asked.flatMap((want) => want.records),
            alone,
          ),
        ]
      : []),
    ...(await Promise.all(
      trails.map((want) =>
        recorded(rule, want, alone && trails.length === 1 && here.length === alternatives.length, account),
      ),
    )),
    ...(here.length < asked.length
      ? [ok('Some of the wanted calls are made in other accounts, whose trails cannot be seen from here.')]
      : []),
  ])
}
