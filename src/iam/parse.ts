import { isObject } from '../text/json.js'
import { policyContent } from '../text/policy-document.js'
import type { PolicyInput } from './types.js'

/** An element that lists entries, as written or negated (`NotAction`, `NotResource`). */
export interface Entries {
  readonly negated: boolean
  readonly entries: readonly string[]
}

/** One principal: its type (`*`, `AWS`, `Service`, ...) and its value. */
export interface PrincipalEntry {
  readonly type: string
  readonly value: string
}

export interface Principals {
  readonly negated: boolean
  readonly entries: readonly PrincipalEntry[]
}

/** One operator with one key: all of them must hold. */
export interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** A statement in one shape, whatever the document looked like. */
export interface Statement {
  /** 1 for the first. */
  readonly index: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny' | 'unknown'
  readonly principals?: Principals
  readonly actions?: Entries
  readonly resources?: Entries
  readonly conditions: readonly Condition[]
  /** Why AWS would not have accepted this statement. */
  readonly problems: readonly string[]
}

/** What a document says, in one shape. */
export interface Parsed {
  readonly version: '2012-10-17' | '2008-10-17'
  readonly statements: readonly Statement[]
  /** Why AWS would not have accepted the document as a whole. */
  readonly problems: readonly string[]
  /** False when no statements could be made out: the document may then say anything. */
  readonly readable: boolean
}

export interface ParsedPolicy extends Parsed {
  /** The name given with the document, if any. */
  readonly name?: string
}

const unreadable = (problem: string): Parsed => ({
  version: '2008-10-17',
  statements: [],
  problems: [problem],
  readable: false,
})

const nothing: Parsed = { version: '2008-10-17', statements: [], problems: [], readable: true }

/**
 * Brings a policy document into one shape: an object or JSON text, URL-encoded or not (IAM returns it so), one statement or
 * a list, one value or a list, numbers and booleans quoted or not. What is no policy has no statements. Never throws.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(input: PolicyInput): ParsedPolicy {
  const { name, document } = named(input)
  const parsed = parseDocument(document) ?? nothing
  return name === undefined ? parsed : { name, ...parsed }
}

/** A document never has `document`, a wrapper never has `Statement`. */
export function named(input: PolicyInput): { name?: string; document: unknown } {
  if (isObject(input) && typeof input.name === 'string' && 'document' in input && !('Statement' in input)) {
    return { name: input.name, document: input.document }
  }
  return { document: input }
}

/** As `parsePolicy`, of a document without a name; `undefined` when it is no policy. */
export function parseDocument(input: unknown): Parsed | undefined {
  const content = policyContent(input)
  if (content.state === 'none') return undefined
  const document = content.state === 'value' ? content.value : undefined
  if (!isObject(document)) return unreadable('The document is not a JSON object.')
  if (document.Statement === undefined) return unreadable('The document has no Statement.')
  const { Version: version = '2008-10-17', Statement: statement } = document
  const problems = Object.keys(document)
    .filter((key) => !['Version', 'Id', 'Statement'].includes(key) && document[key] !== undefined)
    .map((key) => `The document has an unknown element "${key}".`)
  if (version !== '2012-10-17' && version !== '2008-10-17') problems.push(`Version is ${show(version)}.`)
  const list: readonly unknown[] = Array.isArray(statement) ? statement : [statement]
  return {
    version: version === '2012-10-17' ? version : '2008-10-17',
    statements: list.map((item, i) => parseStatement(item, i + 1)),
    problems,
    readable: true,
  }
}

/** The elements of a statement. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
const elements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]

function parseStatement(input: unknown, index: number): Statement {
  if (!isObject(input)) {
    return { index, effect: 'unknown', conditions: [], problems: ['The statement is not a JSON object.'] }
  }
  const problems = Object.keys(input)
    .filter((key) => !elements.includes(key) && input[key] !== undefined)
    .map((key) => `Unknown element "${key}".`)
  const report = (problem: string) => problems.push(problem)
  const effect = input.Effect === 'Allow' || input.Effect === 'Deny' ? input.Effect : 'unknown'
  if (effect === 'unknown') report(`Effect is ${show(input.Effect)}.`)
  const principals = either(input, 'Principal', parsePrincipals, report)
  const actions = either(input, 'Action', texts, report)
  const resources = either(input, 'Resource', texts, report)
  if (!actions) report('Neither Action nor NotAction.')
  const sid = scalar(input.Sid)
  return {
    index,
    ...(sid !== undefined && { sid }),
    effect,
    ...(principals && { principals }),
    ...(actions && { actions }),
    ...(resources && { resources }),
    conditions: parseConditions(input.Condition, report),
    problems,
  }
}

type Report = (problem: string) => void

/** `X` or `NotX`; both at once is not allowed. */
function either<T>(
  input: Readonly<Record<string, unknown>>,
  name: string,
  parse: (value: unknown, name: string, report: Report) => readonly T[],
  report: Report,
): { negated: boolean; entries: readonly T[] } | undefined {
  const negated = `Not${name}`
  const [plain, inverse] = [input[name] !== undefined, input[negated] !== undefined]
  if (plain && inverse) report(`Both ${name} and ${negated}.`)
  if (plain) return { negated: false, entries: parse(input[name], name, report) }
  if (inverse) return { negated: true, entries: parse(input[negated], negated, report) }
  return undefined
}

function parsePrincipals(value: unknown, name: string, report: Report): PrincipalEntry[] {
  if (value === '*') return [{ type: '*', value: '*' }]
  if (!isObject(value)) {
    report(`${name} is ${show(value)}.`)
    return []
  }
  return Object.entries(value).flatMap(([type, list]) => {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type)) report(`Unknown kind of ${name}: "${type}".`)
    return texts(list, `${name}.${type}`, report).map((text) => ({ type, value: text }))
  })
}

function parseConditions(value: unknown, report: Report): Condition[] {
  if (value === undefined) return []
  if (!isObject(value)) {
    report('Condition is not a JSON object.')
    return []
  }
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isObject(keys)) {
      report(`Condition ${operator} is not a JSON object.`)
      return []
    }
    return Object.entries(keys).map(([key, list]) => ({ operator, key, values: texts(list, key, report) }))
  })
}

/** One value or a list of them, as text. */
function texts(value: unknown, name: string, report: Report): string[] {
  if (typeof value === 'string') return [value]
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const found = list.map(scalar).filter((text) => text !== undefined)
  if (found.length < list.length) report(`${name} has an entry that is not a string.`)
  return found
}

function scalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : typeof value === 'string' ? `"${value}"` : (scalar(value) ?? 'not a text')
}
