import {
  type Answer,
  asEventBridge,
  type Caller,
  type ContextValue,
  type Decision,
  evaluate,
  type NamedDocument,
  type StatementTrace,
} from '../iam/index.js'
import type { Contested, OwnCall } from '../targets/target.js'
import type { Sender } from '../verdict/sender.js'
import type { Because } from '../verdict/verdict.js'
import { reasonsOf } from './decision.js'

/** What the policies of a resource say to one caller. */
export type Grant =
  | { answer: 'allowed' }
  /** missing: no statement allows the caller; mismatch: a statement is meant for it and does not match. */
  | { answer: 'missing' | 'mismatch' | 'denied'; action: string; because: Because }
  /** It depends on something that AWS does not document, or documents in two ways. */
  | { answer: 'contested'; action: string; because: Because }
  | { answer: 'cannot-tell'; action: string; because: Because }

/** One caller, what it does, and the documents that decide whether it may. */
export interface AccessRequest {
  caller: Caller
  actions: readonly string[]
  resource: string
  resourceAccount?: string
  documents: readonly NamedDocument[]
  contested?: readonly Contested[]
  /** What shows that `{"AWS": "*"}` in this service's policies includes EventBridge. */
  everybody?: string
  /** Set when the caller's own policies are assumed to allow everything, so that only the resource's policy is asked. */
  identityAllows?: boolean
  /** The AWS page that says which condition keys are not supported; shown when such a condition fails. */
  page?: string
  sender: Sender
}

/** EventBridge as it calls under its own name for a rule. */
export function ownCaller(sender: Sender, { call, context = {} }: OwnCall): Caller {
  const base = asEventBridge({ ruleArn: sender.arn, call })
  const known = new Set(Object.keys(context).map((key) => key.toLowerCase()))
  return {
    ...base,
    context: { ...base.context, ...context },
    unknownKeys: base.unknownKeys.filter((key) => !known.has(key.toLowerCase())),
  }
}

/**
 * Asks the documents for each action; the first action that is not allowed makes the answer. Where AWS's pages do not
 * agree what a condition key is, every reading is tried: only what holds in all of them is certain.
 */
export const grantOf = (request: AccessRequest): Grant =>
  worstOf(request.actions.map((action) => grantOfAction(action, request)))

/** The least favourable of several answers: all that is asked must be allowed. */
export function worstOf(grants: readonly Grant[]): Grant {
  const order = ['denied', 'mismatch', 'missing', 'cannot-tell', 'contested', 'allowed'] as const
  return order.flatMap((answer) => grants.find((grant) => grant.answer === answer) ?? [])[0] ?? { answer: 'allowed' }
}

function grantOfAction(action: string, request: AccessRequest): Grant {
  const contested = request.contested ?? []
  const read = (keys: readonly Contested[]) => readingsOf(keys).map((context) => decide(action, context, request))
  const likely = read(contested.map((key) => (key.firstIsSure ? { ...key, values: key.values.slice(0, 1) } : key)))
  const [first] = likely
  if (!first || likely.every(({ decision }) => decision === 'Allowed')) {
    return { answer: 'allowed' }
  }
  const decisions = contested.some((key) => key.firstIsSure) ? read(contested) : likely
  const because = reasonsOf(decisions.find(({ decision }) => decision !== 'Allowed') ?? first)
  if (decisions.every(({ decision }) => isRefusal(decision))) return refusal(action, first, request)
  if (decisions.every(({ decision }) => decision === 'Allowed' || isRefusal(decision))) {
    const refusing = decisions.find(({ decision }) => decision !== 'Allowed')
    const [doubt, ...others] = reasonsOf(refusing ?? first).map(
      (line) => `if the stricter of AWS's pages is right: ${line}`,
    )
    return { answer: 'contested', action, because: [doubt ?? '', ...others, ...pagesOf(decisions, contested)] }
  }
  const star = decisions.flatMap(({ statements }) => statements.filter(isForEverybody))
  const mayBeDenied = decisions.some(({ possible }) => possible.includes('ExplicitlyDenied'))
  if (request.everybody && !mayBeDenied && star.some(dependsOnPrincipal)) return { answer: 'allowed' }
  return { answer: star.length > 0 && !mayBeDenied ? 'contested' : 'cannot-tell', action, because }
}

/** Several reasons as the end of one sentence. */
export const inOneSentence = (because: readonly string[]): string =>
  `${because.map((line) => line.replace(/\.$/, '')).join('; ')}.`

const isRefusal = (decision: Decision['decision']): boolean =>
  decision === 'ImplicitlyDenied' || decision === 'ExplicitlyDenied'

/** Only the principal of the statement is open: all its other elements match. */
const dependsOnPrincipal = ({ elements }: StatementTrace): boolean =>
  elements.every(({ element, outcome }) => outcome === 'yes' || element.startsWith('Principal'))

/** Allowed or not by a statement for `{"AWS": "*"}`, of which AWS does not say whether it includes a service. */
const isForEverybody = ({ effect, applies, warnings }: StatementTrace): boolean =>
  effect === 'Allow' && applies === 'maybe' && warnings.some(({ code }) => code === 'aws-star')

function refusal(action: string, decision: Decision, request: AccessRequest): Grant {
  const notSent = decision.nearMisses.some(({ code }) => code === 'key-not-sent')
  const because: Because = [...reasonsOf(decision), ...(notSent && request.page ? [request.page] : [])]
  if (decision.decision === 'ExplicitlyDenied') return { answer: 'denied', action, because }
  const meant = decision.nearMisses.length > 0 || decision.statements.some((trace) => isMeant(trace, request.sender))
  return { answer: meant ? 'mismatch' : 'missing', action, because }
}

/** An Allow that names the caller itself (not everybody), or this rule. */
function isMeant({ effect, elements }: StatementTrace, sender: Sender): boolean {
  if (effect !== 'Allow') return false
  return elements.some(
    ({ element, outcome, entries }) =>
      (element.startsWith('Principal.') && outcome === 'yes' && !entries.includes('*')) || entries.includes(sender.arn),
  )
}

/** The pages behind the keys that the statements use. */
function pagesOf(decisions: readonly Decision[], contested: readonly Contested[]): string[] {
  const elements = decisions.flatMap(({ statements }) => statements.flatMap((trace) => trace.elements))
  const used = contested.filter(({ key }) =>
    elements.some(({ element }) => element.toLowerCase().endsWith(` ${key.toLowerCase()}`)),
  )
  return [...new Set(used.flatMap(({ pages }) => ["AWS's pages contradict each other:", ...pages]))]
}

/** Every combination of what the contested keys may be, the likeliest first. */
function readingsOf(contested: readonly Contested[]): Record<string, ContextValue>[] {
  return contested.reduce<Record<string, ContextValue>[]>(
    (readings, { key, values }) => readings.flatMap((reading) => values.map((value) => ({ ...reading, [key]: value }))),
    [{}],
  )
}

const EVERYTHING = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

function decide(action: string, extra: Record<string, ContextValue>, request: AccessRequest): Decision {
  const keys = new Set(Object.keys(extra).map((key) => key.toLowerCase()))
  const asked = {
    ...request.caller,
    context: { ...request.caller.context, ...extra },
    unknownKeys: request.caller.unknownKeys.filter((key) => !keys.has(key.toLowerCase())),
    action,
    resource: request.resource,
    ...(request.resourceAccount ? { resourceAccount: request.resourceAccount } : {}),
  }
  const identity = request.identityAllows ? { identity: [EVERYTHING] } : {}
  if (request.documents.length === 0) return evaluate(asked, identity)
  return joined(request.documents.map((document) => evaluate(asked, { ...identity, resource: document })))
}

/** Several documents count as one: a Deny in any keeps out, else an Allow in any lets in. */
function joined(decisions: readonly Decision[]): Decision {
  const [only, ...others] = decisions
  if (only && others.length === 0) return only
  const rank: Answer[] = ['ImplicitlyDenied', 'Allowed', 'ExplicitlyDenied']
  const strongest = (a: Answer, b: Answer): Answer => (rank.indexOf(a) >= rank.indexOf(b) ? a : b)
  const possible = decisions.reduce<Answer[]>(
    (so, { possible }) => [...new Set(so.flatMap((a) => possible.map((b) => strongest(a, b))))],
    ['ImplicitlyDenied'],
  )
  const [first, ...rest] = possible
  const decision = first !== undefined && rest.length === 0 ? first : 'CannotTell'
  const telling = decisions.filter((each) => each.decision === decision)
  return {
    decision,
    possible,
    because: (telling.length > 0 ? telling : decisions).flatMap(({ because }) => because),
    statements: decisions.flatMap(({ statements }) => statements),
    nearMisses: decision === 'Allowed' ? [] : decisions.flatMap(({ nearMisses }) => nearMisses),
  }
}
