import { matchAction } from './actions.js'
import { type ConditionOutcome, matchCondition } from './conditions.js'
import type { Condition, Entries, Parsed, Principals, Statement } from './parse.js'
import { fullGrants, type Grants, granted, matchPrincipal, matchPrincipals, maybeGrants } from './principals.js'
import { matchResource } from './resources.js'
import { collectWarnings, type Scope } from './scope.js'
import { all, any, not, type Truth } from './truth.js'
import type { ElementTrace, Layer, StatementTrace } from './types.js'

/** Where a statement comes from. */
export interface Source {
  readonly layer: Layer
  readonly level?: string
  readonly document: string
  readonly policy: Parsed
}

/** An element's trace together with what it was made from. */
export type Part = { readonly trace: ElementTrace } & (
  | { readonly kind: 'principals'; readonly element: Principals }
  | { readonly kind: 'actions' | 'resources'; readonly element: Entries }
  | { readonly kind: 'condition'; readonly element: Condition; readonly known: ConditionOutcome['known'] }
)

/** A statement held against the request. */
export interface Evaluated {
  readonly trace: StatementTrace
  readonly version: Scope['version']
  readonly parts: readonly Part[]
  /** Whether everything but the principal fits. */
  readonly rest: Truth
  readonly grants: Grants
}

/**
 * A statement applies when its principal, action, resource and all of its conditions fit.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export function evaluateStatement(
  statement: Statement,
  source: Source,
  base: Omit<Scope, 'version' | 'effect' | 'warn'>,
): Evaluated {
  const { warnings, warn } = collectWarnings()
  const { version } = source.policy
  const scope: Scope = { ...base, version, effect: statement.effect, warn }
  const problems = [...source.policy.problems, ...statement.problems, ...misplaced(statement, source.layer, scope)]
  for (const problem of problems) warn('malformed-policy', problem)

  const { principals, actions, resources } = statement
  const grants = principals ? matchPrincipals(principals, scope) : fullGrants
  const parts: Part[] = []
  if (principals) parts.push(principalPart(principals, grants, scope))
  if (actions) parts.push(listPart('actions', actions, scope))
  if (resources) parts.push(listPart('resources', resources, scope))
  for (const condition of statement.conditions) parts.push(conditionPart(condition, scope))
  const malformed = problems.length > 0
  const fits = all(parts.map((part) => (part.kind === 'principals' ? 'yes' : part.trace.outcome)))
  const rest = malformed ? 'maybe' : fits
  const { layer, level, document } = source
  const { index, sid, effect } = statement
  return {
    trace: {
      layer,
      ...(level !== undefined && { level }),
      document,
      index,
      ...(sid !== undefined && { sid }),
      effect,
      applies: malformed ? 'maybe' : all([granted(grants), rest]),
      elements: parts.map((part) => part.trace),
      warnings,
    },
    version,
    parts,
    rest,
    grants: malformed ? maybeGrants : grants,
  }
}

/** Elements that this kind of policy must have, or must not. */
function misplaced(statement: Statement, layer: Layer, { request }: Pick<Scope, 'request'>): string[] {
  const attached = layer === 'resource' || layer === 'rcps'
  const trust = layer === 'resource' && request.action.toLowerCase().startsWith('sts:')
  const problems: string[] = []
  if (attached && !statement.principals) problems.push('Neither Principal nor NotPrincipal.')
  if (!attached && statement.principals) problems.push('A Principal has no place in this kind of policy.')
  if (trust && statement.resources) problems.push('A Resource has no place in a trust policy.')
  if (!trust && !statement.resources) problems.push('Neither Resource nor NotResource.')
  return problems
}

function principalPart(element: Principals, grants: Grants, scope: Scope): Part {
  const types = new Set(element.entries.map((entry) => entry.type))
  const [type] = types
  const name = element.negated ? 'NotPrincipal' : 'Principal'
  const single = types.size === 1 && type !== undefined
  const hit = element.entries.find((entry) => granted(matchPrincipal(entry, scope.caller, quiet(scope))) === 'yes')
  const shown = hit ? [hit] : element.entries
  return {
    kind: 'principals',
    element,
    trace: {
      element: hit || single ? `${name}${suffix(hit?.type ?? type ?? '*')}` : name,
      outcome: granted(grants),
      entries: shown.map((entry) => (hit || single ? entry.value : `${entry.type}: ${entry.value}`)),
      actual: scope.request.principal,
    },
  }
}

function suffix(type: string): string {
  return type === '*' ? '' : `.${type}`
}

function quiet(scope: Scope): Scope {
  return { ...scope, warn: () => {} }
}

function listPart(kind: 'actions' | 'resources', element: Entries, scope: Scope): Part {
  const { action, resource } = scope.request
  const here = element.negated && scope.effect === 'Deny' ? { ...scope, doubtful: true } : scope
  const match = (entry: string) =>
    kind === 'actions' ? matchAction(entry, action, scope) : matchResource(entry, resource, here)
  const outcomes = element.entries.map(match)
  const listed = any(outcomes)
  const deciding = listed === 'no' ? -1 : outcomes.indexOf(listed)
  const name = kind === 'actions' ? 'Action' : 'Resource'
  return {
    kind,
    element,
    trace: {
      element: element.negated ? `Not${name}` : name,
      outcome: element.negated ? not(listed) : listed,
      entries: deciding === -1 ? element.entries : element.entries.slice(deciding, deciding + 1),
      actual: kind === 'actions' ? action : resource,
    },
  }
}

function conditionPart(element: Condition, scope: Scope): Part {
  const { outcome, known, note } = matchCondition(element, scope)
  return {
    kind: 'condition',
    element,
    known,
    trace: {
      element: `Condition ${element.operator} ${element.key}`,
      outcome,
      entries: element.values,
      actual: shownValue(known),
      ...(note !== undefined && { note }),
    },
  }
}

function shownValue(known: ConditionOutcome['known']): string {
  if (known === undefined) return '(not known)'
  if (known === null) return '(not sent)'
  return typeof known === 'string' ? known : known.join(', ')
}
