import type { Target } from '../aws/reads/events.js'
import type { leastPolicy } from '../diagnosis/permissions.js'
import { type FlagsOf, Stop } from './base.js'
import { makeClock } from './clock.js'
import { tellCall } from './debug.js'
import { permissionsAwsFlags, type permissionsFlags } from './flags.js'
import type { Renderers } from './formats.js'
import { agreeOnAccount } from './place.js'
import { placeOf } from './request.js'
import { fromAws, notConnected } from './source.js'

type Flags = FlagsOf<typeof permissionsFlags>
type Policy = ReturnType<typeof leastPolicy>

/** Stops when a flag was given that says where to look for a rule, and no rule is named. `given` are the flags that were typed. */
export function refuseIdleFlags(rule: string | undefined, given: (name: string) => boolean): void {
  const idle = [...Object.keys(permissionsAwsFlags), 'timeout'].find(given)
  if (rule !== undefined || idle === undefined) return
  throw new Stop('wrong-usage', `--${idle} does nothing without --rule: the list is the same in every account.`, '')
}

/** The least policy for what was asked for. With a rule its targets are read first; throws Stop when they cannot be. */
export async function policyOf(flags: Flags, version: string): Promise<Policy> {
  const { CHECKS, peeking } = await import('../checks/index.js')
  const { leastPolicy, readsOf } = await import('../diagnosis/permissions.js')
  const { WRITE_ACTIONS } = await import('../fixing/write-actions.js')
  if (flags.for === 'scan' && flags.rule !== undefined) {
    throw new Stop('wrong-usage', '--for scan is for every rule, so --rule has no meaning.', '')
  }
  const targets = flags.rule === undefined ? undefined : await targetsOf(flags.rule, flags, version)
  const checks = flags['peek-dead-letters'] ? peeking(CHECKS) : CHECKS
  const reads = readsOf(checks, targets)
  const scans = flags.for === 'scan' || (flags.for === 'all' && targets === undefined)
  const all = scans ? [...reads, ...(await import('../scan/reads.js')).SCAN_READS] : reads
  return leastPolicy(flags.for, all, WRITE_ACTIONS, targets)
}

const asJson = (policy: Policy): string => `${JSON.stringify(policy, null, 2)}\n`

/** A policy is pasted as JSON, whatever it is printed for. */
export const policyRenderers: Renderers<Policy> = {
  text: asJson,
  json: asJson,
  markdown: (policy) => `\`\`\`json\n${asJson(policy)}\`\`\`\n`,
}

async function targetsOf(rule: string, flags: Flags, version: string): Promise<readonly Target[]> {
  const clock = makeClock(flags.timeout)
  const place = { ...placeOf(rule, flags, version), sinceSeconds: 1 }
  const { account, ref, region } = await fromAws(place, clock.signal, flags.debug ? tellCall : () => {})
  await agreeOnAccount(ref, account, true)
  const read = await account.targets(ref.name, ref.bus)
  if (read.state === 'found') return read.value
  const leaveOut = 'Leave out --rule for the whole list.'
  if (read.state === 'missing') {
    throw new Stop('wrong-usage', `There is no rule ${ref.name} on bus ${ref.bus}.`, leaveOut)
  }
  if (read.state === 'failed' && ['credentials', 'network'].includes(read.error.kind)) {
    throw notConnected({ unread: read, message: read.error.message }, place, region)
  }
  if (read.state === 'failed' && read.error.kind === 'timeout') {
    const message = `The targets of ${ref.name} could not be read in time.`
    throw new Stop('not-reachable', message, 'Allow more time with --timeout, or leave out --rule.')
  }
  const why = read.state === 'denied' ? `${read.action} was denied` : read.error.message
  throw new Stop('not-reachable', `The targets of ${ref.name} could not be read: ${why}.`, leaveOut)
}
