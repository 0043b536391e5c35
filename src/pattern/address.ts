/** A range of IP addresses: both ends belong to it, each 8 (IPv4) or 32 (IPv6) hexadecimal digits. */
export interface AddressRange {
  low: string
  high: string
}

const hex = (groups: readonly number[], width: number): string =>
  groups.map((group) => group.toString(16).toUpperCase().padStart(width, '0')).join('')

function digitsOf4(text: string): string | undefined {
  const parts = text.split('.')
  // "255.255.255.255" has 15 characters.
  if (text.length > 15 || parts.some((part) => Number(part) > 255)) return undefined
  return hex(parts.map(Number), 2)
}

function digitsOf6(text: string): string | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  if ([...left, ...right].some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  const missing = 8 - left.length - right.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right].map((group) => Number.parseInt(group, 16))
  // An IPv4 address within IPv6 is that IPv4 address.
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  return hex(mapped ? groups.slice(6) : groups, 4)
}

const IPV4 = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/

/** An IP address as hexadecimal digits, or undefined when the text is none. No name is looked up. */
export function addressDigits(text: string): string | undefined {
  // The longest form of an address: IPv6 that ends in an IPv4 address.
  if (text.length > 45) return undefined
  if (IPV4.test(text)) return digitsOf4(text)
  return IPV6.test(text) ? digitsOf6(text) : undefined
}

/**
 * Whether an address lies in a range. The digits are compared from the left, so that the two families meet: `::/0` holds
 * 10.0.0.1, and `32.0.0.0/8` holds 2001:db8::1. That is what EventBridge does.
 */
export function inRange(digits: string, { low, high }: AddressRange): boolean {
  if (digits.length >= low.length) {
    const same = digits.slice(0, low.length)
    return low <= same && same <= high
  }
  return low.slice(0, digits.length) < digits && digits < high.slice(0, digits.length)
}

const bitsOf = (digits: string): bigint => BigInt(`0x${digits}`)

/** A CIDR block as a range; its host bits may be set. Throws `SyntaxError` in EventBridge's words. */
export function parseCidr(text: string): AddressRange {
  // As Java splits: empty parts at the end do not count.
  const parts = text.replace(/\/+$/, '').split('/')
  const [address = '', mask = ''] = parts
  if (parts.length !== 2) throw new SyntaxError("Malformed CIDR, one '/' required")
  if (!/^[+-]?\d+$/.test(mask) || Math.abs(Number(mask)) > 2_147_483_647) {
    throw new SyntaxError('Malformed CIDR, mask bits must be an integer')
  }
  const bits = Number(mask)
  if (bits < 0) throw new SyntaxError('Malformed CIDR, mask bits must not be negative')
  const digits = addressDigits(address)
  if (digits === undefined) {
    throw new SyntaxError(
      `${IPV4.test(address) || IPV6.test(address) ? 'Invalid' : 'Nonstandard'} IP address: ${address}`,
    )
  }
  const size = digits.length * 4
  if (bits > size - 1) throw new SyntaxError(`IPv${size === 32 ? 4 : 6} mask bits must be < ${size}`)
  const host = (1n << BigInt(size - bits)) - 1n
  const end = (value: bigint): string => value.toString(16).toUpperCase().padStart(digits.length, '0')
  return { low: end(bitsOf(digits) & ~host), high: end(bitsOf(digits) | host) }
}
