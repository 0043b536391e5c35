import type { Report } from '../../src/report/report.js'
import type { ScanReport } from '../../src/scan/report.js'
import { Summary } from '../../src/scan/summary.js'
import { healthy, sample } from '../report/sample.js'

/** A scan with the whole reports that it was made from. */
export interface Scan {
  scan: ScanReport
  reports: readonly Report[]
}

const account = '111122223333'
const place = {
  account,
  partition: 'aws',
  region: 'eu-west-1',
  identity: `arn:aws:sts::${account}:assumed-role/oncall/anna`,
}
const BUSES = ['default', 'orders', 'billing', 'shipping/events']

/** Makes a scan of some reports, as `eb-doctor scan` does. */
export function scanOf(reports: readonly Report[], ended: ScanReport['ended'] = 'complete'): Scan {
  const now = new Date('2026-11-21T12:00:00.000Z')
  const window = { from: '2026-11-20T12:00:00.000Z', to: now.toISOString() }
  const summary = new Summary({ version: '0.1.0', now, window, leftOut: [], checks: [] })
  summary.addPlace(place)
  summary.add({ kind: 'buses', names: [] }, place)
  for (const report of reports) summary.addReport(report)
  return { scan: summary.finish({ calls: reports.length * 2, retries: 1, milliseconds: 12_300 }, ended), reports }
}

/** A report as one of another rule: its name and event bus, wherever they stand in it. */
function as(report: Report, name: string, bus: string): Report {
  const arn = `arn:aws:events:eu-west-1:${account}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`
  const { rule, ...rest } = report
  const renamed = JSON.parse(JSON.stringify(rest).replaceAll(rule.arn, arn).replaceAll(rule.name, name)) as typeof rest
  return { ...renamed, rule: { ...rule, name, bus, arn } }
}

/** A report that has only findings of one severity, or could not look. */
const atRisk: Report = {
  ...healthy,
  verdict: 'at-risk',
  checks: healthy.checks
    .map((check) => (check.check === 'rule' ? check : { ...check }))
    .concat(sample.checks.filter(({ check }) => check === 'trigger').map((check) => ({ ...check, because: null }))),
}
const inconclusive: Report = {
  ...healthy,
  verdict: 'inconclusive',
  targets: [{ id: 'settle', arn: sample.targets[0]?.arn ?? '', type: 'lambda', delivers: null }],
  checks: [
    ...healthy.checks,
    {
      check: 'resource-policy',
      title: "The target's own policy allows the delivery",
      target: 'settle',
      status: 'unknown',
      because: 'Could not read the function policy: grant lambda:GetPolicy to check it.',
      findings: [],
    },
  ],
  gaps: sample.gaps.slice(0, 1),
}

const NAMES = ['order-paid', 'invoice-sent', 'stock-low', 'nightly-export', 'user-signed-up', 'refund-requested']
const KINDS = [healthy, sample, healthy, atRisk, healthy, inconclusive, healthy, sample, healthy, healthy]

/** So many reports: half of them healthy, a fifth broken, on four event buses. Others can be given to be repeated. */
export const manyReports = (count: number, kinds: readonly Report[] = KINDS): Report[] =>
  Array.from({ length: count }, (_, i) => {
    const name = `${NAMES[i % NAMES.length]}${i < NAMES.length ? '' : `-${i}`}`
    return as(kinds[i % kinds.length] ?? healthy, name, BUSES[Math.floor(i / 3) % BUSES.length] ?? 'default')
  })

/** A scan on its way into a page: reports that can be gone through again and again. */
export const again = (reports: readonly Report[]) =>
  async function* (): AsyncGenerator<Report> {
    yield* reports
  }

/** A scan of 40 rules that has everything: an earlier scan, what could not be listed, what is suppressed, an early end. */
export function fullScan(): Scan {
  const { scan, reports } = scanOf(manyReports(40), 'timeout')
  const [first, second, third] = scan.rules
  if (!first || !second || !third) throw new Error('There are 40.')
  const gone = { arn: `${first.arn}-before`, code: 'rule-disabled', severity: 'error' } as const
  const suppressed = {
    code: 'pattern-suspicious',
    target: null,
    severity: 'warning',
    reason: 'Known: the source is being renamed.',
    expires: '2026-12-31',
  } as const
  return {
    reports,
    scan: {
      ...scan,
      totals: { ...scan.totals, suppressed: 1, notLookedAt: 3, atRisk: scan.totals.atRisk - 1 },
      rules: scan.rules.map((rule, i) =>
        i === scan.rules.findIndex(({ verdict }) => verdict === 'at-risk')
          ? { ...rule, countsAs: 'suppressed', suppressed: [suppressed] }
          : rule,
      ),
      baseline: {
        since: '2026-11-20T12:00:00.000Z',
        new: [{ arn: second.arn, code: 'role-not-trusted', severity: 'error' }],
        gone: [gone],
        stillThere: [],
        notCompared: [{ arn: third.arn, code: 'grant-missing', severity: 'error' }],
      },
      unseen: [
        {
          account: '444455556666',
          region: 'eu-west-1',
          bus: null,
          what: 'the event buses of 444455556666 in eu-west-1',
          because: 'events:ListEventBuses was denied.',
        },
      ],
      settings: {
        suppress: [],
        expired: [{ rule: 'old-*', reason: 'The migration.', expires: '2026-11-01' }],
        severities: { 'pattern-suspicious': 'error' },
      },
      notes: ['Two profiles are of the account 111122223333: its rules were looked at once.'],
    },
  }
}
