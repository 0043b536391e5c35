import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base.js'
import { setExitCode } from '../cli/exit.js'
import { listenFlags } from '../cli/flags.js'
import { outputOf } from '../cli/formats.js'
import { listenRequestOf } from '../cli/listen/request.js'
import { unwrap } from '../text/unwrap.js'

export default class Listen extends BaseCommand {
  static override summary = 'Show live which events come, and which fields keep them from a rule.'
  static override description =
    unwrap(`Makes a queue and a rule of its own (eb-doctor-listen-*) that hears the detail-type or the source of the rule NAME, shows each
event with "matches" or the fields in the way, and removes both at the end and on Ctrl-C. It says what it makes, asks, and keeps a journal;
after a crash --clean-up JOURNAL removes what is left. With --json each event is one line, and the last line says how it ended.

Exit codes: 0 an event reaches the rule, 1 none does, 2 wrong usage, 3 that could not be told, 4 no credentials or no connection, 5 declined,
failed, or something is left behind, 130 interrupted.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %> order-paid --event-bus-name orders',
    '<%= config.bin %> <%= command.id %> order-paid --for 5m --like source --yes',
    '<%= config.bin %> <%= command.id %> --clean-up ~/.local/state/eb-doctor/JOURNAL.jsonl',
  ]
  static override args = { name: Args.string({ description: 'Name or ARN of the rule.', ignoreStdin: true }) }
  static override flags = listenFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Listen)
    const request = listenRequestOf(args.name, flags, this.config.version)
    const [{ runListen, cleanUp }, { listening }, { printerOf }, { exitCodeOfListen }] = await Promise.all([
      import('../cli/listen/run.js'),
      import('../cli/listen/listener.js'),
      import('../cli/listen/print.js'),
      import('../cli/exit-codes.js'),
    ])
    const printer = printerOf(outputOf(flags), flags.color, this.config.version)
    const person = listening(flags.yes)
    const end = new AbortController()
    try {
      const result =
        'journal' in request
          ? await cleanUp(request.journal, request.place, request.debug, person, end.signal)
          : await runListen(request, person, end.signal, async (event) => person.show(await printer.event(event)))
      person.show(printer.end(result))
      setExitCode(exitCodeOfListen(result))
    } finally {
      end.abort()
      person.leave()
    }
  }
}
