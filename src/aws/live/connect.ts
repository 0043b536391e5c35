import { setMaxListeners } from 'node:events'
import type { Account } from '../account.js'
import { type Aws, makeAws } from './clients.js'
import { liveAccount } from './index.js'
import { type CallNote, noteCalls, refuseEmptyAnswers } from './middleware.js'

export interface ConnectOptions {
  profile?: string
  /** A profile of the account that a target of another account is in. */
  targetProfile?: string
  /** A profile that may read the organization's policies. */
  organizationProfile?: string
  region?: string
  endpointUrl?: string
  /** Ends every look when the time is over. */
  signal: AbortSignal
  version: string
  /** Told of each request that is sent: for the progress line, the statistics and --debug. */
  onCall?: (call: CallNote) => void
}

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
  // Each request in flight listens to it; Node would take more than ten for a leak and say so on stderr.
  setMaxListeners(0, options.signal)
  const configOf = (profile: string | undefined) => ({
    ...(options.endpointUrl ? { endpoint: options.endpointUrl } : {}),
    ...(profile ? { profile } : {}),
    customUserAgent: [['eb-doctor', options.version]],
    retryMode: 'standard',
  })
  const { onCall } = options
  const prepare = (client: unknown) => {
    refuseEmptyAnswers(client)
    if (onCall) noteCalls(client, onCall)
  }
  const home = configOf(options.profile)
  const base = { region, signal: options.signal, prepare }
  const callerOf = (config: Record<string, unknown>): Account['caller'] => {
    const account = liveAccount(makeAws({ ...base, config, homeAccount: async () => undefined }))
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
  const aws = makeAws({
    ...base,
    config: home,
    homeAccount: accountIdOf(caller),
    ...(options.organizationProfile ? { organization: configOf(options.organizationProfile) } : {}),
    ...(there ? { other: { config: there, account: accountIdOf(callerOf(there)) } } : {}),
  })
  return { aws, account: { ...liveAccount(aws), caller }, region }
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
