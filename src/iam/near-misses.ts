import type { KnownCaller } from './caller.js'
import { parseOperator } from './conditions.js'
import type { Lack, Outcome } from './decide.js'
import { describeFailing, placeOf } from './describe.js'
import { nearElement } from './near-elements.js'
import { findOperator } from './operators.js'
import type { Evaluated, Part } from './statement.js'
import type { NearMiss, Request } from './types.js'

/**
 * What almost fitted. A statement counts as meant for this request only when every element that keeps it from applying
 * misses by something that can be named; anything else would be a guess.
 */
export function findNearMisses(
  outcomes: readonly Outcome[],
  resource: readonly Evaluated[],
  caller: KnownCaller,
  request: Request,
): NearMiss[] {
  const lacking = outcomes.flatMap((outcome) => outcome.lacking)
  const denying = outcomes.flatMap((outcome) => outcome.deciding).filter(({ trace }) => trace.effect === 'Deny')
  // The resource's policy could have allowed the caller even where it did not have to.
  const others = lacking.length > 0 ? resource : []
  const allows = [...new Set([...lacking.flatMap(({ statements }) => statements), ...others])].filter(
    ({ trace }) => trace.effect === 'Allow',
  )
  const found = [
    ...ranked(denying, (statement) => whyItDenies(statement, caller, request)),
    ...lacking.flatMap((lack) => limits(lack, request)),
    ...ranked(allows, (statement) => whyItDoesNotAllow(statement, caller, request)),
    ...lacking.flatMap((lack) => passRole(lack, request)),
  ]
  const seen = new Map(found.map((miss) => [JSON.stringify(miss), miss]))
  return [...seen.values()]
}

/** What keeps each statement from applying, the closest statement first. Most have nothing to say, and need no place. */
function ranked(statements: readonly Evaluated[], why: (statement: Evaluated) => readonly NearMiss[]): NearMiss[] {
  return statements
    .map((statement) => ({ statement, misses: why(statement) }))
    .filter(({ misses }) => misses.length > 0)
    .sort((a, b) => distance(a.statement) - distance(b.statement))
    .flatMap(({ misses }) => misses)
}

/** The Allow that comes closest: by the number of elements that do not fit; of several the first. */
export function closest(statements: readonly Evaluated[]): Evaluated | undefined {
  return statements.reduce<Evaluated | undefined>(
    (best, one) => (best && distance(best) <= distance(one) ? best : one),
    undefined,
  )
}

const weights = { yes: 0, maybe: 1, no: 2 }

/** An action that does not fit weighs most: the statement is about something else. */
function distance({ parts }: Evaluated): number {
  return parts.reduce(
    (sum, { kind, trace }) => sum + weights[trace.outcome] * (kind === 'actions' ? 3 : 1),
    // A statement that cannot be held against anything comes after all that can.
    parts.length === 0 ? 100 : 0,
  )
}

function whyItDoesNotAllow(statement: Evaluated, caller: KnownCaller, request: Request): NearMiss[] {
  const failing = statement.parts.filter(({ trace }) => trace.outcome !== 'yes')
  const misses: NearMiss[] = []
  for (const part of failing) {
    const found = isNegated(part) && isKnown(part) ? [] : near(part, statement, caller, request)
    if (found.length === 0) return []
    misses.push(...found)
  }
  return misses
}

/** A Deny that holds for everyone but the intended caller, and misses the caller by little. */
function whyItDenies(statement: Evaluated, caller: KnownCaller, request: Request): NearMiss[] {
  return statement.parts
    .filter((part) => part.trace.outcome !== 'no' && (isNegated(part) || holdsByAbsence(part)))
    .flatMap((part) => near(part, statement, caller, request))
}

function isNegated(part: Part): boolean {
  if (part.kind !== 'condition') return part.element.negated
  return findOperator(parseOperator(part.element.operator).base)?.negated ?? false
}

function isKnown(part: Part): boolean {
  return part.kind !== 'condition' || (part.known !== null && part.known !== undefined)
}

function holdsByAbsence(part: Part): boolean {
  return part.kind === 'condition' && part.known === null && part.trace.outcome === 'yes'
}

function near(part: Part, statement: Evaluated, caller: KnownCaller, request: Request): NearMiss[] {
  return nearElement(part, caller, request, statement).map((hit) => ({
    ...hit,
    at: `${placeOf(statement.trace)}: ${part.trace.element}`,
  }))
}

function mayAllow({ trace }: Evaluated): boolean {
  return trace.effect !== 'Deny' && trace.applies === 'maybe'
}

/** Layers that grant nothing but limit: that they do not allow is the reason in itself. */
function limits({ layer, level, statements }: Lack, request: Request): NearMiss[] {
  if (layer !== 'boundary' && layer !== 'scps') return []
  if (statements.some(mayAllow)) return []
  const best = closest(statements.filter(({ trace }) => trace.effect === 'Allow'))
  return [
    {
      code: layer === 'boundary' ? 'boundary-no-allow' : 'scp-no-allow',
      wanted: `${request.action} on ${request.resource}`,
      found: best ? describeFailing(best.trace) : 'no Allow statement',
      at: layer === 'boundary' ? (best ? placeOf(best.trace) : 'permissions boundary') : `scp@${level}`,
    },
  ]
}

function passRole({ layer, statements }: Lack, { action, resource }: Request): NearMiss[] {
  if (layer !== 'identity' || action.toLowerCase() !== 'iam:passrole') return []
  if (statements.some(mayAllow)) return []
  const best = closest(statements.filter(({ trace }) => trace.effect === 'Allow'))
  return [
    {
      code: 'passrole-missing',
      wanted: `${action} on ${resource}`,
      found: best ? describeFailing(best.trace) : 'no Allow statement',
      at: best ? placeOf(best.trace) : 'identity policies',
    },
  ]
}
