import type { Account } from '../../aws/account.js'
import type { Rule, Target } from '../../aws/reads/events.js'
import type { Plan } from '../plan.js'

/** A rule as it will be once the plan is carried out: templates say a rule whole. */
export interface RuleFacts {
  arn: string
  rule: Rule
  targets: readonly Target[]
}

/** Reads the rules that the plan changes, and applies the changes to them on paper. Rules that cannot be read are left out. */
export async function ruleFacts(plan: Plan, account: Account): Promise<RuleFacts[]> {
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
