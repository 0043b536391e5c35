import type { Account } from '../aws/account.js'
import { lastSegment, parseArn } from '../aws/arn.js'
import { mapRead } from '../aws/read.js'
import type { Plan, PlannedChange } from './plan.js'

/** Rules looked through for others that use a role: more would be slow, and EventBridge answers 50 requests a second. */
const MOST_RULES = 100

/**
 * Adds to a plan what a person should know of each resource before it is changed: the CloudFormation stack that owns it,
 * and which other rules of the bus use the same role.
 */
export async function withSurroundings(plan: Plan, account: Account): Promise<Plan> {
  const look = (changes: readonly PlannedChange[]) => Promise.all(changes.map((change) => about(change, plan, account)))
  const [changes, withheld] = await Promise.all([look(plan.changes), look(plan.withheld)])
  return { ...plan, changes, withheld }
}

async function about(change: PlannedChange, plan: Plan, account: Account): Promise<PlannedChange> {
  if (change.before === null && change.call.operation === 'CreateRole') return change
  const [stack, users] = await Promise.all([stackOf(change, plan, account), otherUsers(change, plan, account)])
  return {
    ...change,
    ...(stack.name === undefined ? {} : { stack: stack.name }),
    doubts: [...change.doubts, ...stack.doubts, ...users],
  }
}

/** CloudFormation tags what it makes with the name of its stack, as far as the resource can be tagged. */
async function stackOf({ resource, id }: PlannedChange, plan: Plan, account: Account) {
  const arn = parseArn(resource)
  // A role that the plan makes has no owner; resource policies of CloudWatch Logs have no tags.
  const isNew = plan.changes.some((other) => other.resource === resource && other.call.operation === 'CreateRole')
  if (isNew || id.startsWith('logs ')) return { doubts: [] }
  const tags =
    arn?.service === 'iam' ? mapRead(await account.role(resource), (role) => role.tags) : await account.tags(resource)
  if (tags.state === 'denied') {
    const doubt = `Could not see whether a CloudFormation stack owns ${resource}: grant ${tags.action}.`
    return { doubts: [doubt] }
  }
  if (tags.state === 'failed') {
    const doubt = `Could not see whether a CloudFormation stack owns ${resource}: ${tags.error.message}`
    return { doubts: [doubt] }
  }
  const name = tags.state === 'found' ? tags.value['aws:cloudformation:stack-name'] : undefined
  if (name === undefined) return { doubts: [] }
  const doubt = `It belongs to the CloudFormation stack ${name}: change the template too, or the next update may undo this.`
  return { name, doubts: [doubt] }
}

/** The other rules of the same bus whose targets use the role that is changed. */
async function otherUsers({ resource }: PlannedChange, plan: Plan, account: Account): Promise<string[]> {
  if (parseArn(resource)?.service !== 'iam') return []
  const buses = [...new Set(plan.rules.map(({ bus }) => bus))]
  const users = await Promise.all(
    buses.map(async (bus) => {
      const names = await account.ruleNames(bus)
      if (names.state !== 'found') return []
      const others = names.value.filter((name) => !plan.rules.some((rule) => rule.bus === bus && rule.name === name))
      const targets = await Promise.all(
        others.slice(0, MOST_RULES).map(async (name) => ({ name, read: await account.targets(name, bus) })),
      )
      return targets.flatMap(({ name, read }) =>
        read.state === 'found' && read.value.some(({ RoleArn }) => RoleArn === resource) ? [name] : [],
      )
    }),
  )
  const names = users.flat()
  return names.length > 0
    ? [`The role ${lastSegment(resource)} is also used by the rules ${names.join(', ')}: nothing is taken from them.`]
    : []
}
