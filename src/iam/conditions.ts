import type { Known } from './context.js'
import { findOperator, type Operator } from './operators.js'
import type { Condition } from './parse.js'
import { isOnlyStars } from './pattern.js'
import { remember } from './remember.js'
import type { Scope } from './scope.js'
import { all, any, type Truth, truth } from './truth.js'

/** An operator's name, taken apart: `ForAllValues:StringLikeIfExists`. */
export interface OperatorName {
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined
  readonly base: string
  readonly ifExists: boolean
  /** Left out: `Null`, which looks at no value, or a word that is no operator. */
  readonly operator: Operator | undefined
  readonly isNull: boolean
  /** The name as AWS writes it. */
  readonly written: string
}

const quantifiers = ['ForAllValues', 'ForAnyValue'] as const

export const parseOperator = remember((text: string): OperatorName => {
  const colon = text.indexOf(':')
  const prefix = text.slice(0, Math.max(colon, 0)).toLowerCase()
  const quantifier = quantifiers.find((name) => name.toLowerCase() === prefix)
  const rest = quantifier ? text.slice(colon + 1) : text
  const ifExists = rest.toLowerCase().endsWith('ifexists')
  const base = ifExists ? rest.slice(0, -'IfExists'.length) : rest
  const operator = findOperator(base)
  const isNull = base.toLowerCase() === 'null' && !quantifier && !ifExists
  const written = `${quantifier ? `${quantifier}:` : ''}${operator?.name ?? 'Null'}${ifExists ? 'IfExists' : ''}`
  return { quantifier, base, ifExists, operator, isNull, written }
})

export interface ConditionOutcome {
  readonly outcome: Truth
  readonly known: Known
  readonly note?: string
}

/**
 * One operator with one key. Several values are alternatives, for a negated operator none of them may match.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function matchCondition(condition: Condition, scope: Scope): ConditionOutcome {
  const known = scope.context(condition.key)
  const name = parseOperator(condition.operator)
  const { operator, isNull, written } = name
  if (!isNull && !operator) {
    scope.warn('unknown-operator', `"${condition.operator}" is not a condition operator.`)
    return { outcome: 'maybe', known, note: `${condition.operator} is not a condition operator` }
  }
  if (written !== condition.operator) scope.warn('operator-case', `"${condition.operator}" is written "${written}".`)
  if (!operator) return { outcome: matchNull(condition, known, scope), known }
  return matchOperator(operator, name, condition, known, scope)
}

/** `Null` asks whether the key is missing; an empty value counts as missing. */
function matchNull({ values }: Condition, known: Known, scope: Scope): Truth {
  return any(
    values.map((value) => {
      const missing = value.toLowerCase()
      if (missing !== 'true' && missing !== 'false') {
        scope.warn('odd-value', `Null takes "true" or "false", not "${value}".`)
        return 'maybe'
      }
      return known === undefined ? 'maybe' : truth((missing === 'true') === isEmpty(known))
    }),
  )
}

function isEmpty(known: Exclude<Known, undefined>): boolean {
  return known === null || known === '' || (typeof known !== 'string' && known.every((value) => value === ''))
}

function matchOperator(
  operator: Operator,
  name: OperatorName,
  { key, values }: Condition,
  known: Known,
  scope: Scope,
): ConditionOutcome {
  const holds = (value: string): Truth =>
    operator.negated
      ? all(values.map((entry) => operator.holds(entry, value, scope)))
      : any(values.map((entry) => operator.holds(entry, value, scope)))

  if (name.quantifier === 'ForAllValues' && scope.effect === 'Allow') {
    scope.warn('for-all-values-allow', `ForAllValues with Allow also holds when ${key} is not sent.`)
  }
  if (known === undefined) return { outcome: whateverItIs(operator, name, values), known }
  if (known === null) return whenAbsent(operator, name, key, scope)
  if (name.quantifier === undefined) {
    if (typeof known === 'string') return { outcome: holds(known), known }
    scope.warn('needs-set-operator', `${key} has several values and needs ForAllValues or ForAnyValue.`)
    return { outcome: 'maybe', known, note: `${key} has several values and needs ForAllValues or ForAnyValue` }
  }
  if (typeof known === 'string') {
    scope.warn('set-operator-on-one-value', `${key} has one value; AWS advises against ${name.quantifier} for it.`)
  }
  const list = typeof known === 'string' ? [known] : known
  if (name.quantifier === 'ForAllValues') {
    return isEmpty(list)
      ? { outcome: 'yes', known, note: `${key} holds no value` }
      : { outcome: all(list.map(holds)), known }
  }
  return { outcome: any(list.map(holds)), known }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function whenAbsent(operator: Operator, name: OperatorName, key: string, scope: Scope): ConditionOutcome {
  const missing = `${key} is not sent`
  if (name.quantifier === 'ForAnyValue') {
    if (!name.ifExists) return { outcome: 'no', known: null, note: missing }
    scope.warn('for-any-value-if-exists', `AWS does not say what ForAnyValue with IfExists is when ${key} is not sent.`)
    return { outcome: 'maybe', known: null, note: missing }
  }
  if (name.quantifier === 'ForAllValues')
    return { outcome: 'yes', known: null, note: `${missing}, so ForAllValues is true` }
  if (name.ifExists) return { outcome: 'yes', known: null, note: `${missing}, so ${operator.name}IfExists is true` }
  if (operator.negated) return { outcome: 'yes', known: null, note: `${missing}, so ${operator.name} is true` }
  return { outcome: 'no', known: null, note: missing }
}

/** What holds for a key of which nothing is known, sent or not. */
function whateverItIs(operator: Operator, name: OperatorName, values: readonly string[]): Truth {
  const takesAll = operator.name === 'StringLike' && values.some(isOnlyStars)
  if (takesAll && (name.quantifier === 'ForAllValues' || (!name.quantifier && name.ifExists))) return 'yes'
  const takesNone = !operator.negated && values.length === 0
  if (takesNone && name.quantifier !== 'ForAllValues' && !name.ifExists) return 'no'
  return 'maybe'
}
