import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base.js'
import { eventFlags } from '../cli/flags.js'
import { outputOf } from '../cli/formats.js'
import { printEvents } from '../cli/print.js'
import { makeProgress } from '../cli/progress.js'
import { unwrap } from '../text/unwrap.js'

export default class Event extends BaseCommand {
  static override summary = 'Find out why an event does not match a rule, and where it goes.'
  static override description =
    unwrap(`Holds events against a pattern in a file (--pattern, offline), a rule (--rule) or all rules of their event bus, says which
field is in the way, and shows what each target receives. It never writes.

The file may hold events as EventBridge delivers them, entries for PutEvents, the file of put-events --entries, or messages of a
dead-letter queue as receive-message prints them; one, a list, or one after the other.

With --walk each rule that the event reaches is diagnosed as "rule" does it, and a target that is an event bus of the account is followed:
the whole route in one picture.

Exit codes: 0 every event matches an enabled rule, 1 one does not (or, with --walk, a rule on its route is broken), 2 wrong usage, 3 a
rule could not be read, 4 no credentials or no
connection.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %> event.json --pattern pattern.json',
    '<%= config.bin %> <%= command.id %> event.json --rule order-paid --event-bus-name orders',
    '<%= config.bin %> <%= command.id %> entries.json --event-bus-name orders --region eu-west-1',
    '<%= config.bin %> <%= command.id %> event.json --event-bus-name orders --walk',
    'aws sqs receive-message --queue-url URL --message-attribute-names All | <%= config.bin %> <%= command.id %>',
  ]
  static override args = {
    file: Args.string({ description: 'File with the events; "-" or nothing: standard input.', ignoreStdin: true }),
  }
  static override flags = eventFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Event)
    const { runEvent } = await import('../cli/event.js')
    const report = await runEvent(args.file, flags, this.config.version, makeProgress(process.stderr))
    await printEvents(report, { output: outputOf(flags), color: flags.color })
  }
}
