import { addressOf } from '../verdict/rule-address.js'
import { misplaced } from './place.js'
import type { Plan } from './plan.js'
import { PlanSchema, problemWith } from './schema.js'

/** The file is no plan, or holds something that eb-doctor would not have planned. */
export class BadPlan extends Error {}

/**
 * Reads a plan from JSON text. Its form is checked here, and that all of it is in one place; whether its changes are those
 * that eb-doctor proposes is found out by diagnosing again (`held`). Throws BadPlan.
 */
export function readPlan(text: string): Plan {
  const value = parsed(text)
  const problem = problemWith(PlanSchema, value)
  if (problem !== undefined) throw new BadPlan(problem)
  const plan = value as Plan
  const { account, partition, region } = plan.context
  for (const { name, bus, arn } of plan.rules) {
    const rule = addressOf({ name, bus }, { account, partition }, region)
    if (rule.arn !== arn) throw new BadPlan('it names a rule that is not in its account, Region and bus')
  }
  const all = [...plan.changes, ...plan.withheld]
  for (const change of all) {
    const wrong = misplaced(change, plan.context)
    if (wrong !== undefined) throw new BadPlan(wrong)
  }
  if (new Set(all.map(({ id }) => id)).size < all.length) throw new BadPlan('it holds a change twice')
  return plan
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadPlan('it is not JSON')
  }
}
