import type { FlagsOf } from './base.js'
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
  return { ...defined(given), version }
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
    ...defined(given),
    sinceSeconds: flags.since,
    timeoutSeconds: flags.timeout,
    debug: flags.debug,
    failOn: flags['fail-on'],
    includePayloads: flags['include-payloads'],
    redact: flags.redact,
  }
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

const defined = <T extends object>(given: T): Defined<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>
