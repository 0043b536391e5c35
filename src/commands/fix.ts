import { Args, Flags } from '@oclif/core'
import { BaseCommand, duration } from '../cli/base.js'
import { fixRequestOf } from '../cli/fix/request.js'
import { awsFlags, diagnosisFlags } from '../cli/flags.js'
import { unwrap } from '../text/unwrap.js'

const { since, timeout, 'fail-on': failOn } = diagnosisFlags

export default class Fix extends BaseCommand {
  static override summary = 'Mend what keeps an EventBridge rule from its targets, with the smallest change.'
  static override description =
    unwrap(`Diagnoses, shows each change exactly as it will be sent, asks, and writes down how to undo it before it is made.
Without NAME: every rule of the bus.

Exit codes: as "rule" once the changes are made; 5 refused, declined, changed since, or an action failed; 130 interrupted.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %> order-paid --dry-run',
    '<%= config.bin %> <%= command.id %> order-paid --yes --only grant-missing',
    '<%= config.bin %> <%= command.id %> order-paid --dry-run --out plan.json',
    '<%= config.bin %> <%= command.id %> --plan plan.json',
    '<%= config.bin %> <%= command.id %> --undo ~/.local/state/eb-doctor/JOURNAL.jsonl',
    '<%= config.bin %> <%= command.id %> order-paid --format cloudformation --yaml',
  ]
  static override args = {
    name: Args.string({ description: 'Name or ARN of the rule; without it every rule of the bus.', ignoreStdin: true }),
  }
  static override flags = {
    'dry-run': Flags.boolean({ description: 'Show what would be done, and change nothing.', exclusive: ['yes'] }),
    yes: Flags.boolean({ char: 'y', description: 'Make every change without asking.' }),
    only: Flags.string({ multiple: true, description: 'Mend only findings of this code.', helpValue: 'CODE' }),
    target: Flags.string({ multiple: true, description: 'Mend only this target.', helpValue: 'ID' }),
    'include-key-policies': Flags.boolean({ description: 'Change the policies of KMS keys too.' }),
    wait: duration({
      default: 60,
      defaultHelp: async () => '60s',
      description: 'How long to wait until AWS shows what was changed.',
      helpValue: '60s',
    }),
    out: Flags.string({ description: 'Also write the plan to this file.', helpValue: 'PLAN' }),
    plan: Flags.string({
      description: 'Carry out this plan.',
      helpValue: 'PLAN',
      exclusive: ['out', 'only', 'target'],
    }),
    undo: Flags.string({
      description: 'Take back what this journal says was done.',
      helpValue: 'JOURNAL',
      exclusive: ['plan', 'out', 'format', 'yaml'],
    }),
    format: Flags.option({ options: ['cli', 'cloudformation', 'terraform', 'sdk'] as const })({
      default: 'cli',
      description: 'Print the changes in this form; with any but cli nothing is changed.',
    }),
    yaml: Flags.boolean({ description: 'CloudFormation as YAML.', dependsOn: ['format'] }),
    ...awsFlags,
    since,
    timeout,
    'fail-on': failOn,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Fix)
    const request = fixRequestOf(args.name, flags, this.config.version)
    const { runFix, rendered } = await import('../cli/fix/run.js')
    const { personHere } = await import('../cli/fix/person.js')
    const { exitCodeOfFix } = await import('../fixing/result.js')
    const person = personHere(request)
    const end = new AbortController()
    try {
      const result = await runFix(request, person, end.signal)
      person.show(rendered(result, request))
      process.exitCode = exitCodeOfFix(result, request.failOn)
    } finally {
      end.abort()
      person.leave()
    }
  }
}
