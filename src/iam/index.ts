/**
 * Evaluates AWS policies locally: exact where AWS documents the rule, `CannotTell` where it does not or where something
 * is unknown. Pure, without dependencies, without I/O.
 */

export { evaluate } from './evaluate.js'
export { asEventBridge, asRole, type Caller, type RoleSession } from './eventbridge-context.js'
export { type EventBridgeCall, type KeyKnowledge, keyKnowledge } from './eventbridge-keys.js'
export { type ParsedPolicy, parsePolicy, type Statement } from './parse.js'
export type { Truth } from './truth.js'
export {
  type Answer,
  type ContextValue,
  type Decision,
  type ElementTrace,
  type Json,
  type Layer,
  type NamedDocument,
  type NearMiss,
  type NearMissCode,
  nearMissCodes,
  type OrganizationLevel,
  type Policies,
  type PolicyDocument,
  type PolicyInput,
  type Request,
  type StatementTrace,
  type Warning,
} from './types.js'
