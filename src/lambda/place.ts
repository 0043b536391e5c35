import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check } from '../checks/check.js'
import { CHECKS } from '../checks/index.js'
import { renderJsonLine } from '../report/json.js'
import { scanPlace } from '../scan/engine.js'
import { fleetPlaces } from '../scan/fleet.js'
import type { ScanReport } from '../scan/report.js'
import { Summary } from '../scan/summary.js'
import { asciiJson } from '../text/ascii-json.js'
import type { Json } from '../text/json.js'
import { homeOf, type Reach, TryAgain } from './connect.js'
import { BadInput, type PlaceInput, startOf } from './input.js'
import { partKey } from './keys.js'
import type { Settings } from './settings.js'
import type { Store } from './store.js'

/** What became of one account and Region. */
export interface PlaceResult {
  account: string
  region: string
  verdict: ScanReport['verdict']
  totals: ScanReport['totals']
  ended: ScanReport['ended']
  unseen: ScanReport['unseen']
  /** Where the whole reports are. */
  part: string
}

/** As many rules at the same time as `eb-doctor scan` has by default. */
const CONCURRENCY = 16

/**
 * Scans one account and Region with the role there, and writes its part: one whole report a line, then the summary. What is
 * not done when the time is over is in the part as not looked at. A role that cannot be assumed makes a part in which the
 * place is unseen; where trying again may help it throws TryAgain after that.
 */
export async function scanOne(
  input: PlaceInput,
  settings: Settings,
  { reach, store, signal, version }: { reach: Reach; store: Store; signal: AbortSignal; version: string },
): Promise<PlaceResult> {
  const started = performance.now()
  const role = input.role ?? settings.role
  if (role === undefined) throw new BadInput('No role is named, neither in the input nor in EB_DOCTOR_ROLE.')
  const { checks, leftOut } = chosen(input)
  const now = startOf(input.run)
  const { sinceMinutes } = settings
  const window = { from: new Date(now.getTime() - sinceMinutes * 60_000).toISOString(), to: now.toISOString() }
  const summary = new Summary({ version, now, window, leftOut, checks: checks.map(({ id }) => id) })
  const fleet = {
    accounts: [{ id: input.account, ...(input.name === undefined ? {} : { name: input.name }) }],
    regions: [input.region],
    role,
    ...(settings.externalId === undefined ? {} : { externalId: settings.externalId }),
  }
  const part = await openPart()
  let again = false
  try {
    for await (const found of fleetPlaces(fleet, await homeOf(await reach.home()), reach.with)) {
      if (found.kind === 'unseen') {
        summary.addUnseen(found.unseen)
        again = found.mayPass
        continue
      }
      const { place } = found
      summary.addPlace(place)
      const options = {
        ...{ buses: input.buses ?? [], checks, leftOut, version, now, sinceMinutes },
        concurrency: input.concurrency ?? CONCURRENCY,
        signal,
      }
      for await (const one of scanPlace({ place, account: found.account }, options)) {
        if (one.kind !== 'rule') {
          summary.add(one, place)
          continue
        }
        await part.write(renderJsonLine(summary.addReport(one.report).report))
      }
    }
    const stats = { ...reach.stats, milliseconds: Math.round(performance.now() - started) }
    const scan = summary.finish(stats, signal.aborted ? 'timeout' : 'complete')
    await part.write(`${asciiJson(scan as unknown as Json)}\n`)
    const key = partKey(settings, input)
    await store.putFile(key, 'application/x-ndjson', await part.end())
    if (again) throw new TryAgain(scan.unseen[0]?.because ?? 'The place was not seen.')
    const { verdict, totals, ended, unseen } = scan
    return { account: input.account, region: input.region, verdict, totals, ended, unseen, part: key }
  } finally {
    await part.remove()
  }
}

function chosen({ check, skip }: PlaceInput): { checks: readonly Check[]; leftOut: readonly string[] } {
  const ids: readonly string[] = CHECKS.map(({ id }) => id)
  const strange = [...(check ?? []), ...(skip ?? [])].find((id) => !ids.includes(id))
  if (strange !== undefined) throw new BadInput('The input names a check that there is not.')
  const checks = CHECKS.filter(({ id }) => (check?.includes(id) ?? true) && !skip?.includes(id))
  if (checks.length === 0) throw new BadInput('The input leaves no check to make.')
  return { checks, leftOut: CHECKS.filter((one) => !checks.includes(one) && !one.evidence).map(({ id }) => id) }
}

/** A part on its way, in a file: memory does not grow with the number of rules. */
async function openPart() {
  const folder = await mkdtemp(join(tmpdir(), 'eb-doctor-'))
  const file = join(folder, 'part.ndjson')
  const handle = await open(file, 'wx', 0o600)
  return {
    write: async (line: string) => {
      await handle.write(line)
    },
    /** Closes the file, and tells where it is. */
    end: async () => {
      await handle.close()
      return file
    },
    remove: async () => {
      await handle.close().catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}
