import type { Compare } from './comparison.js'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * Compares the bytes that two base64 texts stand for.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals
 */
export const compareBinary: Compare = (policy, value, scope) => {
  const [wanted, bytes] = [decode(policy), decode(value)]
  if (!wanted || !bytes) {
    scope.warn('odd-value', `"${wanted ? value : policy}" is not base64.`)
    return 'never'
  }
  return wanted.length === bytes.length && wanted.every((byte, i) => byte === bytes[i]) ? 'match' : 'differ'
}

function decode(text: string): number[] | undefined {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const char of text.endsWith('==') ? text.slice(0, -2) : text.endsWith('=') ? text.slice(0, -1) : text) {
    const six = alphabet.indexOf(char)
    if (six === -1) return
    bits = ((bits << 6) | six) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes.push((bits >> held) & 0xff)
    }
  }
  return held === 6 ? undefined : bytes
}
