import type { Account } from '../../aws/account.js'
import { found, type Read } from '../../aws/read.js'
import type { Rule } from '../../aws/reads/events.js'

type List = Read<readonly Rule[]>

/**
 * Rules out of the lists of their buses, which events:ListRules tells a hundred at a time. A rule that is not in one, or whose
 * bus was not listed, is asked for by itself.
 */
export function listedRules(single: Pick<Account, 'rule' | 'rules'>): Pick<Account, 'rule' | 'rules'> {
  const lists = new Map<string, { answer: Promise<List>; byName: Promise<ReadonlyMap<string, Rule>> }>()
  return {
    rules(bus) {
      const answer = single.rules(bus)
      if (lists.get(bus)?.answer !== answer) lists.set(bus, { answer, byName: answer.then(indexed) })
      return answer
    },
    async rule(name, bus) {
      const known = (await lists.get(bus)?.byName)?.get(name)
      return known ? found(known) : single.rule(name, bus)
    },
  }
}

const indexed = (read: List) => new Map(read.state === 'found' ? read.value.map((rule) => [rule.name, rule]) : [])
