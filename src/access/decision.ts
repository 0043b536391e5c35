import type { Decision, NearMiss } from '../iam/index.js'
import { unique } from '../text/unique.js'
import type { Because } from '../verdict/verdict.js'

/** Near misses that are about a whole layer: what came closest in it stands in the reasons, not in the near miss. */
const LAYERS: Partial<Record<NearMiss['code'], string>> = {
  'passrole-missing': "the role's policies",
  'boundary-no-allow': 'the permissions boundary',
  'scp-no-allow': 'the service control policies',
}

/** A near miss as a line: what was needed, what stands there, and where. */
function nearMissLine({ code, at, wanted, found, unsure }: NearMiss): string {
  if (unsure)
    return `${at}: eb-doctor does not know whether AWS sends the key "${found}"; check this condition yourself`
  const layer = LAYERS[code]
  return layer ? `no statement of ${layer} allows ${wanted}` : `${at}: found "${found}", needed "${wanted}"`
}

/** Several entries of one element that miss in the same way, as one near miss: a trust policy may list many principals. */
function oneAPlace(misses: readonly NearMiss[]): NearMiss[] {
  const isSame = (a: NearMiss, b: NearMiss) => a.code === b.code && a.at === b.at && a.wanted === b.wanted
  return misses
    .filter((miss, i) => misses.findIndex((other) => isSame(other, miss)) === i)
    .map((miss) => ({
      ...miss,
      found: misses
        .filter((other) => isSame(other, miss))
        .map(({ found }) => found)
        .join('", "'),
    }))
}

/** Whether a reason only says again what a near miss has said: one element, with the same two strings. */
const repeats = (reason: string, misses: readonly NearMiss[]): boolean =>
  misses.some(
    ({ at, wanted, found }) =>
      (reason.includes(`"${found}"`) || reason.startsWith(`${at} = `)) && reason.includes(`"${wanted}"`),
  ) && !reason.includes('; ')

/**
 * The reasons of a denial for people, most telling first: near misses show both strings, then what the evaluator saw.
 * At most `most` lines, so that a policy of a hundred statements stays readable.
 */
export function reasonsOf({ nearMisses, because }: Decision, most = 6): Because {
  const others = because.filter((reason) => !repeats(reason, nearMisses))
  const [first = 'no statement allows it', ...rest] = unique([...oneAPlace(nearMisses).map(nearMissLine), ...others])
  return [first, ...rest.slice(0, most - 1)]
}
