import type { Account, ReadName } from '../../aws/account.js'
import { accountOf } from '../../aws/memory.js'
import { mapRead, type Read, type ReadMethod } from '../../aws/read.js'
import { Cache } from './cache.js'
import { sharedHistories } from './histories.js'
import { listedRules } from './listed-rules.js'
import { rolesInBulk, type Sharing } from './roles.js'

/** Characters of JSON that the answers of all rules together may have in memory. */
const MOST_CHARACTERS = 24_000_000

/** Reads of which each rule asks a question of its own: to keep their answers would only cost memory. */
const OF_ONE_RULE: ReadonlySet<ReadName> = new Set<ReadName>([
  'targets',
  'metricData',
  'busLogRecords',
  'busLogQuery',
  'rolePage',
])

/**
 * An account for the diagnosis of many rules: a question that several of them ask is asked once, and what can be asked for
 * many at once is. The answers are those that each rule would get alone. See docs/decisions/one-account-for-many-rules.md.
 */
export function shareReads(live: Account, sharing: Sharing): Account {
  const kept = new Cache(MOST_CHARACTERS)
  const ask = (read: ReadName, args: readonly unknown[]): Promise<Read<unknown>> =>
    kept.get(JSON.stringify([read, ...args]), () => (live[read] as ReadMethod)(...args))
  const once = accountOf((read, args) =>
    OF_ONE_RULE.has(read) ? (live[read] as ReadMethod)(...args) : ask(read, args),
  )
  const rules = listedRules(once)
  return {
    ...once,
    ...rules,
    ruleNames: async (bus) => mapRead(await rules.rules(bus), (all) => all.map(({ name }) => name)),
    ...rolesInBulk(once, once, sharing),
    ...sharedHistories(once, sharing.rules),
  }
}
