import type { Account } from '../../aws/account.js'
import { isUnread, type Read } from '../../aws/read.js'
import type { Rule, Target } from '../../aws/reads/events.js'
import type { NamedPolicy, Role } from '../../aws/reads/iam.js'
import type { Plan } from '../plan.js'

export type Tags = Readonly<Record<string, string>>

/** A rule that the plan changes, as it is now. */
export interface RuleFacts {
  arn: string
  name: string
  /** The name of the bus, or its ARN. */
  bus: string
  rule: Read<Rule>
  targets: Read<readonly Target[]>
  tags: Read<Tags>
}

/** A role whose trust the plan changes, with all that it has beside it. */
export interface RoleFacts {
  arn: string
  role: Read<Role>
  inline: Read<readonly NamedPolicy[]>
  attached: Read<readonly NamedPolicy[]>
}

/** What templates have to say beside the changes, since they describe resources whole. */
export interface Facts {
  rules: readonly RuleFacts[]
  roles: readonly RoleFacts[]
}

/** Reads the rules and roles that the plan changes. */
export async function factsOf(plan: Plan, account: Account): Promise<Facts> {
  const rules = plan.rules
    .filter(({ arn }) => plan.changes.some(({ resource }) => resource === arn))
    .map(async ({ name, bus, arn }): Promise<RuleFacts> => {
      const [rule, targets, tags] = await Promise.all([
        account.rule(name, bus),
        account.targets(name, bus),
        account.tags(arn),
      ])
      return { arn, name, bus, rule, targets, tags }
    })
  const roles = plan.changes
    .filter(({ call }) => call.operation === 'UpdateAssumeRolePolicy')
    .map(async ({ resource: arn }): Promise<RoleFacts> => {
      const [role, inline, attached] = await Promise.all([
        account.role(arn),
        account.inlinePolicies(arn),
        account.attachedPolicies(arn),
      ])
      return { arn, role, inline, attached }
    })
  return { rules: await Promise.all(rules), roles: await Promise.all(roles) }
}

/** What was read, or nothing of it. What is lacking is said by `notRead`. */
export const valueOr = <T, Empty>(read: Read<T>, empty: Empty): T | Empty =>
  read.state === 'found' ? read.value : empty

/** The sentence that a template lacks something which could not be read; none when it was read or is not there. */
export function notRead(read: Read<unknown>, what: string, todo: string): string[] {
  if (!isUnread(read)) return []
  const why = read.state === 'denied' ? `grant ${read.action}` : read.error.message
  return [`${what} could not be read (${why}): ${todo}`]
}

/** The tags that a template may set: those of AWS itself begin with `aws:`. https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export const ownTags = (tags: Tags): [string, string][] => Object.entries(tags).filter(([key]) => !/^aws:/i.test(key))

/** The path of a role, `/` when it has none. Throws nothing: the ARN comes from a plan. */
export function pathOf(roleArn: string): string {
  const after = roleArn.slice(roleArn.indexOf(':role/') + ':role'.length)
  return after.slice(0, after.lastIndexOf('/') + 1)
}
