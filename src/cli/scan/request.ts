import { resolve } from 'node:path'
import type { FailOn } from '../../scan/report.js'
import { present } from '../../text/present.js'
import { unique } from '../../text/unique.js'
import { type FlagsOf, Stop } from '../base.js'
import type { scanFlags } from '../flags.js'
import { outputOf, type ReportFormat } from '../formats.js'
import { windowOf } from '../request.js'
import type { FoundSettings } from '../settings.js'
import type { Place } from '../source.js'

/** A report that is written to a file beside what is printed. */
export interface ReportFile {
  format: ReportFormat
  file: string
}

/** Many accounts, and the role that is assumed in each. */
export interface FleetRequest {
  /** A file that lists them, or `organization`. */
  accounts: string
  /** Name of the role, with its path if it has one. */
  role: string
  externalId?: string
}

/** What the user asked of `scan`. */
export interface ScanRequest extends Omit<Place, 'rule' | 'bus' | 'profile' | 'region'> {
  /** As they were named; the Region of the profile or the environment when none is. */
  regions: readonly string[]
  profiles: readonly string[]
  buses: readonly string[]
  check?: readonly string[]
  skip?: readonly string[]
  timeoutSeconds: number
  concurrency: number
  debug: boolean
  failOn: FailOn
  includePayloads: boolean
  redact: boolean
  output: ReportFormat
  color: boolean
  files: readonly ReportFile[]
  baseline?: string
  /** The settings of the team, when there are any. */
  team?: FoundSettings
  fleet?: FleetRequest
  /** Files of earlier scans that are joined; nothing is asked of AWS then. */
  merge?: readonly string[]
}

/** The flags as what the program works with. Throws Stop for those that contradict each other. */
export function scanRequestOf(
  flags: FlagsOf<typeof scanFlags>,
  version: string,
  team: FoundSettings | undefined,
): ScanRequest {
  const given = {
    endpointUrl: flags['endpoint-url'],
    targetProfile: flags['target-profile'],
    organizationProfile: flags['organization-profile'],
    check: flags.check,
    skip: flags.skip,
    baseline: flags.baseline,
    merge: flags.merge,
  }
  if (flags['fail-on'] === 'new' && flags.baseline === undefined) {
    throw new Stop('wrong-usage', '--fail-on new has no meaning without --baseline.', '')
  }
  const files = flags.report ?? []
  const paths = files.map(({ file }) => resolve(file))
  const twice = files.find((_, i) => paths.indexOf(paths[i] ?? '') < i)
  if (twice) throw new Stop('wrong-usage', `--report names the file ${twice.file} twice.`, '')
  if (files.some(({ file }) => file === '-')) {
    throw new Stop('wrong-usage', '--report writes files; what --output names goes to standard output.', '')
  }
  // A variable of a script that is not set would otherwise mean the Region of somebody's profile.
  const empty = (['region', 'profile'] as const).find((name) => flags[name]?.includes(''))
  if (empty) throw new Stop('wrong-usage', `--${empty} is empty.`, '')
  const fleet = fleetOf(flags)
  return {
    ...(fleet ? { fleet } : {}),
    ...present(given),
    ...windowOf(flags),
    regions: unique(flags.region ?? team?.settings.regions ?? []),
    profiles: unique(flags.profile ?? []),
    buses: busNames(flags.bus ?? team?.settings.buses ?? []),
    timeoutSeconds: flags.timeout,
    concurrency: flags.concurrency,
    debug: flags.debug,
    failOn: flags['fail-on'],
    includePayloads: flags['include-payloads'],
    redact: flags.redact,
    output: outputOf(flags),
    color: flags.color,
    files,
    manyRules: true,
    version,
    ...(team ? { team } : {}),
  }
}

const ROLE = /^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/

/** The accounts that are scanned with a role of each; undefined when none were named. */
function fleetOf(flags: FlagsOf<typeof scanFlags>): FleetRequest | undefined {
  const { accounts, 'assume-role': role, 'external-id': externalId } = flags
  if (accounts === undefined || role === undefined) return undefined
  if (!ROLE.test(role)) {
    const hint = 'Example: --assume-role eb-doctor-member. Each account has one of its own.'
    throw new Stop('wrong-usage', `"${role}" is not the name of a role, with or without its path.`, hint)
  }
  if ((flags.profile ?? []).length > 1) {
    throw new Stop('wrong-usage', 'With --accounts one --profile assumes all roles: name no more than one.', '')
  }
  return { accounts, role, ...(externalId === undefined ? {} : { externalId }) }
}

/** A bus that is named twice is looked through once. */
function busNames(names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => !/^[/.\-_A-Za-z0-9]{1,256}$/.test(name))
  if (wrong?.startsWith('arn:')) {
    throw new Stop(
      'wrong-usage',
      `--bus takes the name of an event bus, not an ARN: "${wrong}".`,
      'Name the Region with --region.',
    )
  }
  if (wrong !== undefined) throw new Stop('wrong-usage', `"${wrong}" is not a valid event bus name.`, '')
  return unique(names)
}
