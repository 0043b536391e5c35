/** A decimal number as sign, digits without zeros at either end, and the power of ten of the first digit. */
function decimal(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = whole + fraction
  const first = digits.search(/[1-9]/)
  if (first < 0) return '0'
  const end = digits.length - (/0*$/.exec(digits.slice(first))?.[0].length ?? 0)
  return `${sign}${digits.slice(first, end)}e${whole.length - first + Number(exponent)}`
}

/** A double as Java writes it: never with one digit where two come closer (`4.9E-324`, not `5e-324`). */
function written(value: number): string {
  const two = value.toExponential(1)
  return Number(two) === value ? two : String(value)
}

/**
 * The number that EventBridge compares with, or undefined when no double holds what is written exactly
 * (`12345678901234567890`): such a number is equal only to the same text and is in no range.
 */
export function comparable(text: string): number | undefined {
  const value = Number(text)
  if (!Number.isFinite(value)) return undefined
  // Up to 15 digits survive; nearly every number takes this way.
  if (text.length <= 15 && /^-?\d+(?:\.\d+)?$/.test(text)) return value + 0
  return decimal(text) === decimal(written(value)) ? value + 0 : undefined
}
