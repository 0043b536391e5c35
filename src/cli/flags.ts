import * as Flags from '@oclif/core/flags'
import { beginning, duration, ending, outputFlag, reportFile } from './base.js'
import { OUTPUT_FORMATS, REPORT_FORMATS } from './formats.js'

const helpGroup = 'AWS'

/** A flag that is given once for each value: without the second, oclif would take every bare word after it for a value too. */
const several = { multiple: true, multipleNonGreedy: true } as const

/** The AWS CLI's own flag names. */
const awsFlags = {
  'event-bus-name': Flags.string({
    aliases: ['bus'],
    description: 'Name or ARN of the event bus that the rule is on (default: the default bus).',
    helpValue: 'NAME|ARN',
    helpGroup,
  }),
  profile: Flags.string({ description: 'Profile of the AWS configuration to look with.', helpGroup }),
  region: Flags.string({ description: 'AWS Region of the rule.', helpGroup }),
  'endpoint-url': Flags.string({
    description: 'Send the requests here instead of to AWS.',
    helpValue: 'URL',
    helpGroup,
  }),
  'target-profile': Flags.string({
    description: 'Profile of the other account, when the rule has a target in one.',
    helpGroup,
  }),
  'organization-profile': Flags.string({
    description:
      "Profile that may read the organization's policies: its management account or a delegated administrator.",
    helpGroup,
  }),
  debug: Flags.boolean({ description: 'Say on stderr which requests were made and how long they took.', helpGroup }),
}

/** How to print the result of a command that diagnoses rules, and of every other. */
export const reportOutput = { output: outputFlag(REPORT_FORMATS) }
export const output = { output: outputFlag(OUTPUT_FORMATS) }

/** The AWS flags of `permissions --rule`, which never looks at a target. */
export const permissionsAwsFlags = (({ 'target-profile': _, ...rest }) => rest)(awsFlags)

/** What to look at, and for how long. */
const diagnosisFlags = {
  since: beginning({
    description:
      'From when on to look for what happened: a time ago (24h) or a moment (2026-11-25T14:00Z). 24h without it.',
    helpValue: '24h|MOMENT',
  }),
  timeout: duration({
    default: 60,
    defaultHelp: async () => '60s',
    description: 'When to stop looking; what is not seen by then is unknown.',
    helpValue: '60s',
  }),
  // These two take all ids that follow: `--check rule targets`. So the name of a rule stands before them.
  check: Flags.string({ multiple: true, description: 'Make only these checks.', helpValue: 'ID' }),
  skip: Flags.string({ multiple: true, description: 'Leave these checks out.', helpValue: 'ID' }),
  'fail-on': Flags.option({ options: ['error', 'warning'] as const })({
    default: 'error',
    description: 'From which severity on the exit code is 1.',
  }),
  'include-payloads': Flags.boolean({
    description:
      'Show what targets are sent in clear: inputs, headers, query strings, parameters. They may hold secrets.',
    exclusive: ['redact'],
  }),
  'save-snapshot': Flags.string({ description: 'Also write what was read to this file.', helpValue: 'FILE' }),
  snapshot: Flags.string({
    description: 'Diagnose what a snapshot holds, without AWS.',
    helpValue: 'FILE',
    exclusive: [
      'save-snapshot',
      'profile',
      'region',
      'endpoint-url',
      'target-profile',
      'organization-profile',
      'event-bus-name',
      'since',
    ],
  }),
}

/** The settings of a team, of the commands that diagnose rules. */
const config = Flags.string({
  description: 'File with the settings of the team (default: the nearest .eb-doctor.yaml).',
  helpValue: 'FILE',
})

/** The flags of `rule`. */
export const ruleFlags = {
  ...reportOutput,
  config,
  ...awsFlags,
  ...diagnosisFlags,
  until: ending({
    description: 'Until when to look for what happened: a time ago or a moment. Until now without it.',
    helpValue: '1h|MOMENT',
  }),
  'peek-dead-letters': Flags.boolean({
    description: 'Read up to ten messages of a dead-letter queue where that is safe. It raises their receive count.',
  }),
}

/** The flags of `event`. */
export const eventFlags = {
  ...output,
  pattern: Flags.string({
    description: 'Hold the events against the event pattern in this file, without AWS.',
    helpValue: 'FILE',
    exclusive: ['rule', 'event-bus-name', 'profile', 'endpoint-url'],
  }),
  rule: Flags.string({ description: 'Hold the events against this rule alone.', helpValue: 'NAME|ARN' }),
  walk: Flags.boolean({
    description: 'Also diagnose each rule that matches, and follow the event to event buses of the account, one hop.',
    exclusive: ['pattern'],
  }),
  'event-bus-name': awsFlags['event-bus-name'],
  profile: awsFlags.profile,
  region: awsFlags.region,
  'endpoint-url': awsFlags['endpoint-url'],
  'target-profile': awsFlags['target-profile'],
  debug: awsFlags.debug,
  since: diagnosisFlags.since,
  timeout: diagnosisFlags.timeout,
  'include-payloads': diagnosisFlags['include-payloads'],
}

/** The flags of `permissions`. */
export const permissionsFlags = {
  ...output,
  for: Flags.option({ options: ['rule', 'scan', 'fix', 'listen', 'organization', 'all'] as const })({
    default: 'rule',
    description:
      'For diagnosing a rule, for scanning every rule, for fixing it as well, for listening, for the profile of --organization-profile, or for everything that eb-doctor does.',
  }),
  rule: Flags.string({ description: 'Only what this rule needs, by its targets.', helpValue: 'NAME|ARN' }),
  'peek-dead-letters': Flags.boolean({ description: 'Also what --peek-dead-letters needs.' }),
  ...permissionsAwsFlags,
  timeout: diagnosisFlags.timeout,
}

/** The flags of `listen`. */
export const listenFlags = {
  ...output,
  for: duration({
    default: 60,
    defaultHelp: async () => '60s',
    description: 'How long to listen, at most 1h.',
    helpValue: '60s',
  }),
  like: Flags.option({ options: ['rule', 'detail-type', 'source'] as const })({
    description:
      "What to hear of the rule's pattern: all of it, its detail-types, or its sources (default: the first that it names).",
  }),
  // Each is on the screen and in the queue: a hundred can be read, ten thousand be kept.
  max: Flags.integer({ default: 100, min: 1, max: 10_000, description: 'Show no more than this many events.' }),
  yes: Flags.boolean({ char: 'y', description: 'Make the queue and the rule without asking.' }),
  'clean-up': Flags.string({
    description: 'Remove what this journal says was made, and nothing else.',
    helpValue: 'JOURNAL',
    exclusive: ['for', 'like', 'max', 'event-bus-name'],
  }),
  'event-bus-name': awsFlags['event-bus-name'],
  profile: awsFlags.profile,
  region: awsFlags.region,
  'endpoint-url': awsFlags['endpoint-url'],
  debug: awsFlags.debug,
}

/** The flags of `scan`. */
export const scanFlags = {
  ...reportOutput,
  config,
  report: reportFile({
    ...several,
    description: 'Also write the result to a file, in this format (may be given several times).',
    helpValue: 'FORMAT=FILE',
    helpGroup: 'OUTPUT',
  }),
  bus: Flags.string({
    ...several,
    description: 'Look only at this event bus (may be given several times).',
    helpValue: 'NAME',
  }),
  region: Flags.string({ ...several, description: 'AWS Region to scan (may be given several times).', helpGroup }),
  profile: Flags.string({
    ...several,
    description: 'Profile of the AWS configuration to scan with (may be given several times).',
    helpGroup,
  }),
  accounts: Flags.string({
    description:
      'Scan these accounts, each with a role of its own: a file that lists them, or "organization" for all that are active.',
    helpValue: 'FILE|organization',
    helpGroup,
    dependsOn: ['assume-role'],
    exclusive: ['target-profile'],
  }),
  'assume-role': Flags.string({
    description: 'Name of the role to look with in each of the accounts, with its path if it has one.',
    helpValue: 'NAME',
    helpGroup,
    dependsOn: ['accounts'],
  }),
  'external-id': Flags.string({
    description: 'The external ID that the trust policies of these roles ask for.',
    helpValue: 'ID',
    helpGroup,
    dependsOn: ['assume-role'],
  }),
  merge: Flags.string({
    multiple: true,
    description: 'Join the results of earlier scans of other accounts and Regions, NDJSON or JSON, without AWS.',
    helpValue: 'FILE',
    exclusive: [
      ...['bus', 'region', 'profile', 'accounts', 'endpoint-url', 'target-profile', 'organization-profile', 'check'],
      ...['skip', 'since', 'until', 'include-payloads', 'redact'],
    ],
  }),
  'endpoint-url': awsFlags['endpoint-url'],
  'target-profile': awsFlags['target-profile'],
  'organization-profile': awsFlags['organization-profile'],
  debug: awsFlags.debug,
  check: diagnosisFlags.check,
  skip: diagnosisFlags.skip,
  since: diagnosisFlags.since,
  until: ruleFlags.until,
  timeout: duration({
    default: 900,
    defaultHelp: async () => '15m',
    description: 'When to stop looking; rules that are not done by then are inconclusive.',
    helpValue: '15m',
  }),
  concurrency: Flags.integer({
    default: 16,
    min: 1,
    max: 64,
    description: 'How many rules are diagnosed at the same time.',
  }),
  baseline: Flags.string({
    description: 'Compare with this earlier result, JSON or NDJSON: what is new, gone, still there.',
    helpValue: 'FILE',
  }),
  'fail-on': Flags.option({ options: ['error', 'warning', 'new'] as const })({
    default: 'error',
    description: 'From which severity on the exit code is 1; new: only for an error that the baseline does not have.',
  }),
  'include-payloads': diagnosisFlags['include-payloads'],
}

/** The flags of `fix`. */
export const fixFlags = {
  ...output,
  'dry-run': Flags.boolean({ description: 'Show what would be done, and change nothing.', exclusive: ['yes'] }),
  yes: Flags.boolean({ char: 'y', description: 'Make every change without asking.' }),
  only: Flags.string({
    ...several,
    description: 'Fix only findings with this code (may be given several times).',
    helpValue: 'CODE',
  }),
  target: Flags.string({
    ...several,
    description: 'Fix only this target (may be given several times).',
    helpValue: 'ID',
  }),
  'include-key-policies': Flags.boolean({ description: 'Change the policies of KMS keys too.' }),
  'extend-shared-roles': Flags.boolean({
    description: 'Extend a role that also serves something else, in place of making one for the rule.',
  }),
  wait: duration({
    description: 'How long to wait until AWS shows what was changed (default: as --timeout).',
    helpValue: '60s',
    exclusive: ['dry-run', 'undo'],
  }),
  out: Flags.string({ description: 'Also write the plan to this file.', helpValue: 'PLAN' }),
  plan: Flags.string({
    description: 'Carry out this plan.',
    helpValue: 'PLAN',
    exclusive: ['out', 'only', 'target', 'event-bus-name', 'extend-shared-roles'],
  }),
  undo: Flags.string({
    description: 'Take back what this journal says was done.',
    helpValue: 'JOURNAL',
    exclusive: [
      ...['plan', 'out', 'format', 'yaml', 'only', 'target', 'include-key-policies', 'event-bus-name'],
      'extend-shared-roles',
    ],
  }),
  'skip-step': Flags.string({
    ...several,
    description: 'Leave this step of the undo out, by the id that the undo shows (may be given several times).',
    helpValue: 'ID',
    dependsOn: ['undo'],
  }),
  format: Flags.option({ options: ['cli', 'cloudformation', 'terraform', 'sdk'] as const })({
    default: 'cli',
    description: 'Print the changes in this form; with any but cli nothing is changed.',
  }),
  yaml: Flags.boolean({ description: 'CloudFormation as YAML.', dependsOn: ['format'] }),
  ...awsFlags,
  since: diagnosisFlags.since,
  timeout: diagnosisFlags.timeout,
  'fail-on': diagnosisFlags['fail-on'],
  'include-payloads': diagnosisFlags['include-payloads'],
}

/** The values of the AWS flags, as far as they say where to look. */
export interface AwsFlags {
  'event-bus-name'?: string | undefined
  profile?: string | undefined
  region?: string | undefined
  'endpoint-url'?: string | undefined
  'target-profile'?: string | undefined
  'organization-profile'?: string | undefined
}
