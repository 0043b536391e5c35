import { present } from '../../text/present.js'
import type { Severity } from '../../verdict/verdict.js'
import { type FlagsOf, Stop } from '../base.js'
import type { fixFlags } from '../flags.js'
import { type OutputFormat, outputOf } from '../formats.js'
import { placeOf } from '../request.js'
import type { Place } from '../source.js'

/** What `eb-doctor fix` was asked for, out of its flags. */
export interface FixRequest extends Place {
  timeoutSeconds: number
  debug: boolean
  failOn: Severity
  dryRun: boolean
  yes: boolean
  only: readonly string[]
  targets: readonly string[]
  includeKeyPolicies: boolean
  extendSharedRoles: boolean
  /** How long to wait for AWS to show what was changed; without it as long as the time of the run allows. */
  waitSeconds?: number
  out?: string
  plan?: string
  undo?: string
  /** Steps of an undo to leave out, by the id of the change. */
  skipSteps: readonly string[]
  format: 'cli' | 'cloudformation' | 'terraform' | 'sdk'
  yaml: boolean
  /** Show secrets that a target's settings may hold. */
  includePayloads: boolean
  /** Show pseudonyms in place of the account's names; what is sent has the names. */
  redact: boolean
  output: OutputFormat
}

/** The flags as what the program works with. Throws Stop for flags that contradict each other. */
export function fixRequestOf(rule: string | undefined, flags: FlagsOf<typeof fixFlags>, version: string): FixRequest {
  const format = flags.format
  const idle = format === 'cli' ? undefined : flags.yes ? '--yes' : flags.wait !== undefined ? '--wait' : undefined
  if (idle !== undefined) {
    throw new Stop('wrong-usage', `--format ${format} prints and changes nothing, so ${idle} has no meaning.`, '')
  }
  if (flags.redact && flags.out !== undefined) {
    const message =
      'A plan file is to be carried out, and nobody can carry out pseudonyms: leave out --out or --redact.'
    throw new Stop('wrong-usage', message, '')
  }
  if (flags.yaml && format !== 'cloudformation') {
    throw new Stop('wrong-usage', '--yaml is for --format cloudformation.', '')
  }
  if (rule !== undefined && (flags.plan !== undefined || flags.undo !== undefined)) {
    throw new Stop('wrong-usage', 'A plan or a journal says itself which rules it is for: leave out the name.', '')
  }
  const given = {
    out: flags.out,
    plan: flags.plan,
    undo: flags.undo,
    waitSeconds: flags.wait,
  }
  return {
    ...placeOf(rule, flags, version),
    ...present(given),
    sinceSeconds: flags.since ?? 86_400,
    timeoutSeconds: flags.timeout,
    debug: flags.debug,
    failOn: flags['fail-on'],
    dryRun: flags['dry-run'],
    yes: flags.yes,
    only: flags.only ?? [],
    targets: flags.target ?? [],
    includeKeyPolicies: Boolean(flags['include-key-policies']),
    extendSharedRoles: Boolean(flags['extend-shared-roles']),
    skipSteps: flags['skip-step'] ?? [],
    format,
    yaml: flags.yaml,
    includePayloads: flags['include-payloads'],
    redact: flags.redact,
    output: outputOf(flags),
  }
}
