import { isUnread } from '../aws/read.js'
import type { Report } from '../report/report.js'
import { type ScanOptions, scanPlace } from '../scan/engine.js'
import type { ScanReport } from '../scan/report.js'
import { Summary } from '../scan/summary.js'
import type { Clock } from './clock.js'
import { connectTo, notConnected, type Place } from './source.js'

/** What the user asked of `scan`. */
export interface ScanRequest extends Omit<Place, 'rule' | 'bus'>, Omit<ScanOptions, 'signal' | 'until'> {
  regions: readonly string[]
  profiles: readonly string[]
  until?: Date
}

/** Looks through every place and hands over each report as it comes. Throws Stop when no place can be connected to. */
export async function runScan(
  request: ScanRequest,
  clock: Clock,
  onReport: (report: Report) => Promise<void> | void,
): Promise<ScanReport> {
  const started = performance.now()
  const stats = { calls: 0, retries: 0 }
  const onCall = ({ attempts }: { attempts: number }) => {
    stats.calls += 1
    stats.retries += attempts - 1
  }
  const to = request.until ?? request.now
  const window = {
    from: new Date(request.now.getTime() - request.sinceMinutes * 60_000).toISOString(),
    to: to.toISOString(),
  }
  const summary = new Summary({ version: request.version, now: request.now, window, leftOut: request.leftOut })
  for (const profile of request.profiles.length > 0 ? request.profiles : [undefined]) {
    for (const asked of request.regions.length > 0 ? request.regions : [undefined]) {
      const { account: live, region } = await connectTo(
        { ...request, ...(profile ? { profile } : {}), ...(asked ? { region: asked } : {}) },
        undefined,
        clock.signal,
        onCall,
      )
      const caller = await live.caller()
      if (isUnread(caller)) {
        const message = caller.state === 'failed' ? caller.error.message : `${caller.action} was denied.`
        throw notConnected({ unread: caller, message }, request, region)
      }
      if (caller.state === 'missing') continue
      const { account, partition, arn } = caller.value
      const place = { account, partition, region, identity: arn }
      summary.addPlace(place)
      const options = { ...request, signal: clock.signal() }
      for await (const one of scanPlace({ place, account: live }, options)) {
        if (one.kind === 'unseen') summary.addUnseen(one.unseen)
        if (one.kind !== 'rule') continue
        summary.add(one.report)
        await onReport(one.report)
      }
    }
  }
  return summary.finish({ ...stats, milliseconds: Math.round(performance.now() - started) }, false)
}
