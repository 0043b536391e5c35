import type { Segment } from './segment.js'

/**
 * Where a segment with gaps first stands in the text from `from` up to `end`, or -1. One bit for each position of the
 * segment says whether the text read last may be its beginning (Shift-And, Baeza-Yates and Gonnet 1992), so each character
 * is read once, whatever the segment.
 */
export function findWithGaps({ text: wanted, gaps }: Segment, text: string, from: number, end: number): number {
  const words = (wanted.length + 31) >>> 5
  const masks = new Map<number, Uint32Array>()
  const anywhere = new Uint32Array(words)
  for (const gap of gaps) setBit(anywhere, gap)
  const gapped = new Set(gaps)
  for (let i = 0; i < wanted.length; i++) {
    if (gapped.has(i)) continue
    const code = wanted.charCodeAt(i)
    const mask = masks.get(code) ?? anywhere.slice()
    setBit(mask, i)
    masks.set(code, mask)
  }

  const state = new Uint32Array(words)
  const lastBit = 1 << ((wanted.length - 1) & 31)
  for (let i = from; i < end; i++) {
    const mask = masks.get(text.charCodeAt(i)) ?? anywhere
    let carry = 1
    for (let w = 0; w < words; w++) {
      const word = state[w] ?? 0
      state[w] = ((word << 1) | carry) & (mask[w] ?? 0)
      carry = word >>> 31
    }
    if ((state[words - 1] ?? 0) & lastBit) return i - wanted.length + 1
  }
  return -1
}

function setBit(words: Uint32Array, position: number): void {
  const word = position >>> 5
  words[word] = (words[word] ?? 0) | (1 << (position & 31))
}
