import type { Json } from '../iam/index.js'

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

/** One change to one resource: pure data, made by a builder in this folder. */
export interface Change {
  /** ARN of what changes. */
  resource: string
  /** What is there now, read again just before applying; a difference aborts. */
  before: Json
  after: Json
  call: Call
  undo: Call
}

/** What mends a finding. */
export interface Fix {
  /** Imperative: `Allow EventBridge to invoke the function for this rule.` */
  title: string
  changes: readonly Change[]
}
