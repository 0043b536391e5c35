import { readdirSync, readFileSync } from 'node:fs'
import { asEventBridge, asRole, type EventBridgeCall, type Policies, type Request } from '../../src/iam/index.js'

/** The files in `scenarios/`: how they are read is told in `scenarios/README.md`. */
interface File {
  readonly about: string
  readonly given: Given
  readonly scenarios: readonly Scenario[]
}

interface Given {
  readonly rule?: string
  readonly call?: EventBridgeCall
  readonly role?: Role
  readonly request: Partial<Request>
  readonly layer: 'identity' | 'resource'
  readonly statement: Record<string, unknown>
}

interface Role {
  readonly roleArn: string
  readonly roleTags?: Record<string, string>
  readonly region: string
  readonly resourceAccount: string
  readonly now: string
  readonly extra?: Record<string, string>
}

export interface Scenario extends Partial<Omit<Given, 'statement'>> {
  readonly name: string
  readonly rests_on: string
  readonly version?: string
  readonly statement?: Record<string, unknown>
  readonly statements?: readonly Record<string, unknown>[]
  readonly policies?: Policies
  readonly expect: {
    readonly decision: string
    readonly possible?: readonly string[]
    readonly because?: readonly string[]
    readonly warnings?: readonly string[]
    readonly nearMisses?: readonly { code: string; wanted?: string; found?: string; at?: string }[]
  }
}

const folder = new URL('./scenarios/', import.meta.url)

export const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name): File & { name: string } => ({ name, ...JSON.parse(readFileSync(new URL(name, folder), 'utf8')) }))

/** The request of a scenario: what the file gives, then the caller, then the scenario's own fields. */
export function requestOf({ given }: File, scenario: Scenario): Request {
  const call = scenario.call ?? (scenario.role ? undefined : given.call)
  const role = scenario.role ?? given.role
  const caller = call
    ? asEventBridge({ ruleArn: scenario.rule ?? given.rule ?? '', call })
    : role
      ? asRole({ ...role, now: new Date(role.now) })
      : {}
  return { ...given.request, ...caller, ...scenario.request } as Request
}

/** The policies of a scenario: as written there, or its statements in the file's layer. */
export function policiesOf({ given }: File, scenario: Scenario): Policies {
  if (scenario.policies) return scenario.policies
  const document = {
    Version: scenario.version ?? '2012-10-17',
    Statement: scenario.statements ?? [{ ...given.statement, ...scenario.statement }],
  }
  return (scenario.layer ?? given.layer) === 'identity' ? { identity: [document] } : { resource: document }
}
