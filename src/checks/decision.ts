import type { Decision, NearMiss } from '../iam/index.js'

/** A near miss as a line: what was needed, what stands there, and where. */
export const nearMissLine = ({ at, wanted, found }: NearMiss): string => `${at}: found "${found}", needed "${wanted}"`

/**
 * The reasons of a denial for people, most telling first: near misses show both strings, then what the evaluator saw.
 * At most `most` lines, so that a policy of a hundred statements stays readable.
 */
export function reasonsOf(decision: Decision, most = 6): string[] {
  return [...new Set([...decision.nearMisses.map(nearMissLine), ...decision.because])].slice(0, most)
}
