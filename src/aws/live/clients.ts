import { isAccountId, parseArn } from '../arn.js'

/** A resource of an account that there are no credentials for. */
export class ForeignAccount extends Error {
  constructor(readonly account: string) {
    super(`no credentials for account ${account}`)
  }
}

/** Where to look: nothing means the rule's own account and region. */
export interface Place {
  region?: string
  account?: string
  /** With the profile that was named for the organization, whichever account it belongs to. */
  organization?: true
}

/** What a client of the AWS SDK is made with. */
export type ClientConfig = Record<string, unknown> & { region: string }

/** What a live read looks through. */
export interface Aws {
  region: string
  /** Ends every look when the time is over. */
  readonly signal: AbortSignal
  /** The account that the credentials belong to; undefined when it could not be found out. */
  homeAccount(): Promise<string | undefined>
  /** Pages of CloudTrail's event history that a look takes at most; a few without it. */
  readonly historyPages?: number
  /** Whether the user named a profile that may read the organization's policies. */
  readsOrganization: boolean
  /** A client for the place that an ARN names, or for home. Made once a class, account and region. */
  client<Client>(Class: new (config: ClientConfig) => Client, place?: string | Place): Promise<Client>
}

interface Access {
  region: string
  /** Asked for anew at each request: a command may give its parts of time one after the other. */
  readonly signal: AbortSignal
  /** Base configuration of every client with the caller's credentials. */
  config: Omit<ClientConfig, 'region'>
  homeAccount(): Promise<string | undefined>
  /** Called with each new client, and whose it is and of which Region, as one word. */
  prepare?: (client: unknown, place: string) => void
  /** Pages of CloudTrail's event history that a look takes at most; a few without it. */
  historyPages?: number
  /** The same for the other account, if the user named a profile of it. */
  other?: { config: Omit<ClientConfig, 'region'>; account(): Promise<string | undefined> }
  /** The configuration of the profile that may read the organization, if the user named one. */
  organization?: Omit<ClientConfig, 'region'>
}

/** The place that an ARN names; parts that it leaves empty are home. */
export function placeOf(arn: string): Place {
  const parsed = parseArn(arn)
  const region = parsed?.region
  const account = parsed && isAccountId(parsed.account) ? parsed.account : undefined
  return { ...(region && region !== '*' ? { region } : {}), ...(account ? { account } : {}) }
}

/**
 * Hands out SDK clients by place. A resource of another account is never looked up with the caller's own credentials:
 * by name it would find a namesake. Throws ForeignAccount instead.
 */
export function makeAws(access: Access): Aws {
  const clients = new Map<unknown, Map<string, unknown>>()
  const configFor = async ({ account, organization }: Place) => {
    if (organization) {
      if (!access.organization) throw new Error('no profile was named for the organization')
      return access.organization
    }
    if (!account) return access.config
    const home = await access.homeAccount()
    if (home === undefined || home === account) return access.config
    if (access.other && (await access.other.account()) === account) return access.other.config
    throw new ForeignAccount(account)
  }
  return {
    region: access.region,
    get signal() {
      return access.signal
    },
    homeAccount: access.homeAccount,
    ...(access.historyPages === undefined ? {} : { historyPages: access.historyPages }),
    readsOrganization: access.organization !== undefined,
    async client(Class, where = {}) {
      const place = typeof where === 'string' ? placeOf(where) : where
      const config = await configFor(place)
      const region = place.region || access.region
      const whose = place.organization ? 'organization' : config === access.config ? 'home' : 'other'
      const key = `${whose} ${region}`
      const ofClass = clients.get(Class) ?? new Map<string, unknown>()
      clients.set(Class, ofClass)
      const known = ofClass.get(key)
      if (known) return known as InstanceType<typeof Class>
      const client = new Class({ ...config, region })
      access.prepare?.(client, key)
      ofClass.set(key, client)
      return client
    },
  }
}
