import type { Account } from '../aws/account.js'
import { addressOf, type RuleRef } from '../verdict/rule-address.js'
import { deadline } from './looks.js'

/** A rule to look at, and through what. */
interface FirstLook {
  account: Account
  ref: RuleRef
  region: string
  /** Ends the wait. */
  signal: AbortSignal
}

/**
 * Who looks, the rule and its targets, all at once. Only for a rule of which the user named the account the caller comes
 * first: asked for by its name alone, a rule of another account would be mistaken for a namesake here.
 */
export async function firstLooks({ account, ref, region, signal }: FirstLook) {
  const inTime = deadline(signal)
  const asked = inTime('sts:GetCallerIdentity', account.caller())
  const known = ref.account === undefined ? undefined : await asked
  // Without the caller it is not known whether the account is the caller's own: the bus's ARN is right either way.
  const who = known?.state === 'found' ? known.value : { account: '', partition: 'aws' }
  const bus = ref.account === undefined ? ref.bus : addressOf(ref, who, region).busRef
  const [caller, rule, targets] = await Promise.all([
    asked,
    inTime('events:DescribeRule', account.rule(ref.name, bus)),
    inTime('events:ListTargetsByRule', account.targets(ref.name, bus)),
  ])
  return { caller, rule, targets }
}
