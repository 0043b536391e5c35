import type { Account } from '../../aws/account.js'
import type { Rule } from '../../aws/reads/events.js'
import type { Alternative } from '../../trigger/alternative.js'
import { ignoredWhenEnabled, isSure, nameOf, type WantedRecord, wantedRecords } from '../../trigger/api-calls.js'
import { admitsOthers } from '../../trigger/bus-policy.js'
import { type Homes, isForOtherAccounts, originOf, regionsOf } from '../../trigger/origins.js'
import { namesOwnSource } from '../../trigger/senders.js'
import { type Coverage, coverage } from '../../trigger/trails.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { all, type Because, error, ok, skipped, unread, type Verdict, warning } from '../../verdict/verdict.js'

type Code = 'trail-missing' | 'read-only-events-ignored'
type Reader = Pick<Account, 'trails' | 'trailLogging' | 'trailSelectors' | 'eventBus'>

/** Records of CloudTrail that are wanted of one region. */
interface Want {
  region: string
  records: readonly WantedRecord[]
}

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
  account: Reader,
): Promise<Verdict<Code>> {
  const wants = alternatives.map((alternative) => wantOf(rule, alternative, homes))
  const asked = wants.flatMap((want) => (want ? [want] : []))
  if (asked.length === 0) return skipped('The rule does not wait for records of CloudTrail.')
  // A source of the user's own needs no trail.
  const alone = asked.length === alternatives.length && !alternatives.some(namesOwnSource)
  const seen = alternatives.filter(
    (alternative) => wantOf(rule, alternative, homes) && !isForOtherAccounts(alternative, rule.account),
  )
  const here = seen.flatMap((alternative) => wantOf(rule, alternative, homes) ?? [])
  const regions = [...new Set(here.map((want) => want.region))].slice(0, 5)
  const trails = regions.map((region) => ({
    region,
    records: here.filter((want) => want.region === region).flatMap((want) => want.records),
  }))
  return all<Code>([
    ...(state === 'ENABLED'
      ? [
          readOnly(
            rule,
            asked.flatMap((want) => want.records),
            alone,
          ),
        ]
      : []),
    ...(await Promise.all(
      trails.map((want) =>
        recorded(rule, want, alone && trails.length === 1 && seen.length === alternatives.length, account),
      ),
    )),
    ...(here.length < asked.length
      ? [ok('Some of the wanted calls are made in other accounts, whose trails cannot be seen from here.')]
      : []),
  ])
}

function wantOf(rule: RuleAddress, alternative: Alternative, homes: Homes): Want | undefined {
  const records = wantedRecords(alternative)
  if (!records) return undefined
  const origin = originOf(alternative, homes)
  const named = regionsOf(alternative)
  const here = named.includes(rule.region) ? rule.region : (named[0] ?? rule.region)
  return { region: origin.kind === 'global' && origin.known !== 'probable' ? origin.region : here, records }
}

/** `alone`: nothing else can trigger the rule. */
function readOnly(rule: RuleAddress, records: readonly WantedRecord[], alone: boolean): Verdict<Code> {
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

async function recorded(
  rule: RuleAddress,
  { region, records }: Want,
  alone: boolean,
  account: Reader,
): Promise<Verdict<Code>> {
  const seen = await coverage(records, region, account)
  if ('state' in seen) return unread(seen, `the trails of ${region}`, 'to see whether CloudTrail passes the calls on')
  if (seen.lost.length === 0) return ok(recordedText(seen))
  if (seen.unread) {
    return unread(
      seen.unread.read,
      `the trail ${seen.unread.trail}`,
      'to see whether it records what the rule waits for',
    )
  }
  const bus = await account.eventBus(rule.busArn)
  if (bus.state === 'denied' || bus.state === 'failed') {
    return unread(bus, `the policy of the bus ${rule.bus}`, 'to see whether other accounts send their calls here')
  }
  const others = bus.state === 'found' && admitsOthers(bus.value.policy, rule.account)
  const say = alone && seen.recorded.length === 0 && !others ? error : warning
  const more = others ? [`policy of ${rule.busArn}: other accounts may put events, and those can still match`] : []
  return say('trail-missing', lostSummary(rule, region, seen), {
    because: [`rule = "${rule.arn}"`, ...seen.because, ...more],
  })
}

/** Each trail with what it records; of a call that may be a data event, no more than is known. */
function recordedText({ by }: Coverage): string {
  return by
    .map(({ trail, records }) => {
      const [sure, unsure] = [records.filter(isSure), records.filter((record) => !isSure(record))]
      const open = unsure.map((record) =>
        record.eventName === undefined
          ? `management events${record.eventSource === undefined ? '' : ` of ${record.eventSource}`}`
          : `management events; whether ${nameOf(record)} is one is not known`,
      )
      return `Trail ${trail} records ${listed([...sure.map(nameOf), ...open])}.`
    })
    .join(' ')
}

function listed(names: readonly string[]): string {
  const all = [...new Set(names)]
  return `${all.slice(0, 3).join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`
}

function lostSummary(rule: RuleAddress, region: string, { lost, because }: Coverage): string {
  const what = listed(lost.map(nameOf))
  const data = lost.every((record) => record.category === 'data')
  const none = because.length === 1 && because[0]?.endsWith(': no trail')
  const lack = none
    ? `There is no trail in ${region}`
    : `No trail that is logging in ${region} records ${data ? 'the data event ' : ''}${what}`
  return `${lack}, so EventBridge never gets ${none ? what : 'it'} and rule ${rule.name} is not triggered by it.`
}
