import type { Compare } from './comparison.js'

interface Address {
  /** 32 or 128. */
  readonly width: number
  readonly bits: bigint
}

/**
 * Is the address in the range? An address without a prefix is a range of one; a range of the other family matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export const compareAddresses: Compare = (policy, value, scope) => {
  const [range, address] = [parseRange(policy), parseAddress(value)]
  if (!range || !address) {
    scope.warn('odd-value', `"${range ? value : policy}" is not an IP address${range ? '' : ' or range'}.`)
    return 'never'
  }
  if (range.width !== address.width) return 'differ'
  const rest = BigInt(range.width - range.prefix)
  return range.bits >> rest === address.bits >> rest ? 'match' : 'differ'
}

function parseRange(text: string): (Address & { prefix: number }) | undefined {
  const [base = '', prefix, ...more] = text.split('/')
  const address = parseAddress(base)
  if (!address || more.length > 0) return
  if (prefix === undefined) return { ...address, prefix: address.width }
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > address.width) return
  return { ...address, prefix: Number(prefix) }
}

function parseAddress(text: string): Address | undefined {
  const bits = text.includes(':') ? parseV6(text) : parseV4(text)
  return bits === undefined ? undefined : { width: text.includes(':') ? 128 : 32, bits }
}

function parseV4(text: string): bigint | undefined {
  const pieces = text.split('.')
  if (pieces.length !== 4 || !pieces.every((piece) => /^\d{1,3}$/.test(piece) && Number(piece) < 256)) return
  return pieces.reduce((bits, piece) => (bits << 8n) | BigInt(piece), 0n)
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return
  const [head, tail] = halves.map(parseGroups)
  if (!head || (halves.length === 2 && !tail)) return
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail ? missing < 1 : missing !== 0) return
  const groups = [...head, ...Array<number>(tail ? missing : 0).fill(0), ...(tail ?? [])]
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n)
}

/** The 16-bit groups of one side of `::`; the last may be written as an IPv4 address. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  for (const [i, piece, all] of text.split(':').map((piece, i, all) => [i, piece, all] as const)) {
    if (/^[0-9a-f]{1,4}$/i.test(piece)) groups.push(Number.parseInt(piece, 16))
    else {
      const v4 = i === all.length - 1 ? parseV4(piece) : undefined
      if (v4 === undefined) return
      groups.push(Number(v4 >> 16n), Number(v4 & 0xffffn))
    }
  }
  return groups
}
