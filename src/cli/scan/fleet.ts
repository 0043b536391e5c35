import { readFile } from 'node:fs/promises'
import type { CallNote } from '../../aws/live/connect.js'
import { isUnread } from '../../aws/read.js'
import type { ListedAccount } from '../../scan/accounts.js'
import { type Fleet, fleetPlaces, unseenPlace } from '../../scan/fleet.js'
import { Stop } from '../base.js'
import { hiddenAccount } from '../mark.js'
import { connectTo, notConnected } from '../source.js'
import { type FoundPlace, NOT_REACHED } from './found.js'
import type { FleetRequest, ScanRequest } from './request.js'

/**
 * The places of many accounts: each account's role is assumed with the user's own credentials. Throws Stop when those lead
 * nowhere or the accounts cannot be listed; an account whose role cannot be assumed is unseen.
 */
export async function* placesOfFleet(
  request: ScanRequest,
  wanted: FleetRequest,
  signal: () => AbortSignal,
  onCall: (call: CallNote) => void,
): AsyncGenerator<FoundPlace> {
  const which = request.profiles[0] === undefined ? {} : { profile: request.profiles[0] }
  const home = await connectHome(request, which, signal, onCall)
  const caller = await home.account.caller()
  if (isUnread(caller)) {
    const message = caller.state === 'failed' ? caller.error.message : `${caller.action} was denied.`
    throw notConnected({ unread: caller, message }, which, home.region)
  }
  if (caller.state === 'missing' || !home.aws) {
    throw new Stop('no-credentials', 'AWS did not say whose credentials these are.', '')
  }
  const { accounts, note } =
    wanted.accounts === 'organization' ? await organization(home.account) : await listed(wanted)
  if (note !== undefined) yield { kind: 'note', note }
  const fleet: Fleet = {
    accounts,
    regions: request.regions.length > 0 ? request.regions : [home.region],
    role: wanted.role,
    ...(wanted.externalId === undefined ? {} : { externalId: wanted.externalId }),
  }
  yield { kind: 'planned', unseen: plannedOf(fleet) }
  const connectWith: Parameters<typeof fleetPlaces>[2] = async (region, credentials) =>
    hiddenAccount(
      request,
      (await connectTo({ ...request, ...which, region, credentials }, undefined, signal, onCall)).account,
    )
  const { arn, partition } = caller.value
  for await (const found of fleetPlaces(fleet, { aws: home.aws, partition, arn }, connectWith)) {
    if (found.kind === 'unseen') yield { kind: 'unseen', unseen: found.unseen }
    else yield { kind: 'place', scanned: { place: found.place, account: found.account } }
    // The places that are left are told as they were planned.
    if (signal().aborted) return
  }
}

/** Every place as it stands until it is begun: of those that the scan does not come to nothing is known. */
const plannedOf = ({ accounts, regions }: Fleet) =>
  accounts.flatMap((account) => (account.regions ?? regions).map((region) => unseenPlace(account, region, NOT_REACHED)))

/** In the Region of the profile or the environment; without one in the first that is to be scanned. */
async function connectHome(
  request: ScanRequest,
  which: { profile?: string },
  signal: () => AbortSignal,
  onCall: (call: CallNote) => void,
) {
  const connectIn = (region: object) => connectTo({ ...request, ...which, ...region }, undefined, signal, onCall)
  try {
    return await connectIn({})
  } catch (thrown) {
    const [region] = request.regions
    if (!(thrown instanceof Stop) || thrown.code !== 'no-region' || region === undefined) throw thrown
    return connectIn({ region })
  }
}

async function listed({ accounts: file }: FleetRequest): Promise<{ accounts: ListedAccount[]; note?: string }> {
  const { BadAccounts, readAccounts } = await import('../../scan/accounts.js')
  try {
    return { accounts: await readAccounts(await readFile(file, 'utf8')) }
  } catch (thrown) {
    if (thrown instanceof BadAccounts) {
      throw new Stop('bad-accounts', `The accounts of ${file} cannot be used: ${thrown.message}.`, '')
    }
    if (thrown instanceof Error && 'code' in thrown) {
      const hint = 'Name a file, or write --accounts organization.'
      throw new Stop('bad-accounts', `The accounts of ${file} cannot be read (${String(thrown.code)}).`, hint)
    }
    throw thrown
  }
}

async function organization(
  account: Awaited<ReturnType<typeof connectTo>>['account'],
): Promise<{ accounts: ListedAccount[]; note?: string }> {
  const read = await account.organizationAccounts()
  if (read.state === 'missing') {
    throw new Stop('no-organization', 'This account is in no organization.', 'List the accounts in a file.')
  }
  if (isUnread(read)) {
    const why = read.state === 'denied' ? `${read.action} was denied` : read.error.message.replace(/[.\s]+$/, '')
    throw new Stop(
      'no-organization',
      `The accounts of the organization cannot be listed: ${why}.`,
      'Use the management account or a delegated administrator (--organization-profile), or list the accounts in a file.',
    )
  }
  // An organization has its management account at least: without one there is nothing that could be called healthy.
  if (!read.value.some(({ state }) => state === 'ACTIVE')) {
    throw new Stop(
      'no-organization',
      'AWS lists no active account of the organization.',
      'List the accounts in a file.',
    )
  }
  const idle = read.value.filter(({ state }) => state !== 'ACTIVE').map(({ id }) => id)
  return {
    accounts: read.value.filter(({ state }) => state === 'ACTIVE').map(({ id, name }) => ({ id, name })),
    ...(idle.length > 0
      ? { note: `Accounts of the organization that are not active were not looked at: ${idle.join(', ')}.` }
      : {}),
  }
}
