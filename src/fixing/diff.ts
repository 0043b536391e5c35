import { diffArrays } from 'diff'
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

/**
 * So many lines may differ: the comparison takes time by the square of their number. The longest policy of all, a key's of
 * 32 KB, has fewer lines, so only texts that have hardly a line in common come here, and those are shown one after the other.
 */
const MOST_EDITS = 2000

function compared(a: readonly string[], b: readonly string[]): DiffLine[] {
  const parts = diffArrays([...a], [...b], { maxEditLength: MOST_EDITS })
  if (!parts) return [...signed('-', a), ...signed('+', b)]
  return parts.flatMap(({ value, added, removed }) => signed(added ? '+' : removed ? '-' : ' ', value))
}

const signed = (sign: DiffLine['sign'], lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign, text }))
