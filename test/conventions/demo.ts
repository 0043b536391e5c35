import { readdirSync } from 'node:fs'
import { recall, remember } from '../../src/aws/memory.js'
import { readSnapshot } from '../../src/aws/snapshot.js'
import { CHECKS } from '../../src/checks/index.js'
import { diagnose } from '../../src/diagnosis/diagnose.js'
import type { Report } from '../../src/report/report.js'
import { read, root } from './pages.js'

/** The names of the recorded rules. */
export const demos: readonly string[] = readdirSync(new URL('demo/', root))
  .filter((name) => name.endsWith('.json') && name !== 'index.json')
  .map((name) => name.slice(0, -'.json'.length))

/** The report of a recorded rule, made by the checks as they are now. */
export async function diagnoseDemo(name: string): Promise<Report> {
  const snapshot = readSnapshot(read(`demo/${name}.json`))
  const report = await diagnose({
    ref: snapshot.rule,
    account: remember(recall(snapshot.memory)),
    checks: CHECKS,
    region: snapshot.region,
    source: 'snapshot',
    version: JSON.parse(read('package.json')).version,
    now: new Date(snapshot.takenAt),
    sinceMinutes: snapshot.sinceMinutes,
    signal: new AbortController().signal,
  })
  return { ...report, stats: { calls: 0, retries: 0, milliseconds: 0 } }
}
