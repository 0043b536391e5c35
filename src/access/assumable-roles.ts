import { parseArn } from '../aws/arn.js'
import { parsePolicy } from '../iam/index.js'
import type { RolePolicies } from './role-decisions.js'

/** The roles of other accounts that the policies name beside sts:AssumeRole. */
export function assumableRoles({ identity }: RolePolicies, home: string): string[] {
  const named = identity.flatMap(({ document }) =>
    parsePolicy(document).statements.flatMap((statement) =>
      statement.effect === 'Allow' &&
      !statement.actions?.negated &&
      !statement.resources?.negated &&
      (statement.actions?.entries ?? []).some((action) => /^sts:(assumerole|\*)$/i.test(action))
        ? (statement.resources?.entries ?? [])
        : [],
    ),
  )
  return [...new Set(named)].filter((resource) => {
    const arn = parseArn(resource)
    return arn?.service === 'iam' && arn.resource.startsWith('role/') && arn.account !== home
  })
}
