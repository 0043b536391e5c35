import type { Unseen } from './report.js'

/** Where something is, as far as it is known. */
type Where = Pick<Unseen, 'account' | 'region'> & { bus?: string | null }

/**
 * Compares by account, then by Region, then by event bus: the order in which the places of many accounts are scanned and
 * merged, and in which those are told that were not seen. It is the same in every locale.
 */
export function byPlace(one: Where, other: Where): number {
  const [a, b] = [one, other].map(({ account, region, bus }) =>
    JSON.stringify([account ?? '', region ?? '', bus ?? '']),
  )
  return a === undefined || b === undefined || a === b ? 0 : a < b ? -1 : 1
}
