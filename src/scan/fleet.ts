import type { Account } from '../aws/account.js'
import type { Aws } from '../aws/live/clients.js'
import type { RoleCredentials } from '../aws/live/role.js'
import { isUnread, type Read, type ReadError, whyUnread } from '../aws/read.js'
import type { ListedAccount } from './accounts.js'
import type { Place, Unseen } from './report.js'

/** Many accounts, and how they are looked at. */
export interface Fleet {
  accounts: readonly ListedAccount[]
  /** Regions of the accounts that list none of their own. */
  regions: readonly string[]
  /** Name of the role in each account, with its path if it has one. */
  role: string
  /** What the trust policies of the roles may ask for. */
  externalId?: string
}

/** Who assumes the roles. */
export interface Home {
  aws: Aws
  /** Roles are assumed within one partition. */
  partition: string
  /** ARN of the caller. */
  arn: string
}

/** One account and Region of a fleet; or why it cannot be looked at. */
export type FleetPlace =
  | { kind: 'place'; place: Place; account: Account }
  /** `mayPass`: AWS was busy or out of reach, and may not be the next time. */
  | { kind: 'unseen'; unseen: Unseen; mayPass: boolean }

/** Connects to a Region with the credentials of a role. */
export type ConnectWith = (region: string, credentials: () => Promise<RoleCredentials>) => Promise<Account>

/**
 * Assumes the role in one account after the other and connects to each Region, in the order of account ids and of the names
 * of Regions: the result does not depend on how they were listed. A role that cannot be assumed makes its places unseen, and
 * ends nothing. So do credentials that turn out to be of another account.
 */
export async function* fleetPlaces(fleet: Fleet, home: Home, connectWith: ConnectWith): AsyncGenerator<FleetPlace> {
  const { roleSession } = await import('../aws/live/role.js')
  const accounts = [...fleet.accounts].sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const listed of accounts) {
    const role = `arn:${home.partition}:iam::${listed.id}:role/${fleet.role}`
    const session = roleSession(home.aws, {
      arn: role,
      ...(fleet.externalId === undefined ? {} : { externalId: fleet.externalId }),
    })
    for (const region of [...new Set(listed.regions ?? fleet.regions)].sort()) {
      const notSeen = (because: string, read?: Read<unknown>): FleetPlace => {
        const mayPass = read?.state === 'failed' && PASSING.includes(read.error.kind)
        return { kind: 'unseen', unseen: unseenPlace(listed, region, because), mayPass }
      }
      const assumed = await session.assume()
      if (assumed.state !== 'found') {
        yield notSeen(notAssumed(assumed, role, home.arn, fleet.externalId !== undefined), assumed)
        continue
      }
      const account = await connectWith(region, session.credentials)
      const caller = await account.caller()
      if (caller.state !== 'found') {
        yield notSeen(isUnread(caller) ? whyUnread(caller) : 'AWS did not say whose credentials these are.', caller)
      } else if (caller.value.account !== listed.id) {
        yield notSeen(`The credentials of ${role} are of account ${caller.value.account}.`)
      } else {
        const { arn, partition } = caller.value
        yield { kind: 'place', place: { account: listed.id, partition, region, identity: arn }, account }
      }
    }
  }
}

const PASSING: readonly ReadError['kind'][] = ['throttled', 'network', 'timeout']

/** A place of a fleet of which nothing is known. */
export function unseenPlace({ id, name }: Pick<ListedAccount, 'id' | 'name'>, region: string, because: string): Unseen {
  const what = `account ${id}${name === undefined ? '' : ` (${name})`} in ${region}`
  return { account: id, region, bus: null, what, because }
}

function notAssumed(read: Read<null>, role: string, who: string, withExternalId: boolean): string {
  if (read.state !== 'denied')
    return `The role ${role} was not assumed: ${isUnread(read) ? whyUnread(read) : 'no answer.'}`
  const how = withExternalId ? 'with this external ID' : 'without an external ID'
  return `The role ${role} cannot be assumed: there is none, it does not trust ${who} ${how}, or that caller is not allowed sts:AssumeRole.`
}
