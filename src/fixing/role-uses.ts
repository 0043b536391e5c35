import type { Account } from '../aws/account.js'
import { lastSegment } from '../aws/arn.js'
import { isUnread, type Unread } from '../aws/read.js'
import { unique } from '../text/unique.js'
import type { Plan } from './plan.js'

/** Rules looked through for others that use a role: more would be slow, and EventBridge answers 50 requests a second. */
export const MOST_RULES = 100

/** Which rules use which roles, and what was not looked at. */
export interface RoleUses {
  /** By the ARN of the role: the rules that are not in the plan, as `NAME (bus BUS)`. */
  rules: ReadonlyMap<string, readonly string[]>
  /** Clauses, at least one: IAM is global, and only one Region was looked at. */
  unseen: readonly string[]
}

/**
 * Looks through the rules of all event buses of the Region for the roles of their targets. EventBridge has no call that
 * finds rules by the role of a target: ListRuleNamesByTarget takes the ARN of the target alone.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html
 */
export async function usesOfRoles(plan: Plan, account: Account): Promise<RoleUses> {
  const listed = await account.buses()
  const planned = plan.rules.map(({ bus }) => bus)
  const buses = unique([...planned, ...(listed.state === 'found' ? listed.value : [])])
  const named = await Promise.all(buses.map(async (bus) => ({ bus, read: await account.ruleNames(bus) })))
  const rules = named.flatMap(({ bus, read }) =>
    read.state === 'found' ? read.value.map((name) => ({ bus, name })) : [],
  )
  const others = rules.filter(({ bus, name }) => !plan.rules.some((rule) => rule.bus === bus && rule.name === name))
  const looked = await Promise.all(
    others.slice(0, MOST_RULES).map(async (rule) => ({ ...rule, read: await account.targets(rule.name, rule.bus) })),
  )
  const uses = looked.flatMap(({ bus, name, read }) =>
    (read.state === 'found' ? read.value : []).flatMap(({ RoleArn }) =>
      RoleArn === undefined ? [] : [{ role: RoleArn, rule: `${name} (bus ${bus})` }],
    ),
  )
  const unlisted = named.filter(({ read }) => isUnread(read))
  const untold = looked.filter(({ read }) => isUnread(read))
  const first = [...unlisted, ...untold].map(({ read }) => read).find(isUnread)
  return {
    rules: new Map(
      unique(uses.map(({ role }) => role)).map((role) => [
        role,
        unique(uses.filter((use) => use.role === role).map(({ rule }) => rule)),
      ]),
    ),
    unseen: [
      ...(isUnread(listed) ? [`the event buses could not be listed (${whyNot(listed)})`] : []),
      ...(unlisted.length > 0
        ? [`the rules of the event bus ${unlisted.map(({ bus }) => bus).join(', ')} could not be listed`]
        : []),
      ...(untold.length > 0 ? [`the targets of ${untold.length} of ${looked.length} rules could not be listed`] : []),
      ...(first ? [whyNot(first)] : []),
      ...(others.length > MOST_RULES
        ? [`only ${MOST_RULES} of the ${others.length} other rules of the Region were looked through`]
        : []),
      'other Regions were not looked at',
    ],
  }
}

const whyNot = (read: Unread): string => (read.state === 'denied' ? `grant ${read.action}` : read.error.message)

/** What a person should know of the uses of a role before it is changed. */
export function sayUses(role: string, { rules, unseen }: RoleUses): string[] {
  const name = lastSegment(role)
  const users = rules.get(role) ?? []
  return [
    ...(users.length > 0
      ? [`The role ${name} is also used by the rules ${users.join(', ')}: nothing is taken from them.`]
      : []),
    `More rules may use the role ${name}: ${unseen.join('; ')}.`,
  ]
}
