import type { CallNote } from '../../aws/live/connect.js'
import type { Counted, Report } from '../../report/report.js'
import { type ScanOptions, scanPlace } from '../../scan/engine.js'
import type { AppliedSettings, ScanReport, Unseen } from '../../scan/report.js'
import { byExpiry, countedBy } from '../../scan/settings.js'
import { Summary } from '../../scan/summary.js'
import { Stop } from '../base.js'
import { chosenChecks } from '../choice.js'
import type { Clock } from '../clock.js'
import { tellCall } from '../debug.js'
import type { Progress } from '../progress.js'
import { barOf } from './bar.js'
import { NOT_REACHED, type SamePlace, type Told } from './found.js'
import type { Interrupt } from './interrupt.js'
import type { Outputs } from './outputs.js'
import { placesOf } from './places.js'
import type { Redaction } from './redaction.js'
import type { ScanRequest } from './request.js'

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
  const options = await optionsOf(request, clock.signal())
  const redaction = request.redact ? await (await import('./redaction.js')).makeRedaction(options.count) : undefined
  const summary = await begin(request, options, redaction)
  const bar = barOf(progress)
  const { count: _, ...asked } = options
  const told = look(request, redaction ? { ...asked, redaction: redaction.report } : asked, clock, onCall)
  for (;;) {
    // After Ctrl-C come the rules that are done and wait behind an earlier one; what still hangs is not waited for.
    const next = await interrupt.unlessGiven(told.next())
    if (next === undefined || next.done) break
    // A question that was given up is no answer of AWS: the summary knows what was not looked at.
    if (interrupt.isGiven && isUnseenThere(next.value)) continue
    const value = redaction ? redaction.told(next.value) : next.value
    if ('begun' in value) summary.addPlace(value.begun)
    else if ('note' in value) summary.addNote(value.note)
    else if ('planned' in value) summary.expect(value.planned)
    else if ('same' in value) summary.addNote(sameText(value.same))
    else if ('unseen' in value) summary.addUnseen(interrupt.isGiven ? notReached(value.unseen) : value.unseen)
    else if (value.one.kind === 'rule') {
      const { report, rule } = summary.addReport(value.one.report, value.place)
      progress.clear()
      await outputs.rule(report, rule)
    } else summary.add(value.one, value.place)
    bar.show(summary.progress)
  }
  progress.clear()
  const ended = interrupt.isGiven ? 'interrupted' : options.signal.aborted ? 'timeout' : 'complete'
  const scan = summary.finish({ ...stats, milliseconds: Math.round(performance.now() - started) }, ended)
  const [missing] = summary.missingBuses
  if (missing !== undefined && scan.stats.rules === 0) throw noBus(missing, request)
  await outputs.end(scan)
  return scan
}

/** Whether something of a place that was begun could not be read. */
const isUnseenThere = (told: Told): boolean => 'one' in told && told.one.kind === 'unseen'

/** A place to which the connection was given up. */
const notReached = (unseen: Unseen): Unseen => ({ ...unseen, because: NOT_REACHED })

/** What the engine is asked, and how the settings of the team count a diagnosis. */
interface Options extends ScanOptions {
  count?(report: Pick<Report, 'rule' | 'checks' | 'leftOut'>): Counted | undefined
}

async function optionsOf(request: ScanRequest, signal: AbortSignal): Promise<Options> {
  const { checks, leftOut } = await chosenChecks(request)
  const now = new Date()
  const until = request.untilSeconds === undefined ? undefined : new Date(now.getTime() - request.untilSeconds * 1000)
  const { buses, version, concurrency, team } = request
  return {
    ...{ buses, checks, leftOut, version, now, concurrency, signal },
    sinceMinutes: Math.ceil(request.sinceSeconds / 60),
    ...(until ? { until } : {}),
    ...(team ? { count: (report) => countedBy(team.settings, now, report) } : {}),
  }
}

/** Reads what the scan is held against, and begins its summary. Throws Stop when the baseline cannot be used. */
async function begin(request: ScanRequest, options: Options, redaction: Redaction | undefined): Promise<Summary> {
  const { now, sinceMinutes, until, leftOut, checks, version, count } = options
  const { buses, team, redact } = request
  const baseline =
    request.baseline === undefined
      ? undefined
      : await (await import('./baseline.js')).openBaseline(request.baseline, redact)
  const settings: AppliedSettings | undefined = team && {
    suppress: byExpiry(team.settings, now).holds,
    expired: byExpiry(team.settings, now).expired,
    severities: team.settings.severities,
  }
  const shown = settings && redaction ? redaction.settings(settings) : settings
  const window = {
    from: new Date(now.getTime() - sinceMinutes * 60_000).toISOString(),
    to: (until ?? now).toISOString(),
  }
  const summary = new Summary({
    ...{ version, now, window, leftOut, checks: checks.map(({ id }) => id) },
    buses: redaction ? buses.map(redaction.name) : buses,
    ...(baseline ? { baseline } : {}),
    ...(shown ? { settings: shown } : {}),
    // Under pseudonyms it is said already how a report counts.
    ...(count && !redaction ? { count } : {}),
  })
  if (team) summary.addNote(`The settings of the team${redact ? '' : ` in ${team.file}`} are applied.`)
  for (const { rule, expires, reason } of shown?.expired ?? []) {
    summary.addNote(`The suppression of ${rule} expired on ${expires} and is not applied any more (${reason}).`)
  }
  return summary
}

async function* look(
  request: ScanRequest,
  options: ScanOptions,
  clock: Clock,
  onCall: (call: CallNote) => void,
): AsyncGenerator<Told> {
  for await (const found of placesOf(request, clock.signal, onCall)) {
    if (found.kind === 'note') yield { note: found.note }
    else if (found.kind === 'planned') yield { planned: found.unseen }
    else if (found.kind === 'same') yield { same: found.same }
    else if (found.kind === 'unseen') yield { unseen: found.unseen }
    else {
      const { place } = found.scanned
      yield { begun: place }
      for await (const one of scanPlace(found.scanned, options)) yield { one, place }
    }
  }
}

function sameText({ names, account, region }: SamePlace): string {
  const text = `${names.join(' and ')} are of the same account ${account}: ${region} is looked through once.`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const noBus = (bus: string, { regions }: ScanRequest): Stop => {
  const where = regions.length > 0 ? ` in ${regions.join(', ')}` : ''
  return new Stop('bus-not-found', `There is no event bus ${bus}${where}.`, 'Without --bus every event bus is scanned.')
}
