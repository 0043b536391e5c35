import type Rule from '../commands/rule.js'
import type { FlagsOf } from './base.js'
import type { Request } from './diagnosis.js'

/** What the user asked for, in the words of the program. Flags that were not given are left out. */
export function requestOf(rule: string | undefined, flags: FlagsOf<typeof Rule>, version: string): Request {
  const given = {
    rule,
    bus: flags['event-bus-name'],
    profile: flags.profile,
    targetProfile: flags['target-profile'],
    region: flags.region,
    endpointUrl: flags['endpoint-url'],
    check: flags.check,
    skip: flags.skip,
    snapshot: flags.snapshot,
    saveSnapshot: flags['save-snapshot'],
  }
  return {
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Request>),
    sinceSeconds: flags.since,
    timeoutSeconds: flags.timeout,
    debug: flags.debug,
    version,
    failOn: flags['fail-on'],
  }
}
