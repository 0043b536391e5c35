import { isServiceLinked } from './caller.js'
import { type AttachedPolicy, attached } from './documents.js'
import { maybeGrants } from './principals.js'
import type { Base } from './scope.js'
import { type Evaluated, evaluateStatement, type StatementSource } from './statement.js'
import { all } from './truth.js'
import type { Layer, OrganizationLevel, Policies, PolicyInput } from './types.js'

/** One level of the organisation. */
export interface Level {
  readonly level: string
  readonly statements: readonly Evaluated[]
}

/** Every statement that takes part, by layer; `undefined` where the caller has no such policy. */
export interface Layers {
  readonly identity: readonly Evaluated[]
  readonly boundary: readonly Evaluated[] | undefined
  readonly session: readonly Evaluated[] | undefined
  readonly resource: readonly Evaluated[]
  readonly scps: readonly Level[]
  readonly rcps: readonly Level[]
}

/**
 * Identity policies, boundary, session policy and service control policies bind users and roles alone; service control
 * policies do not bind service-linked roles.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export function evaluateLayers(policies: Policies, base: Base): Layers {
  const missing = (layer: Layer) => policies.unreadable?.includes(layer) ?? false
  const pool = (layer: Layer, inputs: readonly PolicyInput[]) => [
    ...evaluateDocuments(attached(inputs), layer, undefined, base),
    ...(missing(layer) ? [unreadable({ layer, document: titles[layer] })] : []),
  ]
  const optional = (layer: Layer, inputs: readonly PolicyInput[]) =>
    attached(inputs).length > 0 || missing(layer) ? pool(layer, inputs) : undefined

  const { kind } = base.caller
  const iam = kind !== 'service' && kind !== 'account'
  return {
    identity: iam ? pool('identity', policies.identity ?? []) : [],
    boundary: iam ? optional('boundary', policies.boundary ?? []) : undefined,
    session: iam ? optional('session', [policies.session]) : undefined,
    resource: pool('resource', [policies.resource]),
    scps: kind === 'service' || isServiceLinked(base.caller) ? [] : serviceControl(policies, base),
    rcps: isServiceLinked(base.caller) ? [] : resourceControl(policies, base),
  }
}

/** AWS does not say whether they bind an account that sends without a role. */
function serviceControl(policies: Policies, base: Base): Level[] {
  const levels = organization('scps', policies, base)
  if (base.caller.kind !== 'account' || levels.length === 0) return levels
  return [{ level: 'organization', statements: [unreadable({ layer: 'scps', document: titles.scps })] }]
}

/**
 * Services that resource control policies are known to cover; the list grows, so elsewhere they may apply.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
const coveredByRcps = ['s3', 'sts', 'kms', 'sqs', 'secretsmanager', 'events', 'logs']

function resourceControl(policies: Policies, base: Base): Level[] {
  const levels = organization('rcps', policies, base)
  if (coveredByRcps.includes(base.action.split(':')[0] ?? '')) return levels
  return levels.map(({ level, statements }) => ({ level, statements: statements.map(perhaps) }))
}

function perhaps(statement: Evaluated): Evaluated {
  const warning = {
    code: 'rcp-service-unsure',
    text: 'It is not certain that resource control policies apply to this service.',
  }
  const { trace } = statement
  const applies = all([trace.applies, 'maybe'])
  return { ...statement, trace: { ...trace, applies, warnings: [...trace.warnings, warning] } }
}

function organization(layer: 'scps' | 'rcps', policies: Policies, base: Base): Level[] {
  const levels = (policies[layer] ?? []).map(({ level, policies: inputs }: OrganizationLevel) => ({
    level,
    statements: evaluateDocuments(attached(inputs), layer, level, base),
  }))
  if (!policies.unreadable?.includes(layer)) return levels
  return [...levels, { level: 'organization', statements: [unreadable({ layer, document: titles[layer] })] }]
}

const titles: Record<Layer, string> = {
  identity: 'identity policies',
  boundary: 'permissions boundary',
  session: 'session policy',
  resource: 'resource policy',
  scps: 'service control policies',
  rcps: 'resource control policies',
}

function evaluateDocuments(
  policies: readonly AttachedPolicy[],
  layer: Layer,
  level: string | undefined,
  base: Base,
): Evaluated[] {
  return policies.flatMap(({ name, policy }, i) => {
    const number = policies.length > 1 ? i + 1 : 0
    const source: StatementSource = {
      layer,
      ...(level !== undefined && { level }),
      document: name ?? defaultName(layer, number, level, base),
      policy,
    }
    if (!policy.readable) return [unreadable(source, policy.problems[0])]
    return policy.statements.map((statement) => evaluateStatement(statement, source, base))
  })
}

function defaultName(layer: Layer, number: number, level: string | undefined, { action }: Base): string {
  const count = number > 0 ? ` ${number}` : ''
  const at = level === undefined ? '' : ` at ${level}`
  switch (layer) {
    case 'identity':
      return `identity policy${count}`
    case 'scps':
      return `service control policy${count}${at}`
    case 'rcps':
      return `resource control policy${count}${at}`
    case 'resource':
      return action.startsWith('sts:assumerole') ? 'trust policy' : titles.resource
    default:
      return `${titles[layer]}${count}`
  }
}

/** Stands for statements that nobody could read: they may allow and they may deny. */
function unreadable({ layer, level, document }: Omit<StatementSource, 'policy'>, problem?: string): Evaluated {
  const warnings = problem
    ? [{ code: 'malformed-policy', text: problem }]
    : [{ code: 'unreadable', text: `The ${titles[layer]} could not be read.` }]
  return {
    trace: {
      layer,
      ...(level !== undefined && { level }),
      document,
      index: 0,
      effect: 'unknown',
      applies: 'maybe',
      elements: [],
      warnings,
    },
    version: '2012-10-17',
    parts: [],
    rest: 'maybe',
    grants: maybeGrants,
  }
}
