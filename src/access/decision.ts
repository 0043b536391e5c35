import type { Decision, NearMiss } from '../iam/index.js'

/** Near misses that are about a whole layer: what came closest in it stands in the reasons, not in the near miss. */
const LAYERS: Partial<Record<NearMiss['code'], string>> = {
  'passrole-missing': "the role's policies",
  'boundary-no-allow': 'the permissions boundary',
  'scp-no-allow': 'the service control policies',
}

/** A near miss as a line: what was needed, what stands there, and where. */
export function nearMissLine({ code, at, wanted, found }: NearMiss): string {
  const layer = LAYERS[code]
  return layer ? `no statement of ${layer} allows ${wanted}` : `${at}: found "${found}", needed "${wanted}"`
}

/** Whether a reason only says again what a near miss has said: one element, with the same two strings. */
const repeats = (reason: string, misses: readonly NearMiss[]): boolean =>
  misses.some(({ wanted, found }) => reason.includes(`"${found}"`) && reason.includes(`"${wanted}"`)) &&
  !reason.includes('; ')

/**
 * The reasons of a denial for people, most telling first: near misses show both strings, then what the evaluator saw.
 * At most `most` lines, so that a policy of a hundred statements stays readable.
 */
export function reasonsOf({ nearMisses, because }: Decision, most = 6): string[] {
  const others = because.filter((reason) => !repeats(reason, nearMisses))
  return [...new Set([...nearMisses.map(nearMissLine), ...others])].slice(0, most)
}
