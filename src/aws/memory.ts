import { type Account, READ_NAMES, type ReadName } from './account.js'
import type { Read, ReadMethod } from './read.js'

/** One answer as it is remembered: the question (name of the read, arguments) and what AWS said. */
export type Memory = readonly { read: ReadName; args: readonly unknown[]; answer: Read<unknown> }[]

/** An account that asks each question once. */
export interface RememberingAccount extends Account {
  /** All that has been answered so far, sorted, so that the same answers give the same bytes. */
  memory(): Memory
}

const keyOf = (read: ReadName, args: readonly unknown[]): string => JSON.stringify([read, ...args])

/** Makes an account whose reads are all answered by one function. */
export function accountOf(answer: (read: ReadName, args: readonly unknown[]) => Promise<Read<unknown>>): Account {
  const reads: Record<string, ReadMethod> = {}
  for (const name of READ_NAMES) reads[name] = (...args: unknown[]) => answer(name, args)
  return reads as unknown as Account
}

/**
 * Remembers what an account answered, and shares requests that are still in flight: a repeated look is free, so checks
 * need not pass anything to each other.
 */
export function remember(account: Account): RememberingAccount {
  const asked = new Map<string, Promise<Read<unknown>>>()
  const answered = new Map<string, Memory[number]>()
  const ask = (read: ReadName, args: readonly unknown[]): Promise<Read<unknown>> => {
    const key = keyOf(read, args)
    const before = asked.get(key)
    if (before) return before
    const answer = (account[read] as ReadMethod)(...args).then((result) => {
      answered.set(key, { read, args, answer: result })
      return result
    })
    asked.set(key, answer)
    return answer
  }
  const memory = (): Memory => [...answered.keys()].sort().map((key) => answered.get(key) as Memory[number])
  return { ...accountOf(ask), memory }
}

/** An account made of remembered answers. What was not asked then is `failed`: it cannot be known now. */
export function recall(memory: Memory): Account {
  const answers = new Map(memory.map(({ read, args, answer }) => [keyOf(read, args), answer]))
  return accountOf(
    async (read, args) =>
      answers.get(keyOf(read, args)) ?? {
        state: 'failed',
        action: `snapshot:${read}`,
        resource: args.join(', '),
        error: { kind: 'not-recorded', message: 'The snapshot does not hold this answer.' },
      },
  )
}
