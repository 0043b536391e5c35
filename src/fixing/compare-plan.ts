import type { Account } from '../aws/account.js'
import type { Json } from '../text/json.js'
import type { Plan, PlannedChange } from './plan.js'
import { BadPlan } from './read-plan.js'
import { isSame, meansSame, stateNow } from './state.js'

/** A plan out of a file, compared with the one that a diagnosis makes now. */
export interface ComparedPlan {
  /** The plan to carry out: all in it comes from the diagnosis, nothing from the file. */
  plan: Plan
  /** How many changes of the file are made already. */
  made: number
  /** The resource that is not as it was when the plan was made: nothing of the plan may be carried out then. */
  stale?: string
}

/**
 * A plan is a file, and files can be forged: what is in it is not carried out, but compared. The same rules are diagnosed
 * again, and each change in the file must be one that the diagnosis proposes now, word for word, or be made already.
 * Changes that the file does not have are not made: nobody has read them. Throws BadPlan for a change that eb-doctor does
 * not propose although all is as it was.
 */
export async function comparePlan(file: Plan, now: Plan, account: Account): Promise<ComparedPlan> {
  if (!isSame(asJson(file.tool), asJson(now.tool))) throw new BadPlan('it was made by another version of eb-doctor')
  if (!isSame(asJson(file.context), asJson(now.context))) throw new BadPlan('it is for another account or Region')
  if (!isSame(asJson(file.rules), asJson(now.rules))) throw new BadPlan('it names other rules than the diagnosis')
  const proposed = new Map([...now.changes, ...now.withheld].map((change) => [change.id, change]))
  const made = new Set<string>()
  const known = new Map<string, PlannedChange>()
  for (const change of [...file.changes, ...file.withheld]) {
    const own = proposed.get(change.id)
    if (own && !meansSame(own.before, change.before)) return { plan: now, made: 0, stale: own.resource }
    if (own) {
      known.set(own.id, own)
      continue
    }
    const state = await stateNow(account, change.source)
    if (state.state !== 'found') throw new BadPlan(`the diagnosis does not propose its change "${change.id}"`)
    if (meansSame(state.value, change.after)) made.add(change.id)
    else if (meansSame(state.value, change.before)) {
      throw new BadPlan(`the diagnosis does not propose its change "${change.id}"`)
    } else return { plan: now, made: 0, stale: change.resource }
  }
  for (const [of, own] of [
    [file.changes, now.changes],
    [file.withheld, now.withheld],
  ] as const) {
    for (const change of of) {
      if (made.has(change.id)) continue
      const one = own.find(({ id }) => id === change.id)
      if (!one) throw new BadPlan(`its change "${change.id}" waits for --include-key-policies, or does not`)
      const different = differences(change, one, made)
      if (different.length > 0) {
        throw new BadPlan(
          `its change "${change.id}" is not what the diagnosis proposes: ${different.join(', ')} differs`,
        )
      }
      const lacking = one.needs.find((id) => !known.has(id) && !made.has(id))
      if (lacking !== undefined) throw new BadPlan(`its change "${change.id}" needs another that is not in it`)
    }
  }
  for (const one of file.left) {
    // What is left to a person may have gone, or have come since; what stands in the file must not be made up.
    const own = now.left.find((other) => isAbout(other) === isAbout(one))
    if (own && !isSame(asJson(own), asJson(one))) {
      throw new BadPlan(`what it leaves to a person (${one.code}) is not what the diagnosis says`)
    }
  }
  const isKnown = ({ id }: PlannedChange): boolean => known.has(id)
  return {
    plan: { ...now, changes: now.changes.filter(isKnown), withheld: now.withheld.filter(isKnown) },
    made: made.size,
  }
}

const isAbout = ({ rule, check, target, code }: Plan['left'][number]): string =>
  JSON.stringify([rule, check, target, code])

/** The members in which two changes differ; needs that are met already are no difference. */
function differences(file: PlannedChange, own: PlannedChange, made: ReadonlySet<string>): string[] {
  const open = (change: PlannedChange) => ({ ...change, needs: change.needs.filter((id) => !made.has(id)) })
  const [a, b] = [asJson(open(file)), asJson(open(own))] as Record<string, Json>[]
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])
  return [...names].filter((name) => !isSame(a?.[name] ?? null, b?.[name] ?? null))
}

/** A value as it would be read back from a file: without members that are undefined. */
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json
