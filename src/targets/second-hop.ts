import type { Account } from '../aws/account.js'
import { isUnread, type Unread } from '../aws/read.js'
import type { Rule } from '../aws/reads/events.js'
import { isRule, type RuleAddress } from '../verdict/rule-address.js'
import type { TargetSubject } from '../verdict/subject.js'
import { cannotTell } from '../verdict/verdict.js'
import { literalsOf } from './forwarded.js'
import type { Flaw, Settings } from './target.js'

/** The reads that `secondHop` makes. */
export const secondHopReads = ['rule', 'buses', 'ruleNamesByTarget'] as const

type Reader = Pick<Account, (typeof secondHopReads)[number]>

/** A rule of another bus that forwards to the bus of the rule that is asked about. */
interface Feeder {
  bus: string
  name: string
  rule: Rule
}

/**
 * An event makes one hop from bus to bus, within an account too: what another bus sent to this one is not forwarded again.
 * Asked of a rule whose target is a bus: which rules of other buses of the Region forward to the bus of the rule, and whether
 * such an event can match the rule. A warning, since the same events may also be put on the bus directly.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
 */
export async function secondHop({ sender, target }: TargetSubject, account: Reader): Promise<Settings> {
  if (!isRule(sender) || target.Arn === sender.busArn) return { flaws: [] }
  const [own, feeders] = await Promise.all([account.rule(sender.name, sender.busRef), feedersOf(sender, account)])
  const pattern = own.state === 'found' ? own.value.eventPattern : undefined
  // A schedule makes events of its own, which have made no hop.
  const fed =
    own.state === 'found' && pattern === undefined ? [] : feeders.found.filter(({ rule }) => overlaps(rule, pattern))
  const [unread] = feeders.unread
  return {
    flaws: fed.length > 0 ? [flawOf(target.Id, sender, fed)] : [],
    ...(unread && fed.length === 0
      ? {
          unseen: cannotTell(
            unread,
            `the rules that forward to ${sender.busArn}`,
            'to see whether this is a second hop',
          ),
        }
      : {}),
  }
}

async function feedersOf(sender: RuleAddress, account: Reader): Promise<{ found: Feeder[]; unread: Unread[] }> {
  const buses = await account.buses()
  if (isUnread(buses)) return { found: [], unread: [buses] }
  const others = buses.state === 'found' ? buses.value.filter((bus) => bus !== sender.bus) : []
  const looked = await Promise.all(others.map((bus) => rulesThatForward(bus, sender, account)))
  return { found: looked.flatMap(({ found }) => found), unread: looked.flatMap(({ unread }) => unread) }
}

async function rulesThatForward(bus: string, sender: RuleAddress, account: Reader) {
  const busArn = sender.busArn.replace(/event-bus\/.*$/, () => `event-bus/${bus}`)
  const names = await account.ruleNamesByTarget(sender.busArn, busArn)
  if (isUnread(names)) return { found: [], unread: [names] }
  const rules = await Promise.all(
    (names.state === 'found' ? names.value : []).map(async (name) => ({ name, read: await account.rule(name, bus) })),
  )
  return {
    found: rules.flatMap(({ name, read }): Feeder[] =>
      read.state === 'found' && read.value.state !== 'DISABLED' ? [{ bus, name, rule: read.value }] : [],
    ),
    unread: rules.map(({ read }) => read).filter(isUnread),
  }
}

/** Whether an event that a rule forwards may match a pattern, as far as the values that both list tell. */
function overlaps({ eventPattern, scheduleExpression }: Rule, pattern: string | undefined): boolean {
  const of = (field: string) =>
    eventPattern === undefined && scheduleExpression !== undefined
      ? [field === 'source' ? 'aws.events' : 'Scheduled Event']
      : literalsOf(eventPattern, field)
  return ['source', 'detail-type'].every((field) => {
    const [theirs, ours] = [of(field), literalsOf(pattern, field)]
    return theirs === undefined || ours === undefined || theirs.some((value) => ours.includes(value))
  })
}

const flawOf = (id: string, sender: RuleAddress, fed: readonly Feeder[]): Flaw => ({
  code: 'target-unsupported',
  severity: 'warning',
  summary: `Target ${id} is an event bus, and events that other buses forwarded to the bus ${sender.bus} are not forwarded again.`,
  because: [
    `events:ListRuleNamesByTarget: rule ${fed[0]?.name} of the bus ${fed[0]?.bus} forwards to ${sender.busArn}`,
    ...fed.slice(1, 5).map(({ bus, name }) => `rule ${name} of the bus ${bus} does so too`),
    'EventBridge forwards an event from bus to bus once; events that were put on this bus directly are forwarded.',
  ],
})
