import { matchAction } from './actions.js'
import { type ConditionOutcome, matchCondition } from './conditions.js'
import type { Condition, Entries, Parsed, Principals, Statement } from './parse.js'
import { fullGrants, type Grants, granted, matchPrincipal, matchPrincipals, maybeGrants } from './principals.js'
import { matchResource } from './resources.js'
import { type Base, type Scope, scopeOf } from './scope.js'
import { all, any, not, type Truth } from './truth.js'
import type { ElementTrace, Layer, StatementTrace } from './types.js'

/** Where a statement comes from. */
export interface StatementSource {
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
export function evaluateStatement(statement: Statement, source: StatementSource, base: Base): Evaluated {
  const { scope, warnings } = scopeOf(base, source.policy.version, statement.effect)
  const problems = [source.policy.problems, statement.problems, misplaced(statement, source.layer, scope)]
  const malformed = problems.some((some) => some.length > 0)
  if (malformed) for (const problem of problems.flat()) scope.warn('malformed-policy', problem)

  const { principals } = statement
  const grants = principals ? matchPrincipals(principals, scope) : fullGrants
  const parts = partsOf(statement, grants, scope)
  const fits = all(parts.map((part) => (part.kind === 'principals' ? 'yes' : part.trace.outcome)))
  const applies = malformed ? 'maybe' : all([granted(grants), fits])
  return {
    trace: traceOf(source, statement, applies, parts, warnings),
    version: scope.version,
    parts,
    rest: malformed ? 'maybe' : fits,
    grants: malformed ? maybeGrants : grants,
  }
}

function partsOf({ principals, actions, resources, conditions }: Statement, grants: Grants, scope: Scope): Part[] {
  const parts: Part[] = []
  if (principals) parts.push(principalPart(principals, grants, scope))
  if (actions) parts.push(listPart('actions', actions, scope))
  if (resources) parts.push(listPart('resources', resources, scope))
  for (const condition of conditions) parts.push(conditionPart(condition, scope))
  return parts
}

function traceOf(
  { layer, level, document }: StatementSource,
  { index, sid, effect }: Statement,
  applies: Truth,
  parts: readonly Part[],
  warnings: StatementTrace['warnings'],
): StatementTrace {
  const elements = parts.map((part) => part.trace)
  // Two literals rather than a spread, which would take as long as all the matching.
  const trace =
    sid === undefined
      ? { layer, document, index, effect, applies, elements, warnings }
      : { layer, document, index, sid, effect, applies, elements, warnings }
  return level === undefined ? trace : { ...trace, level }
}

const nothing: readonly string[] = []

/** Elements that this kind of policy must have, or must not. */
function misplaced({ principals, resources }: Statement, layer: Layer, { action }: Scope): readonly string[] {
  const attached = layer === 'resource' || layer === 'rcps'
  const trust = layer === 'resource' && action.startsWith('sts:')
  if (attached === (principals !== undefined) && trust !== (resources !== undefined)) return nothing
  const problems: string[] = []
  if (attached && !principals) problems.push('Neither Principal nor NotPrincipal.')
  if (!attached && principals) problems.push('A Principal has no place in this kind of policy.')
  if (trust && resources) problems.push('A Resource has no place in a trust policy.')
  if (!trust && !resources) problems.push('Neither Resource nor NotResource.')
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

function listPart(kind: 'actions' | 'resources', { negated, entries }: Entries, scope: Scope): Part {
  const { action, resource } = scope.request
  const here = kind === 'resources' && negated && scope.effect === 'Deny' ? { ...scope, doubtful: true } : scope
  const outcomes = entries.map((entry) =>
    kind === 'actions' ? matchAction(entry, scope) : matchResource(entry, resource, here),
  )
  const listed = any(outcomes)
  const name = kind === 'actions' ? 'Action' : 'Resource'
  return {
    kind,
    element: { negated, entries },
    trace: {
      element: negated ? `Not${name}` : name,
      outcome: negated ? not(listed) : listed,
      entries: listed === 'no' ? entries : [entries[outcomes.indexOf(listed)] ?? ''],
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
