import type { Json } from '../text/json.js'
import { isObject } from '../text/json.js'
import { policyContent } from '../text/policy-document.js'

type Members = { readonly [member: string]: Json }

/**
 * Whether two states mean the same to AWS. Policies (JSON text, documents, single statements) are compared by what they
 * say: the order of statements, actions, resources and values does not matter, nor does one value instead of a list, nor
 * a default that is written out. Everything else is compared to the letter, the order of members aside. What differs in
 * meaning is never taken for the same: the case of a value, an absent `Version` and `2012-10-17`, an Allow and a Deny.
 */
export const meansSame = (a: Json, b: Json): boolean => meaningOf(a) === meaningOf(b)

/** Whether two states are the same to the letter, the order of members aside. */
export const isSame = (a: Json, b: Json): boolean => canonical(a) === canonical(b)

/** A state in one canonical form: equal forms mean the same. */
export function meaningOf(state: Json): string {
  const value = typeof state === 'string' ? contentOf(state) : state
  if (isObject(value) && isPolicy(value)) return canonical(policyOf(value))
  if (isObject(value) && isStatement(value)) return canonical(statementOf(value))
  return canonical(value)
}

/** The statements of a policy, each as an object; undefined when the state is no policy document. */
export function statementsIn(state: Json): readonly Members[] | undefined {
  const value = typeof state === 'string' ? contentOf(state) : state
  if (!isObject(value)) return undefined
  const { Statement: there = [] } = value as Members
  const list = Array.isArray(there) ? (there as readonly Json[]) : [there as Json]
  return list.every(isObject) ? (list as readonly Members[]) : undefined
}

const isPolicy = (value: Members): boolean => 'Statement' in value || 'Version' in value
const isStatement = (value: Members): boolean => value['Effect'] === 'Allow' || value['Effect'] === 'Deny'

/** The policy that a text holds, null where it says that there is none; any other text as it is. */
export function contentOf(text: string): Json {
  const content = policyContent(text)
  if (content.state === 'none') return null
  const value = content.state === 'value' ? (content.value as Json) : text
  return isObject(value) ? value : text
}

/** An absent Version is 2008-10-17. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
function policyOf(document: Members): Json {
  const { Version = '2008-10-17', Statement = [], ...rest } = document
  return {
    ...rest,
    Version,
    Statement: asSet(listOf(Statement).map((item) => (isObject(item) ? statementOf(item) : item))),
  }
}

/** The order of the elements, and of what stands in them, has no meaning. */
function statementOf(statement: Members): Json {
  return Object.fromEntries(
    Object.entries(statement).flatMap(([element, value]): [string, Json][] => {
      switch (element) {
        case 'Action':
        case 'NotAction':
          // Names of actions are not case-sensitive.
          return [[element, asSet(listOf(value).map((item) => (typeof item === 'string' ? item.toLowerCase() : item)))]]
        case 'Resource':
        case 'NotResource':
          return [[element, asSet(listOf(value))]]
        case 'Principal':
        case 'NotPrincipal':
          return [[element, principalOf(value)]]
        case 'Condition':
          return isObject(value) && Object.keys(value).length === 0 ? [] : [[element, conditionOf(value)]]
        case 'Sid':
          return value === '' ? [] : [[element, value]]
        default:
          return [[element, value]]
      }
    }),
  )
}

/**
 * `*` is `{"AWS": "*"}`, and an account id is the ARN of its root.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function principalOf(principal: Json): Json {
  if (principal === '*') return { AWS: ['*'] }
  if (!isObject(principal)) return principal
  return Object.fromEntries(
    Object.entries(principal as Members).map(([kind, value]) => [
      kind,
      asSet(listOf(value).map((item) => (kind === 'AWS' ? accountOf(item) : item))),
    ]),
  )
}

const accountOf = (item: Json): Json =>
  typeof item === 'string' ? item.replace(/^arn:[a-z-]+:iam::(\d{12}):root$/, '$1') : item

/** Keys are not case-sensitive, operators and values are; true and "true" are one value, as are 1 and "1". */
function conditionOf(condition: Json): Json {
  if (!isObject(condition)) return condition
  return Object.fromEntries(
    Object.entries(condition as Members).map(([operator, tests]) => [
      operator,
      isObject(tests)
        ? asSet(
            Object.entries(tests as Members).map(([key, value]) => [
              key.toLowerCase(),
              asSet(listOf(value).map((item) => (typeof item === 'object' ? item : String(item)))),
            ]),
          )
        : tests,
    ]),
  )
}

const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [value])

/** A list whose order and repetitions have no meaning. */
const asSet = (items: readonly Json[]): Json =>
  [...new Map(items.map((item) => [canonical(item), item])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item)

const canonical = (value: Json): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
