import type { Account } from '../../aws/account.js'
import { isUnread, type Unread } from '../../aws/read.js'
import { type Alternative, allows } from '../../trigger/alternative.js'
import { admitsOthers } from '../../trigger/bus-policy.js'
import { type Homes, type Origin, originOf, regionsOf } from '../../trigger/origins.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import { all, type Because, error, ok, skipped, unread, type Verdict, warning } from '../../verdict/verdict.js'

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
  const strays = looked.filter((one): one is Stray => 'summary' in one)
  const others = looked.filter((one): one is Verdict<Code> => !('summary' in one))
  // While another alternative can still match, only some of the wanted events are lost.
  const alone = strays.length === looked.length
  const found = new Map(
    strays.map((stray) => [
      stray.summary,
      (alone && stray.sure ? error : warning)(stray.code, stray.summary, { because: stray.because }),
    ]),
  )
  return all<Code>([...found.values(), ...others])
}

interface Stray {
  code: 'service-events-elsewhere' | 'global-events-elsewhere'
  summary: string
  because: Because
  /** AWS's pages say so; else it is concluded from where the service has its endpoint. */
  sure: boolean
}

async function arrival(
  rule: RuleAddress,
  alternative: Alternative,
  homes: Homes,
  account: Reader,
): Promise<Stray | Verdict<Code>> {
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

/** The buses, by ARN, on which the wanted events first arrive; none when they may arrive anywhere. */
function firstBuses(rule: RuleAddress, origin: Origin, alternative: Alternative): readonly string[] {
  const bus = (region: string, name: string) =>
    `arn:${rule.partition}:events:${region}:${rule.account}:event-bus/${name}`
  switch (origin.kind) {
    case 'open':
      return []
    case 'partner':
      return [bus(rule.region, origin.source)]
    case 'global':
      return [bus(origin.region, 'default')]
    case 'service':
      return [...new Set([rule.region, ...regionsOf(alternative)])].slice(0, 5).map((region) => bus(region, 'default'))
  }
}

/** Whether another rule of the account, or another account, passes the events on to this bus. */
async function passedOn(
  rule: RuleAddress,
  origin: Origin,
  from: readonly string[],
  account: Reader,
): Promise<Stray | Verdict<Code>> {
  const [bus, ...forwarders] = await Promise.all([
    account.eventBus(rule.busArn),
    ...from.map((busArn) => account.ruleNamesByTarget(rule.busArn, busArn)),
  ])
  const names = forwarders.flatMap((read) => (read.state === 'found' ? read.value : []))
  if (names.length > 0) return ok(`Rule ${names[0]} passes events on to the bus ${rule.bus}.`)
  if (bus.state === 'found' && admitsOthers(bus.value.policy, rule.account)) {
    return ok(`The policy of the bus ${rule.bus} lets others put events; whether they do cannot be seen from here.`)
  }
  const blind = [bus, ...forwarders].find(isUnread) as Unread | undefined
  if (blind)
    return unread(blind, `what passes events on to the bus ${rule.bus}`, 'to see whether the events come to it')
  return stray(rule, origin, from)
}

function stray(rule: RuleAddress, origin: Origin, from: readonly string[]): Stray {
  const because = [
    ...from.map((busArn) => `events:ListRuleNamesByTarget on ${busArn}: no rule has the target ${rule.busArn}`),
    `policy of ${rule.busArn}: lets no other account put events`,
  ]
  switch (origin.kind) {
    case 'global':
      return {
        code: 'global-events-elsewhere',
        summary: `Rule ${rule.name} is in ${rule.region}, but ${origin.source} sends its events to ${origin.region} only.`,
        because: [
          `event pattern: source = "${origin.source}"`,
          ...(origin.known === 'documented'
            ? []
            : [`${origin.source} has its only endpoint of ${rule.partition} there`]),
          ...because,
        ],
        sure: origin.known === 'documented',
      }
    case 'partner':
      return {
        code: 'service-events-elsewhere',
        summary: `Rule ${rule.name} is on the bus ${rule.bus}, but events of ${origin.source} arrive on the partner's own bus only.`,
        because: [`event pattern: source = "${origin.source}"`, ...because],
        sure: true,
      }
    default:
      return {
        code: 'service-events-elsewhere',
        summary: `Rule ${rule.name} is on the bus ${rule.bus}, but AWS services send their events to the default bus only.`,
        because: [
          'event pattern: every source begins with "aws."',
          ...because,
          'rules of other regions were not looked at',
        ],
        sure: true,
      }
  }
}
