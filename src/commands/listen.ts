import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand, Stop } from '../cli/base.js'
import { listenFlags } from '../cli/flags.js'
import { outputOf } from '../cli/formats.js'
import { placeOf } from '../cli/request.js'
import { unwrap } from '../text/unwrap.js'

/** What is made stands no longer than this. */
const MOST_SECONDS = 3600

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
  static override flags = {
    ...listenFlags,
    max: Flags.integer({ default: 100, min: 1, max: 10_000, description: 'Show no more than this many events.' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Listen)
    const file = flags['clean-up']
    if ((args.name === undefined) === (file === undefined)) {
      throw new Stop('wrong-usage', 'Name the rule to listen to, or a journal to clean up after.', 'See --help.', 2)
    }
    if (flags.for > MOST_SECONDS) throw new Stop('wrong-usage', '--for: at most 1h.', '', 2)
    const { rule: _, ...place } = placeOf(undefined, flags, this.config.version)
    const [{ runListen, cleanUp }, { listening }, { printerOf }, { exitCodeOfListen }] = await Promise.all([
      import('../cli/listen/run.js'),
      import('../cli/listen/listener.js'),
      import('../cli/listen/print.js'),
      import('../cli/listen/report.js'),
    ])
    const printer = printerOf(outputOf(flags), flags.color, this.config.version)
    const person = listening(flags.yes)
    const end = new AbortController()
    try {
      const request = {
        ...{ place, rule: args.name ?? '', seconds: flags.for, max: flags.max, debug: flags.debug },
        ...(flags.like === undefined ? {} : { like: flags.like }),
      }
      const result =
        file === undefined
          ? await runListen(request, person, end.signal, async (event) => person.show(await printer.event(event)))
          : await cleanUp(file, place, flags.debug, person, end.signal)
      person.show(printer.end(result))
      process.exitCode = exitCodeOfListen(result)
    } finally {
      end.abort()
      person.leave()
    }
  }
}
