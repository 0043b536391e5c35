import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base.js'
import { setExitCode } from '../cli/exit.js'
import { reportOutput } from '../cli/flags.js'
import { outputOf } from '../cli/formats.js'
import { printReport } from '../cli/print.js'
import { makeProgress } from '../cli/progress.js'
import { unwrap } from '../text/unwrap.js'

export default class Demo extends BaseCommand {
  static override summary = 'Diagnose a recorded rule, without an AWS account.'
  static override description =
    unwrap(`Runs the same checks as "rule" on snapshots that come with eb-doctor. Without a name the list of them is printed, and one
broken rule is diagnosed.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> lambda-other-rule',
  ]
  static override args = { name: Args.string({ description: 'Which recorded rule.', ignoreStdin: true }) }

  static override flags = reportOutput

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Demo)
    const { demoRequest, introduction, scenariosIn } = await import('../cli/demo.js')
    const { runDiagnosis } = await import('../cli/diagnosis.js')
    const scenarios = await scenariosIn(this.config.root)
    const request = demoRequest(args.name, scenarios, this.config, flags.redact)
    const output = outputOf(flags)
    if (args.name === undefined && output === 'text') process.stdout.write(introduction(scenarios))
    const { report } = await runDiagnosis(request, makeProgress(process.stderr))
    await printReport(report, { output, color: flags.color }, 'error')
    // The tour of a newcomer is no failure; a rule that is named is diagnosed like any other.
    if (args.name === undefined) setExitCode(0)
  }
}
