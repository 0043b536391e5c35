import type { Check } from '../checks/check.js'
import { didYouMean } from '../text/near.js'
import { unique } from '../text/unique.js'
import { Stop } from './base.js'

/** Which checks the user wants made. */
interface Choice {
  check?: readonly string[]
  skip?: readonly string[]
  /** Whether messages of dead-letter queues may be received. */
  peekDeadLetters?: boolean
}

/** The checks to make, and the ids of those that are lacking in the diagnosis because the user left them out. */
export async function chosenChecks(choice: Choice): Promise<{ checks: readonly Check[]; leftOut: readonly string[] }> {
  const { CHECKS, peeking } = await import('../checks/index.js')
  const all = choice.peekDeadLetters ? peeking(CHECKS) : CHECKS
  const checks = chosen(all, choice)
  // The diagnosis stands without the checks of what happened.
  const leftOut = unique(all.filter((check) => !checks.includes(check) && !check.evidence).map(({ id }) => id))
  return { checks, leftOut }
}

/** The checks to make: those named, less those left out. A name that is none is wrong usage. */
function chosen(checks: readonly Check[], { check, skip }: Choice): readonly Check[] {
  const ids = checks.map(({ id }) => id)
  for (const id of [...(check ?? []), ...(skip ?? [])]) {
    if (ids.includes(id)) continue
    const hint = didYouMean(id, ids, `The checks are ${ids.join(', ')}.`)
    throw new Stop('wrong-usage', `There is no check "${id}".`, hint)
  }
  const named = checks.filter(({ id }) => check === undefined || check.includes(id))
  const idle = skip?.find((id) => !named.some((one) => one.id === id))
  if (idle !== undefined) {
    throw new Stop('wrong-usage', `--skip ${idle} leaves nothing out: --check does not name it.`, '')
  }
  const left = named.filter(({ id }) => !skip?.includes(id))
  if (left.length === 0) throw new Stop('wrong-usage', '--skip leaves no check to make.', '')
  return left
}
