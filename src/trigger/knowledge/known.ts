/**
 * What is known of a name that a pattern uses. `meant`: the known name that it is close to. `unknown` says nothing: the
 * name may be right.
 */
export type Known = { state: 'yes' } | { state: 'near-miss'; meant: string } | { state: 'unknown' }

export const nearMiss = (meant: string): Known => ({ state: 'near-miss', meant })
