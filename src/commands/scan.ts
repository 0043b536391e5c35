import { BaseCommand } from '../cli/base.js'
import { makeClock } from '../cli/clock.js'
import { scanFlags } from '../cli/flags.js'
import { unwrap } from '../text/unwrap.js'

export default class Scan extends BaseCommand {
  static override summary = 'Find every EventBridge rule of an account that does not reach its targets.'
  static override description =
    unwrap(`Diagnoses every rule of every event bus, as "rule" does it for one, and tells a fault that breaks many rules once. It never
writes.

Exit codes: 0 all healthy or at risk, 1 a rule is broken, 2 wrong usage, 3 inconclusive, 4 no credentials or no connection,
130 interrupted.`)
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --region eu-west-1 --region us-east-1 --output json',
  ]
  static override flags = scanFlags

  async run(): Promise<void> {
    const { flags } = await this.parse(Scan)
    const [{ runScan }, { CHECKS }] = await Promise.all([import('../cli/scan.js'), import('../checks/index.js')])
    const clock = makeClock(flags.timeout)
    try {
      const request = {
        regions: flags.region ?? [],
        profiles: flags.profile ?? [],
        buses: flags.bus ?? [],
        checks: CHECKS,
        leftOut: [],
        version: this.config.version,
        now: new Date(),
        sinceSeconds: 86_400,
        sinceMinutes: 1440,
        concurrency: flags.concurrency,
        ...(flags['endpoint-url'] ? { endpointUrl: flags['endpoint-url'] } : {}),
      }
      const report = await runScan(request, clock, () => {})
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
      const { exitCodeOf } = await import('../report/report.js')
      const { verdictOfScan } = await import('../scan/report.js')
      process.exitCode = exitCodeOf(verdictOfScan(report), 'error')
    } finally {
      clock.stop()
    }
  }
}
