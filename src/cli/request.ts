import { present } from '../text/present.js'
import { type FlagsOf, Stop } from './base.js'
import type { DiagnosisRequest } from './diagnosis.js'
import type { AwsFlags, ruleFlags } from './flags.js'
import type { Place } from './source.js'

/** Where to look, in the words of the program. Flags that were not given are left out. */
export function placeOf(rule: string | undefined, flags: AwsFlags, version: string): Omit<Place, 'sinceSeconds'> {
  const given = {
    rule,
    bus: flags['event-bus-name'],
    profile: flags.profile,
    targetProfile: flags['target-profile'],
    organizationProfile: flags['organization-profile'],
    region: flags.region,
    endpointUrl: flags['endpoint-url'],
  }
  return { ...present(given), version }
}

/** What the user asked of `rule`. */
export function requestOf(
  rule: string | undefined,
  flags: FlagsOf<typeof ruleFlags>,
  version: string,
): DiagnosisRequest {
  const given = {
    check: flags.check,
    skip: flags.skip,
    snapshot: flags.snapshot,
    saveSnapshot: flags['save-snapshot'],
  }
  return {
    ...placeOf(rule, flags, version),
    ...present(given),
    ...windowOf(flags),
    peekDeadLetters: flags['peek-dead-letters'],
    timeoutSeconds: flags.timeout,
    debug: flags.debug,
    failOn: flags['fail-on'],
    includePayloads: flags['include-payloads'],
    redact: flags.redact,
  }
}

const DAY = 86_400

/** The window in seconds ago; a day long unless both ends are given. */
export function windowOf({ since, until }: { since?: number | undefined; until?: number | undefined }) {
  const sinceSeconds = since ?? (until ?? 0) + DAY
  if (until !== undefined && until >= sinceSeconds) {
    throw new Stop('wrong-usage', '--since must lie before --until.', '')
  }
  return { sinceSeconds, ...(until === undefined ? {} : { untilSeconds: until }) }
}
