import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base.js'
import { ruleFlags } from '../cli/flags.js'
import { outputOf } from '../cli/formats.js'
import { printReport } from '../cli/print.js'
import { makeProgress } from '../cli/progress.js'
import { requestOf } from '../cli/request.js'
import { openSettings } from '../cli/settings.js'
import { unwrap } from '../text/unwrap.js'

export default class Rule extends BaseCommand {
  static override summary = 'Find out why an EventBridge rule does not reach its targets.'
  static override description =
    unwrap(`Walks the way that an event takes (bus, rule, target, role, permissions, the target's own policy, and what
CloudTrail saw), says which hop is the first one broken and why, and what to change. It never writes.

Exit codes: 0 healthy or at risk, 1 broken, 2 wrong usage, 3 inconclusive, 4 no credentials or no connection.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %> order-paid',
    '<%= config.bin %> <%= command.id %> order-paid --event-bus-name orders --region eu-west-1',
    '<%= config.bin %> <%= command.id %> arn:aws:events:eu-west-1:111122223333:rule/orders/order-paid --profile prod',
    '<%= config.bin %> <%= command.id %> order-paid --output markdown > ticket.md',
    '<%= config.bin %> <%= command.id %> order-paid --json --fail-on warning',
  ]
  static override args = {
    name: Args.string({ description: 'Name or ARN of the rule (not needed with --snapshot).', ignoreStdin: true }),
  }
  static override flags = ruleFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Rule)
    const { runDiagnosis } = await import('../cli/diagnosis.js')
    const team = await openSettings(flags.config)
    const request = { ...requestOf(args.name, flags, this.config.version), ...(team ? { team } : {}) }
    const { report } = await runDiagnosis(request, makeProgress(process.stderr))
    const output = outputOf(flags)
    await printReport(report, { output, color: flags.color }, flags['fail-on'])
  }
}
