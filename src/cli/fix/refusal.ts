import type { Plan } from '../../fixing/plan.js'
import { Stop } from '../base.js'
import type { Person } from './person.js'
import type { FixRequest } from './request.js'
import type { Session } from './session.js'

/** Stops when a plan or a journal is for another place than was named, or than the credentials are of. */
export function differentPlace(
  region: string | undefined,
  context: Plan['context'],
  session: Pick<Session, 'account' | 'partition'> | undefined,
): void {
  const differ = (what: string): Stop => new Stop('wrong-place', `${what}: nothing was changed.`, '')
  if (region !== undefined && region !== context.region) {
    throw differ(`This is for the Region ${context.region}, and --region says ${region}`)
  }
  if (session && session.account !== context.account) {
    throw differ(`This is for account ${context.account}, and these are credentials of account ${session.account}`)
  }
  if (session && session.partition !== context.partition) {
    throw differ(`This is for the partition ${context.partition}, and these are credentials of ${session.partition}`)
  }
}

/** Why nothing may be sent: nobody has agreed, and nobody can be asked. null when somebody has, or can. */
export const nobodyToAsk = (person: Person, { yes }: FixRequest): string | null =>
  yes || person.canBeAsked ? null : 'Nobody can be asked here, so nothing was changed: add --yes to make the changes.'
