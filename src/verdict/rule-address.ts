import { type Arn, isAccountId, lastSegment, parseArn } from '../aws/arn.js'
import type { CallerIdentity } from '../aws/reads/sts.js'
import type { Sender } from './sender.js'

/** What the user named: a rule by name or ARN, and perhaps a bus by name or ARN. */
export interface RuleRef {
  name: string
  /** A bus name, or the ARN of a bus. */
  bus: string
  /** Set when an ARN said so. */
  partition?: string
  region?: string
  account?: string
}

/** Everything about a rule that follows from its name: enough to evaluate policies for it. */
export interface RuleAddress extends Sender {
  kind: 'rule'
  /** The name of the bus. */
  bus: string
  /** What the EventBridge API wants as EventBusName: the name, or the ARN of a bus of another account. */
  busRef: string
  busArn: string
}

/** Whether the sender is a rule: then its bus is known too. */
export const isRule = (sender: Sender): sender is RuleAddress => sender.kind === 'rule'

/** The text that the user gave cannot name a rule or a bus. */
export class BadRuleRef extends Error {}

const NAME = /^[.\-_A-Za-z0-9]{1,64}$/
const BUS_NAME = /^[/.\-_A-Za-z0-9]{1,256}$/

/**
 * Reads a rule name or rule ARN, and a bus name or bus ARN.
 * A rule's ARN ends in `rule/NAME` on the default bus and in `rule/BUS/NAME` on any other; partner buses have slashes.
 * Throws BadRuleRef with one line to show.
 */
export function parseRuleRef(rule: string, bus?: string): RuleRef {
  const busArn = bus?.startsWith('arn:') ? parseArn(bus) : undefined
  if (busArn?.service === 'events' && busArn.resource.startsWith('event-busv2/')) {
    throw new BadRuleRef(`"${bus}" is a custom event bus of EventBridgeV2, which has subscribers and no rules.`)
  }
  if (bus?.startsWith('arn:') && !(busArn && isEventBus(busArn))) {
    throw new BadRuleRef(`"${bus}" is not the ARN of an event bus (arn:aws:events:REGION:ACCOUNT:event-bus/NAME).`)
  }
  if (bus !== undefined && !busArn && !BUS_NAME.test(bus)) {
    throw new BadRuleRef(`"${bus}" is not a valid event bus name.`)
  }
  if (!rule.startsWith('arn:')) {
    if (!NAME.test(rule)) {
      throw new BadRuleRef(
        `"${rule}" is not a valid rule name: letters, digits, ".", "-" and "_", at most 64 characters.`,
      )
    }
    return {
      name: rule,
      bus: bus ?? 'default',
      ...(busArn ? placeIn(busArn) : {}),
    }
  }
  const arn = parseArn(rule)
  if (!arn || !isOfAccount(arn) || !/^rule\/./.test(arn.resource) || !NAME.test(lastSegment(arn.resource))) {
    throw new BadRuleRef(`"${rule}" is not the ARN of a rule (arn:aws:events:REGION:ACCOUNT:rule/[BUS/]NAME).`)
  }
  const path = arn.resource.slice('rule/'.length)
  const name = lastSegment(path)
  const busInArn = path === name ? 'default' : path.slice(0, -name.length - 1)
  if (!BUS_NAME.test(busInArn)) throw new BadRuleRef(`"${busInArn}" is not a valid event bus name.`)
  const busGiven = busArn ? busArn.resource.slice('event-bus/'.length) : bus
  if (busGiven !== undefined && busGiven !== busInArn) {
    throw new BadRuleRef(`The rule's ARN says bus "${busInArn}", the flag says "${busGiven}".`)
  }
  const difference = busArn && differenceOf(arn, busArn)
  if (difference) {
    throw new BadRuleRef(`The rule's ARN says ${difference.one}, the bus's ARN says ${difference.other}.`)
  }
  return { name, bus: bus ?? busInArn, ...placeIn(arn) }
}

/** A place in AWS, as far as it is known. */
export interface Place {
  partition?: string | undefined
  region?: string | undefined
  account?: string | undefined
}

const placeIn = ({ partition, region, account }: Arn) => ({ partition, region, account })

/**
 * The first member in which two places differ, in the words of each; undefined when they agree as far as both are known.
 */
export function differenceOf(one: Place, other: Place): { one: string; other: string } | undefined {
  const words = { region: 'Region', account: 'account', partition: 'partition' } as const
  const member = (['region', 'account', 'partition'] as const).find(
    (name) => one[name] !== undefined && other[name] !== undefined && one[name] !== other[name],
  )
  return member && { one: `${words[member]} ${one[member]}`, other: `${words[member]} ${other[member]}` }
}

/** Whether an ARN is of EventBridge and says whose and where: all else follows from these two. */
const isOfAccount = ({ service, region, account }: Arn): boolean =>
  service === 'events' && /^[a-z0-9-]+$/.test(region) && isAccountId(account)

const isEventBus = (arn: Arn): boolean =>
  isOfAccount(arn) && arn.resource.startsWith('event-bus/') && BUS_NAME.test(arn.resource.slice('event-bus/'.length))

/** Completes what the user named with the account and region that we look at. */
export function addressOf(
  ref: RuleRef,
  caller: Pick<CallerIdentity, 'account' | 'partition'>,
  region: string,
): RuleAddress {
  const busArn = parseArn(ref.bus)
  const bus = busArn ? busArn.resource.slice('event-bus/'.length) : ref.bus
  const partition = ref.partition ?? busArn?.partition ?? caller.partition
  const account = ref.account ?? caller.account
  const here = ref.region ?? region
  const prefix = `arn:${partition}:events:${here}:${account}`
  return {
    kind: 'rule',
    noun: 'rule',
    principal: 'events.amazonaws.com',
    name: ref.name,
    bus,
    busRef: account === caller.account ? bus : `${prefix}:event-bus/${bus}`,
    busArn: `${prefix}:event-bus/${bus}`,
    arn: `${prefix}:rule/${bus === 'default' ? '' : `${bus}/`}${ref.name}`,
    account,
    region: here,
    partition,
  }
}
