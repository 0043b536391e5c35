import { Flags } from '@oclif/core'
import { duration } from './base.js'

const helpGroup = 'AWS'

/** The AWS CLI's own flag names. */
export const awsFlags = {
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
  debug: Flags.boolean({ description: 'Say on stderr which requests were made and how long they took.', helpGroup }),
}

/** What to look at, and for how long. */
export const diagnosisFlags = {
  since: duration({
    default: 86_400,
    defaultHelp: async () => '24h',
    description: 'How far back to look in CloudTrail.',
    helpValue: '24h',
  }),
  timeout: duration({
    default: 60,
    defaultHelp: async () => '60s',
    description: 'When to stop looking; what is not seen by then is unknown.',
    helpValue: '60s',
  }),
  check: Flags.string({ multiple: true, description: 'Make only these checks.', helpValue: 'ID' }),
  skip: Flags.string({ multiple: true, description: 'Leave these checks out.', helpValue: 'ID' }),
  'fail-on': Flags.option({ options: ['error', 'warning'] as const })({
    default: 'error',
    description: 'From which severity on the exit code is 1.',
  }),
  'save-snapshot': Flags.string({ description: 'Also write what was read to this file.', helpValue: 'FILE' }),
  snapshot: Flags.string({
    description: 'Diagnose what a snapshot holds, without AWS.',
    helpValue: 'FILE',
    exclusive: ['save-snapshot', 'profile', 'region', 'endpoint-url', 'target-profile', 'event-bus-name'],
  }),
}

/** The values of the AWS flags, as far as they say where to look. */
export interface AwsFlags {
  'event-bus-name'?: string | undefined
  profile?: string | undefined
  region?: string | undefined
  'endpoint-url'?: string | undefined
  'target-profile'?: string | undefined
}
