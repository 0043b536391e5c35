import type { Account } from '../aws/account.js'
import { isUnread, type Unread } from '../aws/read.js'
import type { Rule, Target } from '../aws/reads/events.js'
import type { CompiledEvent } from '../pattern/index.js'
import { serviceOf } from '../targets/index.js'
import { receive } from '../targets/receive/receive.js'
import { hold, type ReadyPattern, readyPattern } from './hold.js'
import type { ReportedReceiver, ReportedRule } from './report.js'

/** What is looked at to see where an event goes. */
export type EventAccount = Pick<Account, 'rule' | 'ruleNames' | 'targets'>

/** One rule, ready to be asked about any number of events. */
export type AskRule = (event: CompiledEvent, text: string) => Promise<ReportedRule>

/** The rules of a bus, or why they could not be listed. */
export type BusRules =
  | { state: 'listed'; rules: readonly AskRule[] }
  | { state: 'no-bus' }
  | { state: 'unread'; because: string }

/** Rules that are read at the same time: EventBridge answers about 50 requests a second. */
const AT_ONCE = 8

/** All rules of a bus. `bus` is what the API takes as EventBusName. */
export async function rulesOfBus(account: EventAccount, bus: string): Promise<BusRules> {
  const names = await account.ruleNames(bus)
  if (names.state === 'missing') return { state: 'no-bus' }
  if (isUnread(names)) return { state: 'unread', because: whyUnread(names) }
  return { state: 'listed', rules: await limited(names.value, (name) => ruleOfBus(account, name, bus)) }
}

/** One rule of a bus by its name. */
export async function ruleOfBus(account: EventAccount, name: string, bus: string): Promise<AskRule> {
  const read = await account.rule(name, bus)
  const plain = { name, arn: null, state: null, fields: [], targets: [] }
  if (read.state === 'missing') {
    return async () => ({ ...plain, matches: false, because: `there is no such rule on bus ${bus}` })
  }
  if (isUnread(read)) {
    const because = `it could not be read: ${whyUnread(read)}`
    return async () => ({ ...plain, matches: null, because, targets: null })
  }
  const { eventPattern } = read.value
  const ready = eventPattern === undefined ? undefined : readyPattern(eventPattern)
  return (event, text) => askRule(account, read.value, ready, bus, event, text)
}

/** A pattern that is of no rule. */
export const askPattern =
  (name: string, ready: ReadyPattern): AskRule =>
  async (event) => ({ name, arn: null, state: null, targets: [], ...hold(ready, event) })

async function askRule(
  account: EventAccount,
  rule: Rule,
  ready: ReadyPattern | undefined,
  bus: string,
  event: CompiledEvent,
  text: string,
): Promise<ReportedRule> {
  const { name, arn, state } = rule
  if (ready === undefined) {
    const because = 'it runs on a schedule and has no pattern'
    return { name, arn, state, matches: false, because, fields: [], targets: [] }
  }
  const held = hold(ready, event)
  if (held.matches !== true) return { name, arn, state, ...held, targets: [] }
  const targets = await account.targets(name, bus)
  if (isUnread(targets)) return { name, arn, state, ...held, targets: null }
  const known = targets.state === 'found' ? targets.value : []
  return { name, arn, state, ...held, targets: known.map((target) => receiver(target, rule, text)) }
}

function receiver(target: Target, rule: Rule, text: string): ReportedReceiver {
  const service = serviceOf(target)
  const input = receive(target, service, text, { ruleArn: rule.arn, ruleName: rule.name })
  return { id: target.Id, arn: target.Arn, type: service?.id ?? null, input }
}

/** What would let us look, or what went wrong. */
const whyUnread = (unread: Unread): string =>
  unread.state === 'denied' ? `grant ${unread.action}` : unread.error.message

/** Does something for each item, a few at a time; the answers are in the order of the items. */
async function limited<T, U>(items: readonly T[], each: (item: T) => Promise<U>): Promise<U[]> {
  const answers: U[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(each))))
  }
  return answers
}
