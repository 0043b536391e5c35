import type { CallNote } from '../../aws/live/connect.js'
import { isUnread } from '../../aws/read.js'
import type { ScannedPlace } from '../../scan/engine.js'
import { Stop } from '../base.js'
import { hiddenAccount } from '../mark.js'
import { connectTo, notConnected } from '../source.js'
import { type FoundPlace, NOT_REACHED } from './found.js'
import type { ScanRequest } from './request.js'

/**
 * Connects with each profile to each Region, one after the other. A place that two profiles lead to is given once. One that
 * cannot be connected to is unseen, and so is one that the scan does not come to before it ends. When none can be connected to,
 * the first reason is thrown as Stop.
 */
export async function* placesOf(
  request: ScanRequest,
  signal: () => AbortSignal,
  onCall: (call: CallNote) => void,
): AsyncGenerator<FoundPlace> {
  if (request.fleet) {
    const { placesOfFleet } = await import('./fleet.js')
    yield* placesOfFleet(request, request.fleet, signal, onCall)
    return
  }
  const known = new Map<string, string>()
  const failed: Stop[] = []
  for (const profile of request.profiles.length > 0 ? request.profiles : [undefined]) {
    for (const asked of request.regions.length > 0 ? request.regions : [undefined]) {
      const where = [...(profile ? [`profile ${profile}`] : []), ...(asked ? [`Region ${asked}`] : [])].join(' in ')
      const unseen = (because: string): FoundPlace => {
        const what = where === '' ? 'the account' : where
        return { kind: 'unseen', unseen: { account: null, region: asked ?? null, bus: null, what, because } }
      }
      if (signal().aborted) {
        yield unseen(NOT_REACHED)
        continue
      }
      const which = { ...(profile ? { profile } : {}), ...(asked ? { region: asked } : {}) }
      try {
        const scanned = await connectOne(request, which, signal, onCall)
        const { account, region } = scanned.place
        const key = `${account} ${region}`
        const before = known.get(key)
        const name = profile === undefined ? 'the default credentials' : `profile ${profile}`
        if (before === undefined) {
          known.set(key, name)
          yield { kind: 'place', scanned }
        } else if (before !== name) {
          yield { kind: 'same', same: { names: [before, name], account, region } }
        }
      } catch (thrown) {
        if (!(thrown instanceof Stop) || thrown.exitCode !== 4) throw thrown
        failed.push(thrown)
        yield unseen(thrown.message)
      }
    }
  }
  if (known.size === 0 && failed[0]) throw failed[0]
}

async function connectOne(
  request: ScanRequest,
  which: { profile?: string; region?: string },
  signal: () => AbortSignal,
  onCall: (call: CallNote) => void,
): Promise<ScannedPlace> {
  const { account: live, region } = await connectTo({ ...request, ...which }, undefined, signal, onCall)
  const caller = await live.caller()
  if (isUnread(caller)) {
    const message = caller.state === 'failed' ? caller.error.message : `${caller.action} was denied.`
    throw notConnected({ unread: caller, message }, which, region)
  }
  if (caller.state === 'missing') {
    throw new Stop('no-credentials', 'AWS did not say whose credentials these are.', '')
  }
  const { account, partition, arn } = caller.value
  const place = { account, partition, region, identity: arn, ...(which.profile ? { profile: which.profile } : {}) }
  return { place, account: await hiddenAccount(request, live) }
}
