import type { Account } from '../aws/account.js'
import { differenceOf, type Place, type RuleRef } from '../verdict/rule-address.js'
import { Stop } from './base.js'

/** Two things that were said of the place to look in contradict each other. */
const wrongPlace = (message: string, hint = ''): Stop => new Stop('wrong-place', message, hint)

/** What an ARN of the user's says: whose place it is. */
const saidBy = (ref: RuleRef): string => (ref.bus.startsWith('arn:') ? "The bus's ARN" : "The rule's ARN")

/** Stops when an ARN and --region name two Regions: to look in one and to write to the other would hit a namesake. */
export function agreeOnRegion(ref: RuleRef, flag: string | undefined): void {
  const difference = differenceOf(ref, { region: flag })
  if (difference) throw wrongPlace(`${saidBy(ref)} says ${difference.one}, --region says ${difference.other}.`)
}

/**
 * Stops when the credentials are of another account or partition than the rule. `foreignBus`: whether the bus of another
 * account may be looked at, which its owner can allow; then the user has to name that bus by its ARN. What could not be
 * read of the caller contradicts nothing.
 */
export async function agreeOnAccount(
  ref: RuleRef,
  account: Pick<Account, 'caller'>,
  foreignBus: boolean,
): Promise<void> {
  if (ref.account === undefined) return
  const caller = await account.caller()
  if (caller.state !== 'found') return
  const namesBus = foreignBus && ref.bus.startsWith('arn:')
  const { account: _, ...withoutAccount } = ref
  const asked: Place = namesBus ? withoutAccount : ref
  const difference = differenceOf(asked, caller.value)
  if (!difference) return
  const bus = `arn:${ref.partition ?? 'aws'}:events:${ref.region}:${ref.account}:event-bus/${ref.bus}`
  const isAccount = ref.account !== caller.value.account && ref.partition === caller.value.partition
  const hint =
    foreignBus && isAccount ? `If that account shares its bus with this one, add --event-bus-name ${bus}.` : ''
  throw wrongPlace(`${saidBy(ref)} says ${difference.one}, and these are credentials of ${difference.other}.`, hint)
}

/** Stops when a rule that was named is not the one that a snapshot is of. `file` is how it was named. */
export function agreeWithSnapshot(file: string, asked: RuleRef, isArn: boolean, held: RuleRef & Place): void {
  if (asked.name !== held.name) {
    throw new Stop('wrong-usage', `The snapshot ${file} is of the rule ${held.name}, not of ${asked.name}.`, '')
  }
  if (!isArn) return
  const bus = held.bus.replace(/^arn:.*:event-bus\//, '')
  if (asked.bus !== bus) throw wrongPlace(`The rule's ARN says bus "${asked.bus}", the snapshot ${file} "${bus}".`)
  const difference = differenceOf(asked, held)
  if (difference) throw wrongPlace(`The rule's ARN says ${difference.one}, the snapshot ${file} ${difference.other}.`)
}
