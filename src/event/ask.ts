import type { Account } from '../aws/account.js'
import { isUnread, type Unread } from '../aws/read.js'
import type { Rule, Target } from '../aws/reads/events.js'
import type { CompiledEvent } from '../pattern/index.js'
import { serviceOf } from '../targets/index.js'
import { receive } from '../targets/receive/receive.js'
import { matchEvent, type ParsedPattern, parsePattern } from './match.js'
import { withheldFrom } from './read-only.js'
import type { ReportedReceiver, ReportedRule } from './report.js'

/** What is looked at to see where an event goes. */
export type EventAccount = Pick<Account, 'rule' | 'rules' | 'targets'>

/** One rule, ready to be asked about any number of events. */
export type AskRule = (event: CompiledEvent, text: string) => Promise<ReportedRule>

/** The rules of a bus, or why they could not be listed. */
export type BusRules =
  | { state: 'listed'; rules: readonly AskRule[] }
  | { state: 'no-bus' }
  | { state: 'unread'; because: string }

/**
 * All rules of a bus, as events:ListRules tells them: a page has a hundred, and only the targets of rules that match are
 * asked for one by one. `bus` is what the API takes as EventBusName.
 */
export async function rulesOfBus(account: EventAccount, bus: string): Promise<BusRules> {
  const rules = await account.rules(bus)
  if (rules.state === 'missing') return { state: 'no-bus' }
  if (isUnread(rules)) return { state: 'unread', because: whyUnread(rules) }
  return { state: 'listed', rules: rules.value.map((rule) => askOf(account, rule, bus)) }
}

/** One rule of a bus by its name. */
export async function ruleOfBus(account: EventAccount, name: string, bus: string): Promise<AskRule> {
  const read = await account.rule(name, bus)
  const plain = { name, arn: null, state: null, fields: [], withheld: null, targets: [] }
  if (read.state === 'missing') {
    return async () => ({ ...plain, matches: false, because: `there is no such rule on bus ${bus}` })
  }
  if (isUnread(read)) {
    const because = `it could not be read: ${whyUnread(read)}`
    return async () => ({ ...plain, matches: null, because, targets: null })
  }
  return askOf(account, read.value, bus)
}

/** A rule that was read; its pattern is compiled once for all events. */
function askOf(account: EventAccount, rule: Rule, bus: string): AskRule {
  const { eventPattern } = rule
  const ready = eventPattern === undefined ? undefined : parsePattern(eventPattern)
  return (event, text) => askRule(account, rule, ready, bus, event, text)
}

/** A pattern that is of no rule. */
export const askPattern =
  (name: string, ready: ParsedPattern): AskRule =>
  async (event) => ({
    ...{ name, arn: null, state: null },
    ...matchEvent(ready, event),
    ...{ withheld: null, targets: [] },
  })

async function askRule(
  account: EventAccount,
  rule: Rule,
  ready: ParsedPattern | undefined,
  bus: string,
  event: CompiledEvent,
  text: string,
): Promise<ReportedRule> {
  const { name, arn, state } = rule
  if (ready === undefined) {
    const because = 'it runs on a schedule and has no pattern'
    return { name, arn, state, matches: false, because, fields: [], withheld: null, targets: [] }
  }
  const held = matchEvent(ready, event)
  if (held.matches !== true) return { name, arn, state, ...held, withheld: null, targets: [] }
  const withheld = rule.bus === 'default' ? withheldFrom(state, text) : null
  const targets = await account.targets(name, bus)
  if (isUnread(targets)) return { name, arn, state, ...held, withheld, targets: null }
  const known = targets.state === 'found' ? targets.value : []
  return { name, arn, state, ...held, withheld, targets: known.map((target) => receiver(target, rule, text)) }
}

function receiver(target: Target, rule: Rule, text: string): ReportedReceiver {
  const service = serviceOf(target)
  const input = receive(target, service, text, { ruleArn: rule.arn, ruleName: rule.name })
  return { id: target.Id, arn: target.Arn, type: service?.id ?? null, input }
}

/** What would let us look, or what went wrong. */
const whyUnread = (unread: Unread): string =>
  unread.state === 'denied' ? `grant ${unread.action}` : unread.error.message
