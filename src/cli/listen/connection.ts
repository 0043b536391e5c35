import type { Account } from '../../aws/account.js'
import type { Aws } from '../../aws/live/clients.js'
import { isUnread } from '../../aws/read.js'
import type { Plan } from '../../fixing/plan.js'
import { parseRuleRef, type RuleRef } from '../../verdict/rule-address.js'
import { Stop } from '../base.js'
import { tellCall } from '../debug.js'
import { connectTo, notConnected, type Place } from '../source.js'

/** A connection to listen with. */
export interface ListenConnection {
  /** Remembers nothing: each look is a new one. */
  live: Account
  aws: Aws
  context: Plan['context']
}

/** Connects, and asks who is asking. Throws Stop when that fails, or when the place is not the one that is wanted. */
export async function connectToListen(
  place: Omit<Place, 'sinceSeconds'>,
  ref: Pick<RuleRef, 'region' | 'account'>,
  debug: boolean,
  signal: AbortSignal,
): Promise<ListenConnection> {
  const connection = await connectTo(
    place,
    ref.region,
    () => signal,
    (call) => {
      if (debug) tellCall(call)
    },
  )
  const { account: live, aws, region } = connection
  const caller = await live.caller()
  if (isUnread(caller)) {
    const message = caller.state === 'failed' ? caller.error.message : `${caller.action} was denied`
    throw notConnected({ unread: caller, message }, place, region)
  }
  if (caller.state === 'missing' || !aws) throw new Error('sts:GetCallerIdentity named no account.')
  const { account, partition } = caller.value
  if (ref.account !== undefined && ref.account !== account) {
    throw wrongPlace(`account ${ref.account}, and these are credentials of account ${account}`)
  }
  if (ref.region !== undefined && ref.region !== region) {
    throw wrongPlace(`the Region ${ref.region}, and --region says ${region}`)
  }
  return { live, aws, context: { account, partition, region } }
}

const wrongPlace = (what: string): Stop => new Stop('wrong-place', `This is for ${what}: nothing was done.`, '')

/** The rule that a user named, with what is known of it. Throws BadRuleRef. */
export const refOf = (name: string, bus: string | undefined): RuleRef => parseRuleRef(name, bus)
