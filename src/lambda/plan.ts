import { isUnread } from '../aws/read.js'
import type { ListedAccount } from '../scan/accounts.js'
import { type Reach, TryAgain } from './connect.js'
import { type PlanInput, runOf } from './input.js'
import { itemsKey, planKey } from './keys.js'
import { BadSettings, type Settings } from './settings.js'
import type { Store } from './store.js'

/** One account and Region to scan: an item of the Distributed Map, and with it an input of the function. */
export interface Item {
  account: string
  region: string
  run: string
  name?: string
}

/** The plan of a run. */
export interface PlanResult {
  run: string
  /** Key of the list of items in the bucket. */
  items: string
  places: number
  accounts: number
  /** Accounts of the organization that are not active: they are not scanned. */
  notActive: readonly string[]
}

/** Lists what a run is to scan and writes it to the bucket: the list may be longer than what a state machine can pass on. */
export async function planRun(
  { started }: PlanInput,
  settings: Settings,
  { reach, store }: { reach: Reach; store: Store },
): Promise<PlanResult> {
  const run = runOf(started)
  const { accounts, notActive } =
    settings.accounts === 'organization'
      ? await listOrganization(reach)
      : { accounts: settings.accounts, notActive: [] }
  if (accounts.length === 0) throw new BadSettings('EB_DOCTOR_ACCOUNTS names no account.')
  if (settings.regions.length === 0) throw new BadSettings('EB_DOCTOR_REGIONS names no Region.')
  const regions = [...settings.regions].sort()
  const items = [...accounts]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ id, name }) =>
      regions.map((region): Item => ({ account: id, region, run, ...(name === undefined ? {} : { name }) })),
    )
  const key = itemsKey(settings, run)
  await store.putText(key, 'application/json', `${JSON.stringify(items)}\n`)
  await store.putText(planKey(settings, run), 'application/json', `${JSON.stringify({ notActive })}\n`)
  return { run, items: key, places: items.length, accounts: accounts.length, notActive }
}

async function listOrganization(reach: Reach): Promise<{ accounts: ListedAccount[]; notActive: string[] }> {
  const { account } = await reach.home()
  const read = await account.organizationAccounts()
  if (read.state === 'missing') throw new BadSettings('This account is in no organization.')
  if (isUnread(read)) {
    if (read.state === 'denied') throw new BadSettings(`The accounts of the organization: ${read.action} was denied.`)
    throw new TryAgain(`The accounts of the organization: ${read.error.message}`)
  }
  return {
    accounts: read.value.filter(({ state }) => state === 'ACTIVE').map(({ id, name }) => ({ id, name })),
    notActive: read.value.filter(({ state }) => state !== 'ACTIVE').map(({ id }) => id),
  }
}
