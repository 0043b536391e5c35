import { type Account, READS, type ReadName } from '../account.js'
import { accountOf } from '../memory.js'
import type { Read, ReadMethod } from '../read.js'
import { type Aws, makeAws } from './clients.js'
import { liveAccount } from './index.js'
import { type CallNote, noteCalls, refuseEmptyAnswers } from './middleware.js'
import { keepPace, Paces } from './pace.js'
import type { RoleCredentials } from './role.js'

export interface ConnectOptions {
  profile?: string
  /** A profile of the account that a target of another account is in. */
  targetProfile?: string
  /** A profile that may read the organization's policies. */
  organizationProfile?: string
  region?: string
  endpointUrl?: string
  /** Credentials to look with, in place of those that the SDK finds: of a role that was assumed. */
  credentials?: () => Promise<RoleCredentials>
  /** Ends every look when the time is over; the signal of this moment is asked for at each look. */
  signal(): AbortSignal
  version: string
  /**
   * The connection is for many rules: what the services take in a second is kept to, a request that was refused or failed is
   * tried more often, and histories that many rules share are read further.
   */
  manyRules?: boolean
  /** Told of each request that is sent: for the progress line, the statistics and --debug. */
  onCall?: (call: CallNote) => void
  /** Told of each client that is made: a process that goes on closes their connections when it needs them no more. */
  onClient?: (client: unknown) => void
}

/** Of many requests some are refused several times over. The SDK itself would make three attempts. */
const MANY_ATTEMPTS = 8
/** A thousand events, which take CloudTrail ten seconds. */
const MANY_PAGES = 20

export type { CallNote }

export interface Connection {
  aws: Aws
  account: Account
  region: string
}

/** There is no region to look in: neither a flag nor the environment nor the profile says one. */
export class NoRegion extends Error {}

/**
 * Connects to AWS with the SDK's default credential chain.
 * Region: flag, AWS_REGION, AWS_DEFAULT_REGION (as the AWS CLI reads it), the profile's own. Throws NoRegion.
 */
export async function connect(options: ConnectOptions, env: NodeJS.ProcessEnv): Promise<Connection> {
  // An empty variable is one that is not set.
  const region = options.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await regionOf(options.profile))
  if (!region) throw new NoRegion()
  const configOf = (profile: string | undefined) => ({
    ...(options.endpointUrl ? { endpoint: options.endpointUrl } : {}),
    ...(profile ? { profile } : {}),
    customUserAgent: [['eb-doctor', options.version]],
    retryMode: 'standard',
    ...(options.manyRules ? { maxAttempts: MANY_ATTEMPTS } : {}),
  })
  const { onCall, onClient } = options
  const paces = options.manyRules ? new Paces() : undefined
  const prepare = (client: unknown, place: string) => {
    onClient?.(client)
    refuseEmptyAnswers(client)
    if (paces) keepPace(client, paces, place, options.signal)
    if (onCall) noteCalls(client, onCall)
  }
  const home = { ...configOf(options.profile), ...(options.credentials ? { credentials: options.credentials } : {}) }
  const awsOf = (access: Pick<Parameters<typeof makeAws>[0], 'config' | 'homeAccount' | 'other'>) =>
    makeAws({
      region,
      prepare,
      ...(options.manyRules ? { historyPages: MANY_PAGES } : {}),
      get signal() {
        return options.signal()
      },
      ...access,
    })
  const callerOf = (config: Record<string, unknown>): Account['caller'] => {
    const account = liveAccount(awsOf({ config, homeAccount: async () => undefined }))
    let asked: ReturnType<Account['caller']> | undefined
    return () => {
      asked ??= account.caller()
      return asked
    }
  }
  const accountIdOf = (caller: Account['caller']) => async () => {
    const read = await caller()
    return read.state === 'found' ? read.value.account : undefined
  }
  const caller = callerOf(home)
  const there = options.targetProfile ? configOf(options.targetProfile) : undefined
  const aws = awsOf({
    config: home,
    homeAccount: accountIdOf(caller),
    ...(options.organizationProfile ? { organization: configOf(options.organizationProfile) } : {}),
    ...(there ? { other: { config: there, account: accountIdOf(callerOf(there)) } } : {}),
  })
  return { aws, account: inTime({ ...liveAccount(aws), caller }, options.signal), region }
}

/** Reads that are under way at once. Thousands begun together would be signed one after the other before any timer could fire. */
const AT_ONCE = 100

/**
 * An account whose every read ends with the time. The requests listen to the signal themselves; what hands out the
 * credentials (a process, a browser, another service) does not always.
 */
function inTime(account: Account, signal: () => AbortSignal): Account {
  const turns = makeTurns(AT_ONCE)
  return accountOf(async (read, args) => {
    const over = signal()
    await turns.take()
    try {
      return await ended(account, read, args, over)
    } finally {
      turns.give()
    }
  })
}

/** So many turns, handed on in the order in which they were asked for. */
function makeTurns(count: number) {
  const waiting: (() => void)[] = []
  let free = count
  let next = 0
  return {
    take(): Promise<void> | undefined {
      if (free > 0) {
        free -= 1
        return undefined
      }
      return new Promise((resolve) => void waiting.push(resolve))
    },
    give(): void {
      const turn = waiting[next]
      if (!turn) {
        free += 1
        return
      }
      next += 1
      if (next === waiting.length) {
        waiting.length = 0
        next = 0
      }
      turn()
    },
  }
}

/** The answer to a read, or that there was none in time. */
function ended(account: Account, read: ReadName, args: readonly unknown[], over: AbortSignal): Promise<Read<unknown>> {
  const late: Read<never> = {
    state: 'failed',
    action: READS[read].actions[0] ?? `aws:${read}`,
    resource: '*',
    error: { kind: 'timeout', message: 'no answer in time' },
  }
  if (over.aborted) return Promise.resolve(late)
  const answer = (account[read] as ReadMethod)(...args)
  return new Promise((resolve, reject) => {
    const end = () => resolve(late)
    over.addEventListener('abort', end, { once: true })
    answer.then(resolve, reject).finally(() => over.removeEventListener('abort', end))
  })
}

/** The region that the SDK finds in the shared config file for a profile. */
async function regionOf(profile: string | undefined): Promise<string | undefined> {
  const { STSClient } = await import('@aws-sdk/client-sts')
  try {
    return await new STSClient(profile ? { profile } : {}).config.region()
  } catch {
    return undefined
  }
}
