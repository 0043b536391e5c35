import { parseArn } from '../aws/arn.js'
import type { BusRules } from './ask.js'
import { reportedEvent } from './assemble.js'
import { type Diagnosed, type ReportedEvent, type ReportedReceiver, type ReportedRule, reaches } from './report.js'

/** What it takes to follow an event. Each answer is remembered by whoever gives it. */
export interface Walker {
  /** The account whose event buses are followed. */
  account: string
  /** Diagnoses a rule by its ARN. */
  diagnose(ruleArn: string): Promise<Diagnosed>
  /** The rules of an event bus of the account by its ARN, in whatever Region it is. */
  rulesOf(busArn: string): Promise<BusRules>
}

/** Rules that are diagnosed at the same time: EventBridge answers about 50 requests a second, and a rule is some ten of them. */
const AT_ONCE = 4

/**
 * Follows an event: each rule that it reaches is diagnosed, and a target that is an event bus of the account is followed,
 * `hops` times at most. What the event does not reach stays as it is.
 */
export async function walkEvent(event: ReportedEvent, walker: Walker, hops = 1): Promise<ReportedEvent> {
  if (event.refused.length > 0) return event
  const rules: ReportedRule[] = []
  for (let at = 0; at < event.rules.length; at += AT_ONCE) {
    const some = event.rules.slice(at, at + AT_ONCE)
    rules.push(...(await Promise.all(some.map((rule) => walkRule(rule, walker, hops)))))
  }
  return { ...event, rules }
}

async function walkRule(rule: ReportedRule, walker: Walker, hops: number): Promise<ReportedRule> {
  if (!reaches(rule) || rule.arn === null) return rule
  const diagnosis = await walker.diagnose(rule.arn)
  const targets =
    rule.targets &&
    (await Promise.all(
      rule.targets.map(async (target) => ({
        ...target,
        delivers: diagnosis.targets.find(({ id }) => id === target.id)?.delivers ?? null,
        ...(await onwardTo(target, rule.arn ?? '', walker, hops)),
      })),
    ))
  return { ...rule, targets, diagnosis }
}

async function onwardTo(
  { arn, input }: ReportedReceiver,
  ruleArn: string,
  walker: Walker,
  hops: number,
): Promise<Pick<ReportedReceiver, 'onward' | 'notFollowed'>> {
  const bus = parseArn(arn)
  if (bus?.service !== 'events' || !bus.resource.startsWith('event-bus/')) return {}
  if (bus.account !== walker.account) return { notFollowed: `it belongs to account ${bus.account}` }
  if (hops === 0) return { notFollowed: 'only one hop is followed' }
  if (busOfRule(ruleArn) === arn) return { notFollowed: 'it is the bus that the event comes from' }
  if (input.state !== 'received') return { notFollowed: 'what arrives there could not be told' }
  if (input.by !== 'event') {
    return { notFollowed: `AWS does not say what arrives there when the target has ${input.by}` }
  }
  const given = { text: input.text, form: 'event', completed: [], refused: [], notes: [] } as const
  const name = bus.resource.slice('event-bus/'.length)
  const there = await reportedEvent(given, name, await walker.rulesOf(arn))
  return { onward: await walkEvent(there, walker, hops - 1) }
}

/** The ARN of the bus of a rule, which the ARN of a rule on the default bus does not name. */
const busOfRule = (ruleArn: string): string => {
  const [, start, bus] = /^(arn:[^:]+:events:[^:]+:[^:]+:)rule\/(?:(.+)\/)?[^/]+$/.exec(ruleArn) ?? []
  return `${start}event-bus/${bus ?? 'default'}`
}
