import { splitArn, splitAtColons } from './arn.js'
import type { Compare } from './comparison.js'
import { glob, matches } from './pattern.js'
import { all } from './truth.js'
import { compile } from './variables.js'

/**
 * `ArnEquals` and `ArnLike` are the same: six parts, each with its own wildcards. A request value that is no ARN fits
 * neither them nor their negations.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export const compareArns: Compare = (policy, value, scope) => {
  const wanted = splitArn(value)
  if (!wanted) {
    scope.warn('value-not-an-arn', `"${value}" is not an ARN, so no ARN operator holds.`)
    return 'never'
  }
  const pieces = splitAtColons(policy, scope.version === '2012-10-17')
  if (pieces.length < 6) {
    scope.warn('short-arn-in-condition', `"${policy}" has fewer than six parts, and AWS does not say what it matches.`)
    return 'unclear'
  }
  const outcome = all(
    pieces.map((piece, i) => matches(piece.includes('${') ? compile(piece, scope) : glob(piece), wanted[i] ?? '')),
  )
  return outcome === 'yes' ? 'match' : outcome === 'no' ? 'differ' : 'unclear'
}
