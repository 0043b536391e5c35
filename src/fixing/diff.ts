import { asciiJson } from '../text/ascii-json.js'
import type { Json } from '../text/json.js'

/** A line of a comparison. */
export interface DiffLine {
  sign: ' ' | '+' | '-'
  text: string
}

/** Lines that are the same around a change, so that one sees where it is. */
const AROUND = 2

/** What a change makes of a state, line by line, policies laid out so that they can be read. No control characters. */
export function difference(before: Json, after: Json): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  const lines = compared(a, b)
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - AROUND), i + AROUND + 1).some(({ sign }) => sign !== ' '),
  )
  return lines.flatMap((line, i): DiffLine[] => {
    if (near[i]) return [line]
    return i === 0 || near[i - 1] ? [{ sign: ' ', text: '...' }] : []
  })
}

function linesOf(state: Json): string[] {
  if (state === null) return []
  return asciiJson(laidOut(state), 2).split('\n')
}

/** JSON text as the value it stands for. */
function laidOut(state: Json): Json {
  if (typeof state !== 'string' || !state.trimStart().startsWith('{')) return state
  try {
    return JSON.parse(state) as Json
  } catch {
    return state
  }
}

/** The longest common subsequence keeps its lines; long texts are compared by their common beginning and end alone. */
function compared(a: readonly string[], b: readonly string[]): DiffLine[] {
  const start = commonLength(a, b)
  const end = commonLength([...a.slice(start)].reverse(), [...b.slice(start)].reverse())
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: ' ', text }))
  return [...same(a.slice(0, start)), ...middle(x, y), ...same(a.slice(a.length - end))]
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((line, i) => line !== b[i])
  return different === -1 ? a.length : different
}

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = a.map((text): DiffLine => ({ sign: '-', text }))
  const added = b.map((text): DiffLine => ({ sign: '+', text }))
  if (a.length === 0 || b.length === 0 || a.length * b.length > 1_000_000) return [...removed, ...added]
  const length = a.map(() => new Uint32Array(b.length + 1))
  const at = (i: number, j: number): number => length[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = length[i]
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i] ?? '' })
      i++
      j++
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '-', text: a[i++] ?? '' })
    } else {
      lines.push({ sign: '+', text: b[j++] ?? '' })
    }
  }
  return lines
}
