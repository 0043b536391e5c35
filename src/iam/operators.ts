import { compareAddresses } from './compare-addresses.js'
import { compareArns } from './compare-arns.js'
import { compareBinary } from './compare-binary.js'
import { compareDates } from './compare-dates.js'
import { compareNumbers } from './compare-numbers.js'
import type { Compare, Comparison } from './comparison.js'
import { matches } from './pattern.js'
import type { Scope } from './scope.js'
import type { Truth } from './truth.js'
import { compile, hasVariable } from './variables.js'

/** A condition operator without its prefix and `IfExists`. */
export interface Operator {
  readonly name: string
  readonly negated: boolean
  /** Does this policy value hold for this request value? */
  holds(policy: string, value: string, scope: Scope): Truth
}

const positive: Record<Comparison, Truth> = {
  match: 'yes',
  differ: 'no',
  never: 'no',
  unclear: 'maybe',
  unresolvable: 'no',
}

const negative: Record<Comparison, Truth> = {
  match: 'no',
  differ: 'yes',
  never: 'no',
  unclear: 'maybe',
  unresolvable: 'maybe',
}

const operator = (name: string, compare: Compare): Operator => ({
  name,
  negated: false,
  holds: (policy, value, scope) => positive[compare(policy, value, scope)],
})

const negation = (name: string, compare: Compare): Operator => ({
  name,
  negated: true,
  holds: (policy, value, scope) =>
    negative[compare(policy, value, scope.effect === 'Deny' ? { ...scope, doubtful: true } : scope)],
})

/** Variables work in strings and ARNs; of `Bool` two pages of AWS contradict each other. */
const withoutVariables =
  (compare: Compare, otherwise: Comparison = 'unresolvable'): Compare =>
  (policy, value, scope) => {
    if (scope.version === '2008-10-17' || !hasVariable(policy)) return compare(policy, value, scope)
    scope.warn('variable-not-allowed', `"${policy}": variables work in string and ARN operators only.`)
    return otherwise
  }

const strings =
  (options: { wildcards: boolean; fold?: boolean }): Compare =>
  (policy, value, scope) => {
    const outcome = matches(compile(policy, scope, options), options.fold ? value.toLowerCase() : value)
    return outcome === 'yes' ? 'match' : outcome === 'no' ? 'differ' : 'unclear'
  }

const booleans: Compare = (policy, value, scope) => {
  const wanted = policy.toLowerCase()
  if (wanted !== 'true' && wanted !== 'false') {
    scope.warn('odd-value', `"${policy}" is neither true nor false.`)
    return 'never'
  }
  return wanted === value.toLowerCase() ? 'match' : 'differ'
}

const equal = strings({ wildcards: false })
const equalIgnoringCase = strings({ wildcards: false, fold: true })
const like = strings({ wildcards: true })
const same = (order: number) => order === 0
const below = (order: number) => order < 0
const upTo = (order: number) => order <= 0
const above = (order: number) => order > 0
const from = (order: number) => order >= 0
const numbers = (test: (order: number) => boolean) => withoutVariables(compareNumbers(test))
const dates = (test: (order: number) => boolean) => withoutVariables(compareDates(test))
const addresses = withoutVariables(compareAddresses)

/**
 * Every operator but `Null`, which looks at no value.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const operators: readonly Operator[] = [
  operator('StringEquals', equal),
  negation('StringNotEquals', equal),
  operator('StringEqualsIgnoreCase', equalIgnoringCase),
  negation('StringNotEqualsIgnoreCase', equalIgnoringCase),
  operator('StringLike', like),
  negation('StringNotLike', like),
  operator('ArnEquals', compareArns),
  negation('ArnNotEquals', compareArns),
  operator('ArnLike', compareArns),
  negation('ArnNotLike', compareArns),
  operator('NumericEquals', numbers(same)),
  negation('NumericNotEquals', numbers(same)),
  operator('NumericLessThan', numbers(below)),
  operator('NumericLessThanEquals', numbers(upTo)),
  operator('NumericGreaterThan', numbers(above)),
  operator('NumericGreaterThanEquals', numbers(from)),
  operator('DateEquals', dates(same)),
  negation('DateNotEquals', dates(same)),
  operator('DateLessThan', dates(below)),
  operator('DateLessThanEquals', dates(upTo)),
  operator('DateGreaterThan', dates(above)),
  operator('DateGreaterThanEquals', dates(from)),
  operator('Bool', withoutVariables(booleans, 'unclear')),
  operator('BinaryEquals', withoutVariables(compareBinary)),
  operator('IpAddress', addresses),
  negation('NotIpAddress', addresses),
]

const byName = new Map(operators.map((each) => [each.name, each]))
const byFoldedName = new Map(operators.map((each) => [each.name.toLowerCase(), each]))

export function findOperator(name: string): Operator | undefined {
  return byName.get(name) ?? byFoldedName.get(name.toLowerCase())
}
