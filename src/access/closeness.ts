import { lastSegment } from '../aws/arn.js'
import { parsePolicy } from '../iam/index.js'
import { listed, otherUsersOf } from '../remedies/role-users.js'
import { unique } from '../text/unique.js'
import type { Need } from '../verdict/need.js'
import type { RolePolicies } from './role-decisions.js'

/** Actions that a role may allow beside those that are needed: the role of a neighbouring target seldom fits to the letter. */
const MOST_MORE = 3

/**
 * Why a role that is there already is not offered to a target: one clause; undefined when what it allows is close to what
 * the target needs. Close means: EventBridge alone may assume the role; all its policies could be read; no Allow has a
 * wildcard in an action, a NotAction, a NotResource, the resource `*`, or a wildcard in the ARN of a role or of a service that
 * the target does not need; and it allows at most three actions more than are needed.
 *
 * `made`: eb-doctor made the role for the rule, whose other targets may need many actions more.
 */
export function tooWide(policies: RolePolicies, needs: readonly Need[], made = false): string | undefined {
  const users = otherUsersOf(policies.role)
  if (users.length > 0) return `it also serves ${listed(users)}`
  if (policies.unread.length > 0 || policies.unreadable.length > 0) return 'not all of its policies could be read'
  const parsed = policies.identity.map(({ document }) => parsePolicy(document))
  if (parsed.some(({ readable }) => !readable)) return 'one of its policies cannot be understood'
  const allows = parsed.flatMap(({ statements }) => statements.filter(({ effect }) => effect !== 'Deny'))
  const services = needs.flatMap(({ resource, grant }) => [resource, grant ?? resource].map(serviceOfArn))
  const wide = allows.flatMap(({ actions, resources }) => [
    ...(actions?.negated ? [`every action except ${actions.entries.join(', ')}`] : []),
    ...(resources?.negated ? ['every resource except those in a NotResource'] : []),
    ...(actions?.negated ? [] : (actions?.entries ?? []).filter((action) => /[*?]/.test(action))),
    ...(resources?.negated ? [] : (resources?.entries ?? [])).filter(
      // Whoever may pass any role to a service may do whatever any role may.
      (resource) =>
        /[*?]/.test(resource) && (serviceOfArn(resource) === 'iam' || !services.includes(serviceOfArn(resource))),
    ),
  ])
  if (wide.length > 0) return `it allows ${listed(unique(wide).map((entry) => `"${entry}"`))}`
  const needed: string[] = needs.map(({ action }) => action.toLowerCase())
  const more = unique(allows.flatMap(({ actions }) => actions?.entries ?? [])).filter(
    (action) => !needed.includes(action.toLowerCase()),
  )
  return more.length > MOST_MORE && !made ? `it allows ${more.length} actions that are not needed here` : undefined
}

/** Why a role was passed over, in a sentence. */
export const passedOver = ({ role }: RolePolicies, why: string): string =>
  `The role ${lastSegment(role.arn)} was not offered: ${why}.`

/** The service in an ARN or in a pattern of ARNs; `*` for a pattern of any service. */
const serviceOfArn = (arn: string): string => arn.split(':')[2] ?? '*'
