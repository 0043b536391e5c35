import type { CallNote } from '../../aws/live/connect.js'
import { type Scanned, type ScanOptions, scanPlace } from '../../scan/engine.js'
import type { Place, ScanReport } from '../../scan/report.js'
import { Summary } from '../../scan/summary.js'
import { chosenChecks } from '../choice.js'
import type { Clock } from '../clock.js'
import { tellCall } from '../debug.js'
import type { Progress } from '../progress.js'
import { barOf } from './bar.js'
import type { Interrupt } from './interrupt.js'
import type { Outputs } from './outputs.js'
import { placesOf } from './places.js'
import type { ScanRequest } from './request.js'

/** What a scan brings, with the place that it is of. */
type Told =
  | { one: Scanned; place: Place }
  | { note: string }
  | { unseen: ScanReport['unseen'][number] }
  | { planned: ScanReport['unseen'] }
  | { begun: Place }

/**
 * The whole of `eb-doctor scan`: looks through every place, hands over each report as it comes, and the summary at the end.
 * Throws Stop when no place can be connected to.
 */
export async function runScan(
  request: ScanRequest,
  outputs: Outputs,
  clock: Clock,
  interrupt: Interrupt,
  progress: Progress,
): Promise<ScanReport> {
  const started = performance.now()
  const stats = { calls: 0, retries: 0 }
  const onCall = (call: CallNote) => {
    stats.calls += 1
    stats.retries += call.attempts - 1
    if (request.debug) tellCall(call)
  }
  const { checks, leftOut } = await chosenChecks(request)
  const now = new Date()
  const until = request.untilSeconds === undefined ? undefined : new Date(now.getTime() - request.untilSeconds * 1000)
  const sinceMinutes = Math.ceil(request.sinceSeconds / 60)
  const window = {
    from: new Date(now.getTime() - sinceMinutes * 60_000).toISOString(),
    to: (until ?? now).toISOString(),
  }
  const summary = new Summary({ version: request.version, now, window, leftOut })
  const disguise = request.redact ? await disguiseOf() : undefined
  const options: ScanOptions = {
    ...{ buses: request.buses, checks, leftOut, version: request.version, now, sinceMinutes },
    ...(until ? { until } : {}),
    concurrency: request.concurrency,
    signal: clock.signal(),
    ...(disguise ? { disguise: disguise.report } : {}),
  }
  const bar = barOf(progress)
  const told = look(request, options, clock, onCall)
  for (;;) {
    // What still hangs when Ctrl-C is pressed is not waited for.
    const next = await Promise.race([told.next(), interrupt.given])
    if (next === undefined || interrupt.isGiven || next.done) break
    const value = disguise ? disguise.told(next.value) : next.value
    if ('begun' in value) summary.addPlace(value.begun)
    else if ('note' in value) summary.addNote(value.note)
    else if ('planned' in value) summary.expect(value.planned)
    else if ('unseen' in value) summary.addUnseen(value.unseen)
    else if (value.one.kind === 'rule') {
      const { report } = value.one
      const rule = summary.addReport(report)
      progress.clear()
      await outputs.rule(report, rule)
    } else summary.add(value.one, value.place)
    bar.show(summary.progress)
  }
  progress.clear()
  const ended = interrupt.isGiven ? 'interrupted' : options.signal.aborted ? 'timeout' : 'complete'
  const scan = summary.finish({ ...stats, milliseconds: Math.round(performance.now() - started) }, ended)
  await outputs.end(scan)
  return scan
}

async function* look(
  request: ScanRequest,
  options: ScanOptions,
  clock: Clock,
  onCall: (call: CallNote) => void,
): AsyncGenerator<Told> {
  for await (const found of placesOf(request, clock.signal, onCall)) {
    if (found.kind === 'note') yield { note: found.note }
    else if (found.kind === 'unseen') yield { unseen: found.unseen }
    else if (found.kind === 'planned') yield { planned: found.unseen }
    else {
      const { place } = found.scanned
      yield { begun: place }
      for await (const one of scanPlace(found.scanned, options)) yield { one, place }
    }
  }
}

/** Pseudonyms for all that a scan tells. */
async function disguiseOf() {
  const { redactedRun, textRedactor } = await import('../redact.js')
  const text = await textRedactor()
  const placeOf = (place: Place): Place => ({
    ...place,
    account: text(place.account),
    identity: place.identity === null ? null : text(place.identity),
  })
  const unseenOf = (unseen: ScanReport['unseen'][number]) => ({
    ...unseen,
    account: unseen.account === null ? null : text(unseen.account),
    bus: unseen.bus === null ? null : text(unseen.bus),
    what: text(unseen.what),
    because: text(unseen.because),
  })
  return {
    report: async (...[asked, report]: Parameters<NonNullable<ScanOptions['disguise']>>) =>
      (await redactedRun(asked, report)).report,
    told(value: Told): Told {
      if ('begun' in value) return { begun: placeOf(value.begun) }
      if ('note' in value) return { note: text(value.note) }
      if ('unseen' in value) return { unseen: unseenOf(value.unseen) }
      if ('planned' in value) return { planned: value.planned.map(unseenOf) }
      const place = placeOf(value.place)
      const { one } = value
      switch (one.kind) {
        case 'rule':
          return { one, place }
        case 'buses':
          return { one: { ...one, names: one.names.map(text) }, place }
        case 'rules':
          return { one: { ...one, bus: text(one.bus), arns: one.arns.map(text) }, place }
        case 'no-bus':
          return { one: { ...one, bus: text(one.bus) }, place }
        case 'unseen':
          return { one: { ...one, unseen: unseenOf(one.unseen) }, place }
      }
    },
  }
}
