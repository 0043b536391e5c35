import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base.js'
import { makeClock } from '../cli/clock.js'
import { setExitCode } from '../cli/exit.js'
import { fixRequestOf } from '../cli/fix/request.js'
import { fixFlags } from '../cli/flags.js'
import { hiderOf } from '../cli/mark.js'
import { unwrap } from '../text/unwrap.js'

export default class Fix extends BaseCommand {
  static override summary = 'Fix what prevents an EventBridge rule from reaching its targets, with the smallest change.'
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
  static override flags = fixFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Fix)
    const request = fixRequestOf(args.name, flags, this.config.version)
    const { runFix, rendered, shownResult } = await import('../cli/fix/run.js')
    const { personHere } = await import('../cli/fix/person.js')
    const { exitCodeOfFix } = await import('../cli/exit-codes.js')
    const clock = makeClock(request.timeoutSeconds)
    const person = personHere(request, clock, await hiderOf(request))
    try {
      const result = await runFix(request, person, clock)
      person.show(await rendered(shownResult(result, person), request))
      setExitCode(exitCodeOfFix(result, request.failOn))
    } finally {
      clock.stop()
      person.leave()
    }
  }
}
