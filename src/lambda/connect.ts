import type { Account } from '../aws/account.js'
import { type CallNote, type Connection, connect } from '../aws/live/connect.js'
import type { RoleCredentials } from '../aws/live/role.js'
import { isUnread } from '../aws/read.js'
import { hiddenAccount } from '../cli/mark.js'
import type { Home } from '../scan/fleet.js'

/** What an invocation is given by the function's runtime. */
export interface Context {
  getRemainingTimeInMillis(): number
}

/** The invocation may succeed when it is tried again. The state machine retries by this name. */
export class TryAgain extends Error {
  override name = 'TryAgain'
}

/** How the function reaches AWS during one invocation. */
export interface Reach {
  /** With the function's own credentials, in its own Region unless another is named. */
  home(where?: string): Promise<Connection>
  /** With the credentials of a role, secrets masked. */
  with(region: string, credentials: () => Promise<RoleCredentials>): Promise<Account>
  /** Requests that were sent, and how many of them again. */
  stats: { calls: number; retries: number }
  /** Closes all connections: the process lives on for the next invocation, which makes its own. */
  close(): void
}

/** Connects during one invocation, until the signal ends it. */
export function reachOf(version: string, signal: AbortSignal, env: NodeJS.ProcessEnv): Reach {
  const stats = { calls: 0, retries: 0 }
  const clients: { destroy(): void }[] = []
  const options = {
    signal: () => signal,
    version,
    onCall: ({ attempts }: CallNote) => {
      stats.calls += 1
      stats.retries += attempts - 1
    },
    onClient: (client: unknown) => {
      clients.push(client as { destroy(): void })
    },
  }
  return {
    stats,
    home: (where) => connect({ ...options, ...(where === undefined ? {} : { region: where }) }, env),
    with: async (where, credentials) =>
      hiddenAccount({}, (await connect({ ...options, region: where, credentials }, {})).account),
    close: () => {
      for (const client of clients) client.destroy()
    },
  }
}

/** Who assumes the roles: the function itself. Throws TryAgain when AWS does not say who that is. */
export async function homeOf({ aws, account }: Connection): Promise<Home> {
  const caller = await account.caller()
  if (caller.state === 'found') return { aws, partition: caller.value.partition, arn: caller.value.arn }
  throw new TryAgain(
    isUnread(caller) && caller.state === 'failed' ? caller.error.message : 'AWS does not say who this is.',
  )
}
