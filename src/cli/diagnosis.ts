import { setMaxListeners } from 'node:events'
import type { CallNote } from '../aws/live/connect.js'
import { type RememberingAccount, remember } from '../aws/memory.js'
import type { Snapshot } from '../aws/snapshot.js'
import type { Check } from '../checks/check.js'
import type { Report } from '../report/report.js'
import { near } from '../text/near.js'
import type { Severity } from '../verdict/verdict.js'
import { Stop } from './base.js'
import type { Progress } from './progress.js'
import { fromAws, fromSnapshot, notConnected, type Place, type Source } from './source.js'

/** What the user asked for, out of the flags. */
export interface Request extends Place {
  timeoutSeconds: number
  check?: readonly string[]
  skip?: readonly string[]
  snapshot?: string
  saveSnapshot?: string
  debug: boolean
  /** Whether messages of dead-letter queues may be received. */
  peekDeadLetters?: boolean
  failOn: Severity
}

/** A diagnosis with what it was made from, for a command that goes on from there. */
export interface Diagnosis {
  report: Report
  account: RememberingAccount
}

/** Beyond it Node's timers fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1

/** Connects, or opens the snapshot, and runs the checks. Throws Stop with an exit code for whatever prevents it. */
export async function runDiagnosis(request: Request, progress: Progress): Promise<Diagnosis> {
  const started = performance.now()
  const stats = { calls: 0, retries: 0 }
  const time = new AbortController()
  // Every request in flight listens for the end of the time.
  setMaxListeners(0, time.signal)
  const timer = setTimeout(() => time.abort(), Math.min(request.timeoutSeconds * 1000, LONGEST_TIMER))
  const onCall = (call: CallNote) => {
    stats.calls += 1
    stats.retries += call.attempts - 1
    if (request.debug) process.stderr.write(`${debugLine(call)}\n`)
  }
  try {
    const { CHECKS, peeking } = await import('../checks/index.js')
    const checks = chosen(request.peekDeadLetters ? peeking(CHECKS) : CHECKS, request)
    const source = request.snapshot
      ? await fromSnapshot(request, request.snapshot)
      : await fromAws(request, time.signal, onCall)
    const account = remember(source.account)
    const { CannotConnect, diagnose } = await import('../diagnosis/diagnose.js')
    try {
      const report = await diagnose({
        ref: source.ref,
        account,
        checks,
        region: source.region,
        source: source.kind,
        version: request.version,
        now: source.now,
        sinceMinutes: source.sinceMinutes,
        ...(source.until ? { until: source.until } : {}),
        signal: time.signal,
        onCheck: (done, of) => progress.say(`eb-doctor: ${done} of ${of} checks done, ${stats.calls} requests to AWS`),
      })
      if (request.saveSnapshot) await save(request.saveSnapshot, source, account)
      return {
        report: { ...report, stats: { ...stats, milliseconds: Math.round(performance.now() - started) } },
        account,
      }
    } catch (thrown) {
      if (!(thrown instanceof CannotConnect)) throw thrown
      if (!request.snapshot) throw notConnected(thrown, request, source.region)
      const message = `${request.snapshot}: The snapshot does not tell whose account it is of: ${thrown.message}`
      throw new Stop('bad-snapshot', message, '', 2)
    }
  } finally {
    clearTimeout(timer)
    time.abort()
    progress.clear()
  }
}

async function save(file: string, source: Source, account: RememberingAccount): Promise<void> {
  const { writeSnapshot } = await import('../aws/snapshot.js')
  const snapshot: Snapshot = {
    schemaVersion: 1,
    kind: 'eb-doctor-snapshot',
    takenAt: source.now.toISOString(),
    region: source.region,
    rule: source.ref,
    sinceMinutes: source.sinceMinutes,
    ...(source.until ? { until: source.until.toISOString() } : {}),
    memory: account.memory(),
  }
  try {
    // What an account says of itself is nobody else's business on a shared machine.
    const { writePrivate } = await import('../fixing/files.js')
    await writePrivate(file, writeSnapshot(snapshot))
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : ''
    throw new Stop('snapshot-not-written', `The snapshot ${file} cannot be written${code}.`, '', 2)
  }
}

/** The checks to make: those named, less those left out. A name that is none is wrong usage. */
function chosen(checks: readonly Check[], { check, skip }: Request): readonly Check[] {
  const ids = checks.map(({ id }) => id)
  for (const id of [...(check ?? []), ...(skip ?? [])]) {
    if (ids.includes(id)) continue
    const close = near(id, ids)
    const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `The checks are ${ids.join(', ')}.`
    throw new Stop('wrong-usage', `There is no check "${id}".`, hint, 2)
  }
  return checks.filter(({ id }) => (check === undefined || check.includes(id)) && !skip?.includes(id))
}

/** Service, operation, time and request id; never credentials, never what was answered. */
export const debugLine = ({ service, operation, milliseconds, attempts, requestId, error }: CallNote): string =>
  [
    `${service}:${operation}`,
    `${milliseconds} ms`,
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(requestId ? [requestId] : []),
    ...(error ? [error] : []),
  ].join('  ')
