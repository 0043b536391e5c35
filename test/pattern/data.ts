import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** Whether event-ruler, the engine that AWS publishes, matches the two. */
export interface Pair {
  pattern: string
  event: string
  matches: boolean
}

/** Whether event-ruler accepts a pattern, and the first line of what it says if not. */
export interface Validity {
  pattern: string
  valid: boolean
  reason?: string
}

/** What TestEventPattern answered. */
export interface Recorded {
  name: string
  pattern: string
  event: string
  aws: 'yes' | 'no' | 'refused'
}

export interface Refusal {
  pattern: string
  /** AWS's message, whole. */
  says: string
}

function read<Row>(name: string): readonly Row[] {
  const packed = readFileSync(new URL(`data/${name}.jsonl.gz`, import.meta.url))
  const lines = gunzipSync(packed).toString('utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
}

const corpus = read<Pair | Validity>('corpus')

export const pairs: readonly Pair[] = corpus.flatMap((row) => ('event' in row ? [row] : []))
export const validities: readonly Validity[] = corpus.flatMap((row) => ('valid' in row ? [row] : []))
export const facts = read<Pair>('facts')
export const recorded = read<Recorded>('recorded')
export const refusals = read<Refusal>('refusals')
