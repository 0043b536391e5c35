import type { Account } from '../../aws/account.js'
import type { Rule, Target } from '../../aws/reads/events.js'
import type { NamedPolicy, Role } from '../../aws/reads/iam.js'
import type { Plan } from '../plan.js'

/** A rule as it will be once the plan is carried out: templates say a rule whole. */
export interface RuleFacts {
  arn: string
  rule: Rule
  targets: readonly Target[]
}

/** A role whose trust the plan changes, with all that it has beside it. */
export interface RoleFacts {
  role: Role
  inline: readonly NamedPolicy[]
  attached: readonly NamedPolicy[]
}

/** What templates have to say beside the changes, since they describe resources whole. */
export interface Facts {
  rules: readonly RuleFacts[]
  roles: readonly RoleFacts[]
}

/** Reads what the plan changes. What cannot be read is left out. */
export async function factsOf(plan: Plan, account: Account): Promise<Facts> {
  const [rules, roles] = await Promise.all([ruleFacts(plan, account), roleFacts(plan, account)])
  return { rules, roles }
}

async function roleFacts(plan: Plan, account: Account): Promise<RoleFacts[]> {
  const changed = plan.changes.filter(({ call }) => call.operation === 'UpdateAssumeRolePolicy')
  const facts = await Promise.all(
    changed.map(async ({ resource }): Promise<RoleFacts[]> => {
      const [role, inline, attached] = await Promise.all([
        account.role(resource),
        account.inlinePolicies(resource),
        account.attachedPolicies(resource),
      ])
      if (role.state !== 'found' || inline.state !== 'found' || attached.state !== 'found') return []
      return [{ role: role.value, inline: inline.value, attached: attached.value }]
    }),
  )
  return facts.flat()
}

/** Reads the rules that the plan changes, and applies the changes to them on paper. Rules that cannot be read are left out. */
async function ruleFacts(plan: Plan, account: Account): Promise<RuleFacts[]> {
  const touched = plan.rules.filter(({ arn }) => plan.changes.some(({ resource }) => resource === arn))
  const facts = await Promise.all(
    touched.map(async ({ name, bus, arn }): Promise<RuleFacts[]> => {
      const [rule, targets] = await Promise.all([account.rule(name, bus), account.targets(name, bus)])
      if (rule.state !== 'found' || targets.state !== 'found') return []
      const mine = plan.changes.filter(({ resource }) => resource === arn)
      const enabled = mine.some(({ call }) => call.operation === 'EnableRule')
      const after = mine
        .filter(({ call }) => call.operation === 'PutTargets')
        .map((change) => change.after as unknown as Target)
      return [
        {
          arn,
          rule: enabled ? { ...rule.value, state: 'ENABLED' } : rule.value,
          targets: targets.value.map((target) => after.find(({ Id }) => Id === target.Id) ?? target),
        },
      ]
    }),
  )
  return facts.flat()
}
