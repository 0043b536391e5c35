import { splitArn } from './arn.js'
import { callerOf, type KnownCaller } from './caller.js'
import { contextOf } from './context.js'
import { decide, type Mode, type Outcome } from './decide.js'
import { attached } from './documents.js'
import { explain } from './explain.js'
import { evaluateLayers, type Layers } from './layers.js'
import { findNearMisses } from './near-misses.js'
import type { Answer, Decision, Policies, Request } from './types.js'

const answers: readonly Answer[] = ['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied']

/**
 * Decides whether a request would be allowed by these policies, and says why.
 *
 * A definite answer holds whatever the unknown keys and unreadable layers turn out to be; where they decide, and where AWS
 * does not document the rule, the answer is `CannotTell` with all that is `possible`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: Request, policies: Policies): Decision {
  const wanted = splitArn(request.resource)
  if (request.resource !== '*' && !wanted) {
    const because = [`"${request.resource}" is not an ARN, so no policy can be evaluated for it.`]
    return { decision: 'CannotTell', possible: answers, because, statements: [], nearMisses: [] }
  }
  const context = contextOf(request)
  const caller = callerOf(request.principal, context)
  const limited = attached(policies.boundary ?? []).length > 0
  const bounded = limited ? 'yes' : policies.unreadable?.includes('boundary') ? 'maybe' : 'no'
  const layers = evaluateLayers(policies, {
    request,
    action: request.action.toLowerCase(),
    wanted,
    caller,
    context,
    bounded,
  })
  const outcomes = readings(caller, request).map((mode) => decide(layers, caller, request, mode))
  const possible = between(outcomes)
  const [first, ...others] = possible
  const decision = first !== undefined && others.length === 0 ? first : 'CannotTell'
  return {
    decision,
    possible,
    because: explain(decision, outcomes, request),
    statements: everyTrace(layers),
    nearMisses: decision === 'Allowed' ? [] : findNearMisses(outcomes, layers.resource, caller, request),
  }
}

/**
 * The procedure is monotone: more Allows never hurt, more Denies never help. So the best and the worst reading bound the
 * answer, and the one with neither says whether an implicit denial lies between.
 */
function readings(caller: KnownCaller, request: Request): Mode[] {
  const owner = request.resourceAccount ?? splitArn(request.resource)?.[4]
  const own = caller.kind === 'service' ? owner : caller.kind === 'other' ? undefined : caller.account
  const relations = own && owner ? [own === owner] : request.resource === '*' ? [true] : [true, false]
  return relations.flatMap((sameAccount) => [
    { sameAccount, maybeAllows: true, maybeDenies: false },
    { sameAccount, maybeAllows: false, maybeDenies: false },
    { sameAccount, maybeAllows: false, maybeDenies: true },
  ])
}

function between(outcomes: readonly Outcome[]): Answer[] {
  return answers.filter((answer) => outcomes.some((outcome) => outcome.answer === answer))
}

function everyTrace({ identity, boundary = [], session = [], resource, scps, rcps }: Layers): Decision['statements'] {
  const organization = [...scps, ...rcps].flatMap((level) => level.statements)
  return [...organization, ...identity, ...boundary, ...session, ...resource].map(({ trace }) => trace)
}
