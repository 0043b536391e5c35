import { type Account, READS, type ReadName } from '../account.js'
import { accountOf } from '../memory.js'
import type { Read } from '../read.js'
import type { Aws } from './clients.js'

type Live = (aws: Aws, ...args: readonly unknown[]) => Promise<Read<unknown>>

/** The account as AWS tells it now. A service's client is loaded when a rule first needs it. */
export function liveAccount(aws: Aws): Account {
  const loaded = new Map<ReadName, Promise<Live>>()
  return accountOf(async (name, args) => {
    const loading = loaded.get(name) ?? (READS[name].live() as Promise<Live>)
    loaded.set(name, loading)
    return (await loading)(aws, ...args)
  })
}
