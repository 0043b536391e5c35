import type { Account } from '../aws/account.js'
import { parseArn } from '../aws/arn.js'
import { stackOf } from '../aws/tags.js'
import type { Plan, PlannedChange } from './plan.js'
import { type RoleUses, sayUses, usesOfRoles } from './role-uses.js'

/**
 * Adds to a plan what a person should know of each resource before it is changed: the CloudFormation stack that owns it,
 * which other rules use the same role, and what was not looked at to find that out.
 */
export async function withSurroundings(plan: Plan, account: Account): Promise<Plan> {
  let asked: Promise<RoleUses> | undefined
  const uses = () => {
    asked ??= usesOfRoles(plan, account)
    return asked
  }
  const look = (changes: readonly PlannedChange[]) =>
    Promise.all(changes.map((change) => about(change, plan, account, uses)))
  const [changes, withheld] = await Promise.all([look(plan.changes), look(plan.withheld)])
  return { ...plan, changes, withheld }
}

async function about(
  change: PlannedChange,
  plan: Plan,
  account: Account,
  uses: () => Promise<RoleUses>,
): Promise<PlannedChange> {
  // A role that the plan makes has no owner, and nobody uses it yet.
  if (isMade(change, plan)) return change
  const [stack, users] = await Promise.all([ownerOf(change, account), otherUsers(change, uses)])
  return {
    ...change,
    ...(stack.name === undefined ? {} : { stack: stack.name }),
    doubts: [...change.doubts, ...stack.doubts, ...users],
  }
}

/** The stack that owns what is changed, and what a person should know of that. */
async function ownerOf({ resource, id }: PlannedChange, account: Account) {
  // Resource policies of CloudWatch Logs have no tags.
  if (id.startsWith('logs ')) return { doubts: [] }
  const stack = await stackOf(resource, account)
  if (stack.state === 'denied') {
    const doubt = `Could not see whether a CloudFormation stack owns ${resource}: grant ${stack.action}.`
    return { doubts: [doubt] }
  }
  if (stack.state === 'failed') {
    const doubt = `Could not see whether a CloudFormation stack owns ${resource}: ${stack.error.message}`
    return { doubts: [doubt] }
  }
  const name = stack.state === 'found' ? stack.value : undefined
  if (name === undefined) return { doubts: [] }
  const doubt = `${resource} belongs to the CloudFormation stack ${name}: change the template too, or the next update may undo this.`
  return { name, doubts: [doubt] }
}

const isMade = ({ resource }: PlannedChange, plan: Plan): boolean =>
  plan.changes.some((other) => other.resource === resource && other.call.operation === 'CreateRole')

/** The rules that use the role that is changed. */
const otherUsers = async ({ resource }: PlannedChange, uses: () => Promise<RoleUses>): Promise<string[]> =>
  parseArn(resource)?.service === 'iam' ? sayUses(resource, await uses()) : []
