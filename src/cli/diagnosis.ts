import type { CallNote } from '../aws/live/connect.js'
import { type Memory, type RememberingAccount, remember } from '../aws/memory.js'
import type { Snapshot } from '../aws/snapshot.js'
import type { Report } from '../report/report.js'
import type { Severity } from '../verdict/verdict.js'
import { Stop } from './base.js'
import { chosenChecks } from './choice.js'
import { makeClock } from './clock.js'
import { tellCall } from './debug.js'
import { headStart } from './head-start.js'
import { hiddenAccount } from './mark.js'
import { agreeOnAccount } from './place.js'
import type { Progress } from './progress.js'
import type { FoundSettings } from './settings.js'
import { type AccountSource, fromAws, fromSnapshot, notConnected, type Place } from './source.js'

/** What the user asked for, out of the flags. */
export interface DiagnosisRequest extends Place {
  timeoutSeconds: number
  check?: readonly string[]
  skip?: readonly string[]
  snapshot?: string
  saveSnapshot?: string
  debug: boolean
  /** Whether messages of dead-letter queues may be received. */
  peekDeadLetters?: boolean
  failOn: Severity
  /** Show secrets that a target's settings may hold. */
  includePayloads?: boolean
  /** Print and write pseudonyms. */
  redact?: boolean
  /** The settings of the team, when there are any. */
  team?: FoundSettings
}

/** A diagnosis with what it was made from, for a command that goes on from there. */
export interface Diagnosis {
  report: Report
  account: RememberingAccount
}

/** Connects, or opens the snapshot, and runs the checks. Throws Stop with an exit code for whatever prevents it. */
export async function runDiagnosis(request: DiagnosisRequest, progress: Progress): Promise<Diagnosis> {
  const started = performance.now()
  const stats = { calls: 0, retries: 0 }
  const clock = makeClock(request.timeoutSeconds)
  const onCall = (call: CallNote) => {
    stats.calls += 1
    stats.retries += call.attempts - 1
    if (request.debug) tellCall(call)
  }
  try {
    // A check that there is not is said before anybody is asked for credentials.
    const named = request.check || request.skip ? await chosenChecks(request) : undefined
    const source = request.snapshot
      ? await fromSnapshot(request, request.snapshot)
      : await fromAws(request, clock.signal, onCall)
    if (!request.snapshot) await agreeOnAccount(source.ref, source.account, true)
    const account = remember(await hiddenAccount(request, source.account))
    if (!request.snapshot) {
      await headStart({ account, ref: source.ref, region: source.region, signal: clock.signal() })
    }
    const { checks, leftOut } = named ?? (await chosenChecks(request))
    const { CannotConnect, diagnose } = await import('../diagnosis/diagnose.js')
    try {
      const options = {
        ref: source.ref,
        account,
        checks,
        leftOut,
        region: source.region,
        source: source.kind,
        version: request.version,
        now: source.now,
        sinceMinutes: source.sinceMinutes,
        ...(source.until ? { until: source.until } : {}),
        signal: clock.signal(),
        onCheck: (done: number, of: number) =>
          progress.say(`eb-doctor: ${done} of ${of} checks done, ${stats.calls} requests to AWS`),
      }
      const real = await diagnose(options)
      const seen = { report: real, ref: source.ref, memory: account.memory() }
      const counted = await countedIn(request, source.now, real)
      const { report, ref, memory } = request.redact
        ? await (await import('./redact.js')).redactedRun(options, real)
        : seen
      if (request.saveSnapshot) await save(request.saveSnapshot, { ...source, ref }, memory)
      return {
        report: {
          ...report,
          ...(counted ? { counted } : {}),
          stats: { ...stats, milliseconds: Math.round(performance.now() - started) },
        },
        account,
      }
    } catch (thrown) {
      if (!(thrown instanceof CannotConnect)) throw thrown
      if (!request.snapshot) throw notConnected(thrown, request, source.region)
      const message = `${request.snapshot}: The snapshot does not tell whose account it is of: ${thrown.message}`
      throw new Stop('bad-snapshot', message, '')
    }
  } finally {
    clock.stop()
    progress.clear()
  }
}

/** How the settings of the team count a diagnosis; what is typed into them is hidden like the names of the account. */
async function countedIn({ team, redact }: DiagnosisRequest, now: Date, report: Omit<Report, 'stats'>) {
  if (!team) return undefined
  const { countedBy } = await import('../scan/settings.js')
  const counted = countedBy(team.settings, now, report)
  if (!counted || !redact) return counted
  const { pseudonyms, redactedCount } = await import('./redact.js')
  return redactedCount(counted, await pseudonyms())
}

async function save(file: string, source: AccountSource, memory: Memory): Promise<void> {
  const { writeSnapshot } = await import('../aws/snapshot.js')
  const snapshot: Snapshot = {
    schemaVersion: 1,
    kind: 'eb-doctor-snapshot',
    takenAt: source.now.toISOString(),
    region: source.region,
    rule: source.ref,
    sinceMinutes: source.sinceMinutes,
    ...(source.until ? { until: source.until.toISOString() } : {}),
    memory,
  }
  try {
    // What an account says of itself is nobody else's business on a shared machine.
    const { writePrivate } = await import('../fixing/files.js')
    await writePrivate(file, writeSnapshot(snapshot))
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? ` (${String(thrown.code)})` : ''
    throw new Stop('snapshot-not-written', `The snapshot ${file} cannot be written${code}.`, '')
  }
}
