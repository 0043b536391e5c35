import type { ReadName } from '../aws/account.js'
import type { Json } from '../text/json.js'

/** One call to AWS, as data: a dry run prints it, apply sends exactly this. */
export interface Call {
  /** The service as the IAM action has it: events, iam, lambda, sqs ... */
  service: string
  /** The operation in the API's own words: AddPermission. */
  operation: string
  /** The request, in the API's own shape. */
  input: { readonly [member: string]: Json }
  region: string
}

/** One step into the answer of a read: a member, the item of a list that has a certain member, JSON text as a value. */
export type Step = string | { readonly where: string; readonly is: string } | { readonly parse: 'json' }

/** Where `before` was read and is read again: one read of the account and a way into its answer. Nothing there is null. */
export interface StateSource {
  read: ReadName
  args: readonly Json[]
  path: readonly Step[]
}

/** A policy document, by where it lives. */
export type PolicyPlace =
  | { kind: 'trust'; role: string }
  | { kind: 'inline'; role: string; name: string }
  | { kind: 'queue'; arn: string; url: string }
  | { kind: 'topic'; arn: string }
  | { kind: 'bus'; arn: string }
  | { kind: 'logs'; arn: string; name: string }
  | { kind: 'key'; arn: string }

/** One policy statement, as it is written into a document. */
export type Statement = { readonly Sid: string; readonly [element: string]: Json }

/** One change to one resource: pure data, made by a builder in this folder. */
export interface Change {
  /** ARN of what changes. */
  resource: string
  /** The account that the resource belongs to. */
  account: string
  /** Imperative: `Allow EventBridge to invoke the function orders for rule order-paid.` */
  title: string
  /** What is there now, read again just before applying; a difference aborts. Policies are the exact text. */
  before: Json
  /** What will be there. */
  after: Json
  source: StateSource
  call: Call
  undo: Call
  /** What the tool is not sure of, or what a reader should know before saying yes. */
  doubts: readonly string[]
  /** Names this change; another change that cannot be made without it lists the name in `needs`. */
  id: string
  /** Ids of changes that must have been made before. */
  needs: readonly string[]
  /** The statements that are added, where a policy document is changed: two changes of one document are merged by these. */
  edit?: { place: PolicyPlace; statements: readonly Statement[] }
  /** A key's policy is changed with --include-key-policies only. */
  only?: 'include-key-policies'
  /** The CloudFormation stack that the resource belongs to; found out by `eb-doctor fix`. */
  stack?: string
}

/** What fixes a finding. */
export interface Fix {
  /** Imperative: `Allow EventBridge to invoke the function for this rule.` */
  title: string
  /** Empty when a person has to decide first. */
  changes: readonly Change[]
  /** What a person has to decide or do, one sentence each. */
  decide?: readonly string[]
  /**
   * Set when the target's role also serves something else: what extends that role, made in place of `changes` only with
   * --extend-shared-roles.
   */
  extending?: Fix
}
