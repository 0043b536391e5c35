import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as Args from '@oclif/core/args'
import { BaseCommand, Stop } from '../cli/base.js'
import { reportOutput } from '../cli/flags.js'
import { outputOf } from '../cli/formats.js'
import { printReport } from '../cli/print.js'
import { makeProgress } from '../cli/progress.js'
import { near } from '../text/near.js'
import { unwrap } from '../text/unwrap.js'

/** The rule that is shown when none is named. */
const SHOWN = 'ecs-no-passrole'

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
    const folder = join(this.config.root, 'demo')
    const list: { name: string; title: string }[] = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'))
    const name = args.name ?? SHOWN
    if (!list.some((scenario) => scenario.name === name)) {
      const names = list.map((scenario) => scenario.name)
      const close = near(name, names)
      const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `There are ${names.join(', ')}.`
      throw new Stop('wrong-usage', `There is no demo "${name}".`, hint, 2)
    }
    const output = outputOf(flags)
    if (args.name === undefined && output === 'text') {
      const width = Math.max(...list.map((scenario) => scenario.name.length))
      const lines = list.map((scenario) => `  ${scenario.name.padEnd(width)}  ${scenario.title}`)
      process.stdout.write(
        `Recorded rules, each with: eb-doctor demo NAME\n\n${lines.join('\n')}\n\n$ eb-doctor demo ${SHOWN}\n\n`,
      )
    }
    const { runDiagnosis } = await import('../cli/diagnosis.js')
    const version = this.config.version
    const request = {
      snapshot: join(folder, `${name}.json`),
      sinceSeconds: 86_400,
      timeoutSeconds: 60,
      debug: false,
      // A demo is recorded: nothing in it is anybody's.
      includePayloads: true,
      redact: flags.redact,
      version,
      failOn: 'error' as const,
    }
    const { report } = await runDiagnosis(request, makeProgress(process.stderr))
    await printReport(report, { output, color: flags.color }, 'error')
    // The tour of a newcomer is no failure; a rule that is named is diagnosed like any other.
    if (args.name === undefined) process.exitCode = 0
  }
}
