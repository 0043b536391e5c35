import type { Account } from '../../aws/account.js'
import { isUnread, type Unread } from '../../aws/read.js'
import { type Alternative, allows } from '../../trigger/alternative.js'
import { admitsOthers } from '../../trigger/bus-policy.js'
import { firstBuses, type Homes, type Origin, originOf } from '../../trigger/origins.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { all, error, ok, skipped, unread, type Verdict, warning } from '../../verdict/verdict.js'
import { type Elsewhere, elsewhere } from './elsewhere.js'

type Code = 'service-events-elsewhere' | 'global-events-elsewhere' | 'pattern-suspicious'
type Reader = Pick<Account, 'ruleNamesByTarget' | 'eventBus'>

/** Whether the events that the pattern wants come to this bus. With several alternatives each may come from elsewhere. */
export async function arrivesHere(
  rule: RuleAddress,
  alternatives: readonly Alternative[],
  homes: Homes,
  account: Reader,
): Promise<Verdict<Code>> {
  const looked = await Promise.all(alternatives.map((alternative) => arrival(rule, alternative, homes, account)))
  const lost = looked.filter((one): one is Elsewhere => 'summary' in one)
  const others = looked.filter((one): one is Verdict<Code> => !('summary' in one))
  // While another alternative can still match, only some of the wanted events are lost.
  const alone = lost.length === looked.length
  const found = new Map(
    lost.map((one) => [
      one.summary,
      (alone && one.sure ? error : warning)(one.code, one.summary, { because: one.because }),
    ]),
  )
  return all<Code>([...found.values(), ...others])
}

async function arrival(
  rule: RuleAddress,
  alternative: Alternative,
  homes: Homes,
  account: Reader,
): Promise<Elsewhere | Verdict<Code>> {
  const origin = originOf(alternative, homes)
  if (origin.kind === 'global' && origin.known === 'probable' && origin.region !== rule.region) {
    return warning(
      'pattern-suspicious',
      `The event pattern of rule ${rule.name} waits in ${rule.region} for ${origin.source}, which probably sends its events to ${origin.region} only.`,
      { because: [`event pattern: source = "${origin.source}"`, `rule: ${rule.arn}`] },
    )
  }
  // A partner's own bus is where `aws.` by prefix finds that partner's events.
  if (rule.bus.startsWith('aws.partner/') && allows(alternative, 'source', rule.bus)) {
    return ok(`The partner's events arrive on the bus ${rule.bus}.`)
  }
  const from = firstBuses(rule, origin, alternative)
  if (from.includes(rule.busArn)) return ok(`Events of these sources are sent to the bus ${rule.bus}.`)
  if (from.length === 0) return skipped('The pattern leaves open who sends the events.')
  return passedOn(rule, origin, from, account)
}

/** Whether another rule of the account, or another account, passes the events on to this bus. */
async function passedOn(
  rule: RuleAddress,
  origin: Origin,
  from: readonly string[],
  account: Reader,
): Promise<Elsewhere | Verdict<Code>> {
  const [bus, ...forwarders] = await Promise.all([
    account.eventBus(rule.busArn),
    ...from.map((busArn) => account.ruleNamesByTarget(rule.busArn, busArn)),
  ])
  const names = forwarders.flatMap((read) => (read.state === 'found' ? read.value : []))
  if (names.length > 0) return ok(`Rule ${names[0]} passes events on to the bus ${rule.bus}.`)
  if (bus.state === 'found' && admitsOthers(bus.value.policy, rule.account)) {
    return ok(`The policy of the bus ${rule.bus} lets others put events; whether they do cannot be seen from here.`)
  }
  const unseen = [bus, ...forwarders].find(isUnread) as Unread | undefined
  if (unseen)
    return unread(unseen, `what passes events on to the bus ${rule.bus}`, 'to see whether the events come to it')
  return elsewhere(rule, origin, from)
}
