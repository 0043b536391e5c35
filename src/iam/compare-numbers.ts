import type { Compare } from './comparison.js'

/** A decimal number, exactly: digits times ten to the power of `exponent`. */
interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

/** No double is as large as 1e400: beyond it a number is a mistake, and its digits would fill the memory. */
const largestExponent = 400

/**
 * Compares decimal numbers exactly; a malformed one fits neither the operator nor its negation.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
 */
export const compareNumbers =
  (test: (order: number) => boolean): Compare =>
  (policy, value, scope) => {
    const [bound, number] = [decimal(policy), decimal(value)]
    if (!bound || !number) {
      scope.warn('odd-value', `"${bound ? value : policy}" is not a number.`)
      return 'never'
    }
    return test(order(number, bound)) ? 'match' : 'differ'
  }

function decimal(text: string): Decimal | undefined {
  const found = /^([+-]?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!found) return
  const [, whole = '', fraction = '', power = '0'] = found
  const exponent = Number(power)
  if (Math.abs(exponent) > largestExponent) return
  return {
    digits: BigInt(unsigned(whole) + fraction) * (whole.startsWith('-') ? -1n : 1n),
    exponent: exponent - fraction.length,
  }
}

function unsigned(text: string): string {
  return text.startsWith('+') || text.startsWith('-') ? text.slice(1) : text
}

function order(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent)
  const [left, right] = [a, b].map((each) => each.digits * 10n ** BigInt(each.exponent - exponent))
  if (left === undefined || right === undefined || left === right) return 0
  return left < right ? -1 : 1
}
