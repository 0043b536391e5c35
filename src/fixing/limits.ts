import type { Account } from '../aws/account.js'
import { lastSegment } from '../aws/arn.js'
import { beyondLimit, beyondLimitOf, sizeOf } from '../remedies/limits.js'
import type { Report } from '../report/report.js'
import type { Change } from '../verdict/fix.js'
import type { Left, Plan, PlannedChange } from './plan.js'

/**
 * The plan without changes that AWS would refuse because a policy becomes too long, and without those that need them: they
 * are left to a person, with what to do. Only a whole plan tells, since several rules may add to one policy, to the inline
 * policies of one role, or to the policy of one function.
 */
export async function withinLimits(plan: Plan, reports: readonly Report[], account: Account): Promise<Plan> {
  const all = [...plan.changes, ...plan.withheld]
  const refused = new Map<string, string>()
  for (const change of all) {
    const fitting = all.slice(0, all.indexOf(change)).filter(({ id }) => !refused.has(id))
    const why = refusedNeed(change, refused) ?? (await tooLong(change, fitting, account))
    if (why !== undefined) refused.set(change.id, why)
  }
  if (refused.size === 0) return plan
  const kept = ({ id }: PlannedChange): boolean => !refused.has(id)
  return {
    ...plan,
    changes: plan.changes.filter(kept),
    withheld: plan.withheld.filter(kept),
    left: [...plan.left, ...leftOf(all, refused, reports)],
  }
}

const refusedNeed = ({ needs }: Change, refused: ReadonlyMap<string, string>): string | undefined =>
  needs.flatMap((id) => refused.get(id) ?? [])[0]

/** Why a change does not fit beside those that are made before it. */
async function tooLong(change: Change, before: readonly Change[], account: Account): Promise<string | undefined> {
  const { edit, after, resource, call } = change
  if (edit && typeof after === 'string') {
    const { place } = edit
    return beyondLimitOf(place, after, place.kind === 'inline' ? await otherInline(change, before, account) : 0)
  }
  if (call.operation !== 'AddPermission') return undefined
  const policy = await account.lambdaPolicy(resource)
  const statements = [...before.filter((other) => other.resource === resource), change].flatMap(
    ({ after }) => after ?? [],
  )
  const text = `${(policy.state === 'found' ? policy.value : null) ?? ''}${JSON.stringify(statements)}`
  return beyondLimit('function', lastSegment(resource), text)
}

/** The characters of the role's other inline policies, as they are once the changes before are made. */
async function otherInline(change: Change, before: readonly Change[], account: Account): Promise<number> {
  const place = change.edit?.place
  if (place?.kind !== 'inline') return 0
  const read = await account.inlinePolicies(place.role)
  const texts = new Map<string, string>(
    (read.state === 'found' ? read.value : []).map(({ name, document }) => [name, document]),
  )
  for (const { edit, after } of before) {
    if (edit?.place.kind === 'inline' && edit.place.role === place.role) texts.set(edit.place.name, String(after))
  }
  texts.delete(place.name)
  return [...texts.values()].reduce((sum, text) => sum + sizeOf('inline', text), 0)
}

/** What is left to a person: each finding once, with the reasons of all its changes. */
function leftOf(
  all: readonly PlannedChange[],
  refused: ReadonlyMap<string, string>,
  reports: readonly Report[],
): Left[] {
  const left = new Map<string, Left>()
  for (const change of all) {
    const why = refused.get(change.id)
    if (why === undefined) continue
    for (const reason of change.because) {
      const key = JSON.stringify(reason)
      const decide = [...new Set([...(left.get(key)?.decide ?? []), why])]
      const finding = reports
        .find(({ rule }) => rule.arn === reason.rule)
        ?.checks.filter(({ check, target }) => check === reason.check && target === reason.target)
        .flatMap(({ findings }) => findings)
        .find(({ code, summary }) => code === reason.code && summary === reason.summary)
      left.set(key, { ...reason, severity: finding?.severity ?? 'error', decide, docs: finding?.docs ?? '' })
    }
  }
  return [...left.values()]
}
