import { splitAtColons } from './arn.js'
import { glob, isOnlyStars, matches } from './pattern.js'
import { remember } from './remember.js'
import type { Scope } from './scope.js'
import type { Truth } from './truth.js'
import { compile, hasVariable } from './variables.js'

/** An entry cut at its colons. */
interface ResourcePattern {
  readonly pieces: readonly string[]
  /** Whether a star ends one of the first five pieces. */
  readonly openEnded: boolean
  /** Whether a variable stands before the fifth colon. */
  readonly variableEarly: boolean
}

const cut = (variables: boolean) =>
  remember((entry: string): ResourcePattern => {
    const pieces = splitAtColons(entry, variables)
    const early = pieces.slice(0, 5)
    return {
      pieces,
      openEnded: early.some((piece) => piece.endsWith('*')),
      variableEarly: variables && early.some(hasVariable),
    }
  })

const patternOf = { '2012-10-17': cut(true), '2008-10-17': cut(false) }

/**
 * One entry of Resource or NotResource against the requested resource: part by part, case-sensitively, with wildcards
 * inside each part; in the sixth part `*` crosses slashes and colons.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchResource(entry: string, resource: string, scope: Scope): Truth {
  if (isOnlyStars(entry)) return 'yes'
  if (resource === '*') return 'no'
  const { wanted } = scope
  if (!wanted) return 'maybe'
  if (!entry.startsWith('arn:')) return notAnArn(entry, wanted[2], scope)

  const { pieces, openEnded, variableEarly } = patternOf[scope.version](entry)
  if (variableEarly) {
    scope.warn('variable-before-resource', `"${entry}" has a variable before its fifth colon, where none is allowed.`)
    return 'no'
  }
  const fits = pieces.length < 6 ? matchShort(entry, pieces, wanted, scope) : matchParts(pieces, wanted, scope)
  if (fits !== 'no') return wildcardInType(pieces[5], wanted[2]) ? unsure('wildcard-in-type', entry, scope) : fits
  return openEnded && matches(compile(entry, scope), resource) !== 'no'
    ? unsure('star-crosses-colon', entry, scope)
    : 'no'
}

/** Part by part; the sixth alone may hold variables. */
function matchParts(pieces: readonly string[], wanted: readonly string[], scope: Scope): Truth {
  for (const [i, piece] of pieces.entries()) {
    if (i === 5) return matches(compile(piece, scope), wanted[i] ?? '')
    if (piece !== wanted[i] && matches(glob(piece), wanted[i] ?? '') === 'no') return 'no'
  }
  return 'yes'
}

/** A final star covers the parts that are missing; without one AWS does not say what happens. */
function matchShort(entry: string, pieces: readonly string[], wanted: readonly string[], scope: Scope): Truth {
  if (!entry.endsWith('*')) {
    return matchParts(pieces.slice(0, 3), wanted, scope) === 'no' ? 'no' : unsure('short-arn', entry, scope)
  }
  const last = pieces.length - 1
  return matchParts(pieces, [...wanted.slice(0, last), wanted.slice(last).join(':')], scope)
}

/** API Gateway's own documentation shows `execute-api:/stage/GET/path`; elsewhere IAM would have refused the entry. */
function notAnArn(entry: string, service: string, scope: Scope): Truth {
  scope.warn('resource-not-an-arn', `"${entry}" is not an ARN.`)
  return service === 'execute-api' && entry.startsWith('execute-api:') ? 'maybe' : 'no'
}

const openQuestions = {
  'short-arn': 'has fewer than six parts, and AWS does not say what that matches',
  'star-crosses-colon': 'matches only if a * may run across colons, where the AWS documentation contradicts itself',
  'wildcard-in-type': 'has a wildcard in the resource type, which the AWS documentation does not allow',
}

function unsure(code: keyof typeof openQuestions, entry: string, scope: Scope): Truth {
  scope.warn(code, `"${entry}" ${openQuestions[code]}.`)
  return 'maybe'
}

/**
 * Wildcards are "not allowed" in the resource type, the word before the first slash or colon of the sixth part.
 * Objects of S3 and APIs of API Gateway have a name in that place, not a type.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
function wildcardInType(resource: string | undefined, service: string): boolean {
  if (!resource || service === 's3' || service === 'execute-api') return false
  let special = false
  for (let i = 0; i < resource.length; i++) {
    if (resource[i] === '/' || resource[i] === ':') return special
    const variable = resource.startsWith('${', i) ? resource.indexOf('}', i) : -1
    if (variable !== -1) i = variable
    if (variable !== -1 || resource[i] === '*' || resource[i] === '?') special = true
  }
  return false
}
