import { splitArn } from './arn.js'
import { isAccount, type KnownCaller } from './caller.js'
import type { PrincipalEntry, Principals } from './parse.js'
import type { Scope } from './scope.js'
import { all, any, type Truth, truth } from './truth.js'

/**
 * How a principal element takes the caller in: `direct` (this very caller, or everyone), `entity` (the role that the
 * session belongs to) or `account` (its account, which delegates to identity policies).
 */
export interface Grants {
  readonly direct: Truth
  readonly entity: Truth
  readonly account: Truth
}

const noGrants: Grants = { direct: 'no', entity: 'no', account: 'no' }
export const maybeGrants: Grants = { direct: 'maybe', entity: 'maybe', account: 'maybe' }
export const fullGrants: Grants = { direct: 'yes', entity: 'yes', account: 'yes' }

export function granted(grants: Grants): Truth {
  return any([grants.direct, grants.entity, grants.account])
}

/**
 * Principal or NotPrincipal against the caller.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function matchPrincipals({ negated, entries }: Principals, scope: Scope): Grants {
  if (negated) return matchNotPrincipal(entries, scope)
  const each = entries.map((entry) => matchPrincipal(entry, scope.caller, scope))
  return {
    direct: any(each.map((grants) => grants.direct)),
    entity: any(each.map((grants) => grants.entity)),
    account: any(each.map((grants) => grants.account)),
  }
}

/** One entry against the caller. */
export function matchPrincipal({ type, value }: PrincipalEntry, caller: KnownCaller, scope: Scope): Grants {
  if (type === '*') return { ...noGrants, direct: 'yes' }
  if (type === 'Service') return { ...noGrants, direct: truth(caller.kind === 'service' && caller.name === value) }
  if (type !== 'AWS') return noGrants
  if (value === '*') return { ...noGrants, direct: everyone(caller, scope) }
  if (caller.kind === 'service') return noGrants
  if (caller.kind === 'other') return maybeGrants
  if (isAccount(value)) return { ...noGrants, account: truth(value === caller.account) }

  const parts = splitArn(value)
  if (!parts) return noGrants
  if (value.includes('*')) scope.warn('principal-wildcard', `"${value}": wildcards in a principal's ARN match nothing.`)
  const [, , , , account, resource] = parts
  if (resource === 'root') return { ...noGrants, account: truth(account === caller.account) }
  switch (caller.kind) {
    case 'account':
      return noGrants
    case 'user':
      return { ...noGrants, direct: truth(value === caller.arn) }
    case 'role': {
      const someSession = resource.startsWith(`assumed-role/${caller.roleName}/`) && account === caller.account
      return { ...noGrants, entity: truth(value === caller.arn), direct: someSession ? 'maybe' : 'no' }
    }
    case 'session':
      return {
        ...noGrants,
        direct: truth(value === caller.arn),
        entity: roleOfSession(value, account, resource, caller),
      }
  }
}

/** AWS calls `{"AWS": "*"}` equal to `"*"` for anonymous users only; whether it takes services in, it does not say. */
function everyone(caller: KnownCaller, scope: Scope): Truth {
  if (caller.kind !== 'service') return 'yes'
  scope.warn('aws-star', 'AWS does not say whether {"AWS": "*"} takes in a service that calls under its own name.')
  return 'maybe'
}

/** Role names are unique in an account, but a session's ARN leaves out the role's path. */
function roleOfSession(
  value: string,
  account: string,
  resource: string,
  caller: Extract<KnownCaller, { kind: 'session' }>,
): Truth {
  if (caller.roleArn !== undefined) return truth(value === caller.roleArn)
  if (account !== caller.account) return 'no'
  if (resource === `role/${caller.roleName}`) return 'yes'
  return resource.startsWith('role/') && resource.endsWith(`/${caller.roleName}`) ? 'maybe' : 'no'
}

/**
 * NotPrincipal belongs with Deny. A caller is exempt when every link of its chain (account, role, session) is listed, and
 * never when it has a permissions boundary.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function matchNotPrincipal(entries: readonly PrincipalEntry[], scope: Scope): Grants {
  const { caller } = scope
  if (scope.effect !== 'Deny') {
    scope.warn('notprincipal-allow', 'NotPrincipal is only supported with Deny.')
    return maybeGrants
  }
  const each = entries.map((entry) => matchPrincipal(entry, caller, scope))
  const listed = (link: keyof Grants) => any(each.map((grants) => grants[link]))
  const everyoneListed = entries.some((entry) => entry.type === '*' || (entry.type === 'AWS' && entry.value === '*'))
  if (caller.kind === 'service') return asGrants(listed('direct'), 'no')
  if (everyoneListed) return asGrants('yes', scope.bounded)
  if (caller.kind === 'other') return maybeGrants
  const chains = {
    account: [listed('account')],
    user: [listed('account'), listed('direct')],
    role: [listed('account'), listed('entity'), listed('direct')],
    session: [listed('account'), listed('entity'), listed('direct')],
  }
  const chain = chains[caller.kind]
  if (any(chain) === 'no') return asGrants('no', scope.bounded)
  if (all(chain) === 'yes') return asGrants('yes', scope.bounded)
  scope.warn('notprincipal-partial', 'NotPrincipal lists some of account, role and session, but not all of them.')
  return asGrants('maybe', scope.bounded)
}

function asGrants(exempt: Truth, bounded: Truth): Grants {
  const applies = any([exempt === 'yes' ? 'no' : exempt === 'no' ? 'yes' : 'maybe', bounded])
  return { direct: applies, entity: applies, account: applies }
}
