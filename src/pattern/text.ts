import { spend, type Work } from './errors.js'

/** Text as EventBridge compares it: half of a surrogate pair becomes a question mark when it is written as UTF-8. */
export const wellFormed = (text: string): string =>
  /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, '?') : text

const bytesOf = (text: string): number => {
  const bytes = { count: 0 }
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    const lone = code >= 0xd800 && code <= 0xdfff
    bytes.count += code < 0x80 || lone ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes.count
}

/**
 * The texts between the stars of a wildcard, its escapes resolved. Throws `SyntaxError` in EventBridge's words; a
 * position counts bytes and the opening quote.
 */
export function parseWildcard(wildcard: string): readonly string[] {
  const parts: string[] = ['']
  const add = (text: string): void => {
    parts[parts.length - 1] += text
  }
  const position = (at: number): number => bytesOf(wildcard.slice(0, at)) + 1
  for (let at = 0; at < wildcard.length; at++) {
    const [char = '', next] = [wildcard[at], wildcard[at + 1]]
    if (char === '*') {
      if (next === '*') throw new SyntaxError(`Consecutive wildcard characters at pos ${position(at)}`)
      parts.push('')
    } else if (char === '\\') {
      if (next !== '*' && next !== '\\') throw new SyntaxError(`Invalid escape character at pos ${position(at)}`)
      add(next)
      at += 1
    } else {
      add(char)
    }
  }
  return parts.map(wellFormed)
}

/** Where `part` begins in `text` at or after `from`, or -1. */
type Find = (text: string, from: number) => number

/** For each length of the part: how much of its beginning it ends with (Knuth, Morris and Pratt). */
function borders(part: string): Int32Array {
  const border = new Int32Array(part.length)
  for (let i = 1, k = 0; i < part.length; i++) {
    while (k > 0 && part[i] !== part[k]) k = border[k - 1] ?? 0
    if (part[i] === part[k]) k += 1
    border[i] = k
  }
  return border
}

/** `indexOf` is faster, but a long part can make it quadratic; of up to 32 characters it makes 32 comparisons a place at most. */
function finderOf(part: string): Find {
  if (part.length <= 32) return (text, from) => text.indexOf(part, from)
  const border = borders(part)
  return (text, from) => {
    for (let i = from, k = 0; i < text.length; i++) {
      while (k > 0 && text[i] !== part[k]) k = border[k - 1] ?? 0
      if (text[i] === part[k]) k += 1
      if (k === part.length) return i - k + 1
    }
    return -1
  }
}

/** A test for text against a wildcard: each part is looked for once, leftmost first, so it takes one pass. */
export function wildcardTest(wildcard: string): (text: string, work: Work) => boolean {
  const parts = parseWildcard(wildcard)
  const [first = '', ...others] = parts
  const last = others.pop()
  if (last === undefined) return (text) => text === first
  const finders = others.map((part) => ({ length: part.length, find: finderOf(part) }))
  return (text, work) => {
    spend(work, 2 + (text.length >> 3))
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let at = first.length
    for (const { length, find } of finders) {
      const found = find(text, at)
      if (found < 0 || found + length > end) return false
      at = found + length
    }
    return true
  }
}

/**
 * In how many places of itself a matcher of this wildcard can be at once, for the worst of texts: all its stars, and
 * each place within a part that the text's end can have reached. `*:*:a` stands at two stars and behind two colons.
 */
export function wildcardComplexity(wildcard: string): number {
  const [, ...parts] = parseWildcard(wildcard)
  if (parts.length === 0) return 0
  interface Node {
    next: Map<string, Node>
    places: number
    fail: Node | undefined
  }
  const create = (): Node => ({ next: new Map(), places: 0, fail: undefined })
  const root = create()
  for (const [index, part] of parts.entries()) {
    let node = root
    for (const char of index === parts.length - 1 ? `${part}"` : part) {
      const next = node.next.get(char) ?? create()
      node.next.set(char, next)
      next.places += 1
      node = next
    }
  }
  const queue: Node[] = [root]
  let most = 0
  for (const node of queue) {
    for (const [char, next] of node.next) {
      let fail = node.fail
      while (fail && !fail.next.has(char)) fail = fail.fail
      next.fail = fail?.next.get(char) ?? root
      next.places += next.fail.places
      most = Math.max(most, next.places)
      queue.push(next)
    }
  }
  return parts.length + most
}

/** How each letter of a pattern may be written: in lower and in upper case, which can be several letters (`ß`, `SS`). */
const spellings = (pattern: string): readonly (readonly string[])[] =>
  // Each half of a surrogate pair is taken alone, as EventBridge does: it is never met.
  pattern.split('').map((char) => {
    const [lower, upper] = [wellFormed(char.toLowerCase()), wellFormed(char.toUpperCase())]
    return lower === upper ? [lower] : [lower, upper]
  })

/** Where the text goes on after the pattern at its beginning, or -1. No spelling of a letter begins another one. */
function after(letters: readonly (readonly string[])[], text: string): number {
  let at = 0
  for (const spelled of letters) {
    const met = spelled.find((spelling) => text.startsWith(spelling, at))
    if (met === undefined) return -1
    at += met.length
  }
  return at
}

/** A test for `equals-ignore-case`. One way only: `k` does not match the Kelvin sign, which matches `k`. */
export function ignoreCaseTest(pattern: string): (text: string) => boolean {
  const letters = spellings(pattern)
  return (text) => after(letters, text) === text.length
}

export function prefixIgnoreCaseTest(pattern: string): (text: string) => boolean {
  const letters = spellings(pattern)
  return (text) => after(letters, text) >= 0
}

export function suffixIgnoreCaseTest(pattern: string): (text: string) => boolean {
  const letters = spellings(pattern).toReversed()
  return (text) => {
    let end = text.length
    for (const spelled of letters) {
      const met = spelled.find((spelling) => text.endsWith(spelling, end) && spelling.length <= end)
      if (met === undefined) return false
      end -= met.length
    }
    return true
  }
}

const reversed = (text: string): string => text.split('').reverse().join('')

/** A test whether text begins with one of many texts, in the time that a few comparisons take. */
export function anyPrefixTest(prefixes: readonly string[]): (text: string) => boolean {
  const sorted = [...new Set(prefixes)].sort((a, b) => (a < b ? -1 : 1))
  // Without those that another one begins: then only the last one that is not after the text can be its beginning.
  const least = sorted.reduce<string[]>((kept, prefix) => {
    const last = kept.at(-1)
    if (last === undefined || !prefix.startsWith(last)) kept.push(prefix)
    return kept
  }, [])
  return (text) => {
    let [low, high] = [0, least.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((least[middle] ?? '') <= text) low = middle + 1
      else high = middle
    }
    const candidate = least[low - 1]
    return candidate !== undefined && text.startsWith(candidate)
  }
}

export function anySuffixTest(suffixes: readonly string[]): (text: string) => boolean {
  const longest = suffixes.reduce((most, { length }) => Math.max(most, length), 0)
  const test = anyPrefixTest(suffixes.map(reversed))
  return (text) => test(reversed(text.slice(Math.max(0, text.length - longest))))
}
