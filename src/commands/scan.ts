import { BaseCommand } from '../cli/base.js'
import { makeClock } from '../cli/clock.js'
import { setExitCode } from '../cli/exit.js'
import { scanFlags } from '../cli/flags.js'
import { makeProgress } from '../cli/progress.js'
import { takeInterrupt } from '../cli/scan/interrupt.js'
import { growSlowly } from '../cli/scan/memory.js'
import { scanRequestOf } from '../cli/scan/request.js'
import { openSettings } from '../cli/settings.js'
import { unwrap } from '../text/unwrap.js'

export default class Scan extends BaseCommand {
  static override summary = 'Find every EventBridge rule of an account that does not reach its targets.'
  static override description =
    unwrap(`Diagnoses every rule of every event bus, as "rule" does it for one, and tells a fault that breaks many rules once. It never
writes to AWS.

Exit codes: 0 all healthy or at risk, 1 a rule is broken, 2 wrong usage, 3 inconclusive, 4 no credentials or no connection,
130 interrupted: what was done until then is told.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --region eu-west-1 --region us-east-1 --output json',
    '<%= config.bin %> <%= command.id %> --bus orders --report junit=eb-doctor.xml --report markdown=eb-doctor.md',
    '<%= config.bin %> <%= command.id %> --baseline yesterday.json --fail-on new',
    '<%= config.bin %> <%= command.id %> --output short',
    '<%= config.bin %> <%= command.id %> --accounts organization --assume-role eb-doctor-member --region eu-west-1',
    '<%= config.bin %> <%= command.id %> --merge eu.ndjson us.ndjson --report markdown=all.md',
  ]
  static override flags = scanFlags

  async run(): Promise<void> {
    const { flags } = await this.parse(Scan)
    const request = scanRequestOf(flags, this.config.version, await openSettings(flags.config))
    growSlowly()
    const [{ runScan }, { openOutputs }, { exitCodeOfScan }] = await Promise.all([
      import('../cli/scan/run.js'),
      import('../cli/scan/outputs.js'),
      import('../cli/exit-codes.js'),
    ])
    const clock = makeClock(request.timeoutSeconds)
    const interrupt = takeInterrupt(clock.stop)
    const outputs = await openOutputs(request)
    try {
      const scan = request.merge
        ? await (await import('../cli/scan/run-merge.js')).runMerge(request, request.merge, outputs)
        : await runScan(request, outputs, clock, interrupt, makeProgress(process.stderr))
      setExitCode(exitCodeOfScan(scan, request.failOn))
    } finally {
      clock.stop()
      interrupt.leave()
      await outputs.close()
    }
  }
}
