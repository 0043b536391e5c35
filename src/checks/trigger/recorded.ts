import type { Account } from '../../aws/account.js'
import { isSure, nameOf } from '../../trigger/api-calls.js'
import { admitsOthers } from '../../trigger/bus-policy.js'
import { type Coverage, coverage } from '../../trigger/trails.js'
import type { WantedCalls } from '../../trigger/wanted-calls.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { error, ok, unread, type Verdict, warning } from '../../verdict/verdict.js'

/** The account, as far as its trails and buses are looked at. */
export type TrailReader = Pick<Account, 'trails' | 'trailLogging' | 'trailSelectors' | 'eventBus'>

/** Whether a trail of the region records the wanted calls. `alone`: nothing else can trigger the rule. */
export async function recorded(
  rule: RuleAddress,
  { region, records }: WantedCalls,
  alone: boolean,
  account: TrailReader,
): Promise<Verdict<'trail-missing'>> {
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
