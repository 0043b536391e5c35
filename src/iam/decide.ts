import type { KnownCaller } from './caller.js'
import type { Layers } from './layers.js'
import type { Grants } from './principals.js'
import type { Evaluated } from './statement.js'
import { all, type Truth } from './truth.js'
import type { Answer, Layer, Request } from './types.js'

/** How to take what is only `maybe`. */
export interface Mode {
  readonly maybeAllows: boolean
  readonly maybeDenies: boolean
  readonly sameAccount: boolean
}

/** A layer in which some statement had to allow and none did. */
export interface Lack {
  readonly layer: Layer
  readonly level?: string
  readonly statements: readonly Evaluated[]
}

export interface Outcome {
  readonly answer: Answer
  /** The Deny statements that apply, or the first Allow of each layer that had to allow. */
  readonly deciding: readonly Evaluated[]
  readonly lacking: readonly Lack[]
}

/**
 * AWS's decision procedure for one reading of what is unknown.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decide(layers: Layers, caller: KnownCaller, request: Request, mode: Mode): Outcome {
  const { identity, boundary = [], session = [], resource, scps, rcps } = layers
  const everything = [...scps, ...rcps].flatMap((level) => level.statements)
  const denies = [...everything, ...identity, ...boundary, ...session, ...resource].filter(
    ({ trace }) => trace.effect !== 'Allow' && counts(trace.applies, mode.maybeDenies),
  )
  if (denies.length > 0) return { answer: 'ExplicitlyDenied', deciding: denies, lacking: [] }

  const levels = scps.map(({ level, statements }) => need('scps', statements, mode, level))
  const rest = kinds[caller.kind](layers, request, mode)
  const needs = [...levels, ...rest]
  const lacking = needs.flatMap(({ lack }) => lack ?? [])
  if (lacking.length > 0) return { answer: 'ImplicitlyDenied', deciding: [], lacking }
  return { answer: 'Allowed', deciding: needs.flatMap(({ by }) => by ?? []), lacking: [] }
}

/** A layer that has to allow: by which statement it does, or that it does not. */
interface Need {
  readonly by?: Evaluated
  readonly lack?: Lack
}

type Rule = (layers: Layers, request: Request, mode: Mode) => Need[]

/** Only the resource's policy can allow a service that calls under its own name. */
const asService: Rule = ({ resource }, _request, mode) => [needGrant(resource, mode, ['direct'])]

/** What an account's own policies allow to its root is out of scope, so within the account nothing is certain. */
const asAccount: Rule = ({ resource }, _request, mode) =>
  mode.sameAccount && mode.maybeAllows ? [] : [needGrant(resource, mode, ['direct', 'account'])]

/**
 * Users and roles. In another account both sides have to allow:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
const asPrincipal: Rule = (layers, request, mode) => {
  const { identity, boundary, session, resource } = layers
  const limits = [
    ...(boundary ? [need('boundary', boundary, mode)] : []),
    ...(session ? [need('session', session, mode)] : []),
  ]
  const own = [need('identity', identity, mode), ...limits]
  if (!mode.sameAccount) return [...own, needGrant(resource, mode, ['direct', 'entity', 'account'])]

  const directly = needGrant(resource, mode, ['direct'])
  if (directly.by) return [directly]
  const asRole = needGrant(resource, mode, ['entity'])
  if (asRole.by) return [asRole, ...limits]
  return resourceTakesPart(request) ? [...own, needGrant(resource, mode, ['account'])] : own
}

const kinds: Record<KnownCaller['kind'], Rule> = {
  service: asService,
  account: asAccount,
  user: asPrincipal,
  role: asPrincipal,
  session: asPrincipal,
  other: asPrincipal,
}

/** Of a role's trust policy and of a key's policy, identity policies are not enough even within the account. */
function resourceTakesPart({ action }: Request): boolean {
  const name = action.toLowerCase()
  return name.startsWith('sts:assumerole') || name.startsWith('kms:')
}

function need(layer: Layer, statements: readonly Evaluated[], mode: Mode, level?: string): Need {
  const by = statements.find(({ trace }) => trace.effect !== 'Deny' && counts(trace.applies, mode.maybeAllows))
  return by ? { by } : { lack: { layer, ...(level !== undefined && { level }), statements } }
}

function needGrant(resource: readonly Evaluated[], mode: Mode, ways: readonly (keyof Grants)[]): Need {
  const by = resource.find(
    ({ trace, rest, grants }) =>
      trace.effect !== 'Deny' && ways.some((way) => counts(all([rest, grants[way]]), mode.maybeAllows)),
  )
  return by ? { by } : { lack: { layer: 'resource', statements: resource } }
}

function counts(value: Truth, maybe: boolean): boolean {
  return value === 'yes' || (maybe && value === 'maybe')
}
