import type { Truth } from './truth.js'

export type { Json } from '../text/json.js'

/**
 * A policy document: an object, or JSON text, URL-encoded or not. `null`, `undefined` and text without anything but white space
 * are no policy: in every layer the same as nothing in that place. An object is read once and remembered: a document that changes
 * must become a new object.
 */
export type PolicyDocument = unknown

/** A document with the name that reasons show, e.g. `{ name: 'inline policy "events-invoke"', document }`. */
export interface NamedDocument {
  readonly name: string
  readonly document: PolicyDocument
}

export type PolicyInput = PolicyDocument | NamedDocument

/** One value (single-valued key), a list (multivalued key), or `null`: known not to be sent. */
export type ContextValue = string | readonly string[] | null

/** Who asks for what on which resource, and what is known of the request's context keys. */
export interface Request {
  /**
   * A service principal (`events.amazonaws.com`), a user's or session's ARN, a role's ARN (some session of that role),
   * or an account's twelve digits.
   */
  readonly principal: string
  readonly action: string
  /** The resource's ARN, or `*` for actions without resource-level permissions. */
  readonly resource: string
  /** The account that owns the resource; read from its ARN when left out. */
  readonly resourceAccount?: string
  /** Key names are case-insensitive; a name that ends in `*` speaks for all keys that start so and are not named. */
  readonly context?: Readonly<Record<string, ContextValue>>
  /** Keys that may or may not be sent, with any value; a final `*` as in `context`. */
  readonly unknownKeys?: readonly string[]
  /** What a key is that is named nowhere. Default: `unknown`. */
  readonly unlisted?: 'unknown' | 'absent'
}

/** The service control or resource control policies attached at one level of the organisation. */
export interface OrganizationLevel {
  readonly level: string
  readonly policies: readonly PolicyInput[]
}

/** The policies that take part. A layer left out is not there; one that could not be read belongs in `unreadable`. */
export interface Policies {
  /** Inline and managed policies, for a user also those of the groups. */
  readonly identity?: readonly PolicyInput[]
  /** The permissions boundary; none when empty. */
  readonly boundary?: readonly PolicyInput[]
  /** The resource's own policy, a role's trust policy included. */
  readonly resource?: PolicyInput
  readonly session?: PolicyInput
  /** Service control policies, one entry a level, from the root to the account. */
  readonly scps?: readonly OrganizationLevel[]
  readonly rcps?: readonly OrganizationLevel[]
  /** Layers that could not be fetched, or only in part. */
  readonly unreadable?: readonly Layer[]
}

export type Layer = 'identity' | 'boundary' | 'resource' | 'session' | 'scps' | 'rcps'

export type Answer = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied'

/** The answer with its reasons. `CannotTell` when what is unknown decides; `possible` then lists what it may be. */
export interface Decision {
  readonly decision: Answer | 'CannotTell'
  readonly possible: readonly Answer[]
  /** Sentences that quote what was seen and where, most telling first. */
  readonly because: readonly string[]
  readonly statements: readonly StatementTrace[]
  /** What almost fitted, most helpful first. Empty when the answer is `Allowed`. */
  readonly nearMisses: readonly NearMiss[]
}

/** What became of one statement. */
export interface StatementTrace {
  readonly layer: Layer
  /** The organisation level, for `scps` and `rcps`. */
  readonly level?: string
  readonly document: string
  /** 1 for the first statement of the document; 0 stands for a whole document or layer that could not be read. */
  readonly index: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny' | 'unknown'
  readonly applies: Truth
  readonly elements: readonly ElementTrace[]
  readonly warnings: readonly Warning[]
}

/** What became of one element of a statement: its outcome and the entry that decided it. */
export interface ElementTrace {
  /** `Principal`, `NotAction`, `Condition ArnEquals aws:SourceArn` and so on. */
  readonly element: string
  readonly outcome: Truth
  /** The deciding entry as written in the policy; all entries when none matched. */
  readonly entries: readonly string[]
  /** What the request has in this place. */
  readonly actual: string
  /** Why, where the two strings do not say it by themselves. */
  readonly note?: string
}

/** Something odd in a statement that a reader should know of, whatever the answer. */
export interface Warning {
  readonly code: string
  readonly text: string
}

export interface NearMiss {
  readonly code: NearMissCode
  readonly wanted: string
  readonly found: string
  /** The place: document, statement and element. */
  readonly at: string
  /** Set for a condition key (`found`) of which it is not known whether it is sent: it may be no miss at all. */
  readonly unsure?: true
}

/** Every near miss that the evaluator can name. */
export const nearMissCodes = [
  'arn-no-account',
  'arn-wrong-region',
  'arn-wrong-account',
  'arn-wrong-partition',
  'arn-wrong-service',
  'arn-separator',
  'arn-qualifier',
  'arn-log-group-suffix',
  'rule-arn-bus',
  'case-only',
  'wildcard-in-equals',
  'source-account-is-arn',
  'source-arn-is-account',
  'wrong-service-principal',
  'aws-instead-of-service',
  'trust-action',
  'key-not-sent',
  'variable-in-2008',
  'variable-unresolved',
  'action-typo',
  'deleted-principal',
  'boundary-no-allow',
  'scp-no-allow',
  'passrole-missing',
] as const

export type NearMissCode = (typeof nearMissCodes)[number]
