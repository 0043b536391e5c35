import { type Account, READS } from '../account.js'
import { accountOf } from '../memory.js'
import type { Read } from '../read.js'
import type { Aws } from './clients.js'

type Live = (aws: Aws, ...args: readonly unknown[]) => Promise<Read<unknown>>

/** The account as AWS tells it now. A service's client is loaded when a rule first needs it. */
export function liveAccount(aws: Aws): Account {
  return accountOf(async (name, args) => {
    const ask = (await READS[name].live()) as Live
    return ask(aws, ...args)
  })
}
