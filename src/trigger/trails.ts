import type { Account } from '../aws/account.js'
import type { Unread } from '../aws/read.js'
import type { Trail, TrailSelectors } from '../aws/reads/trails.js'
import { nameOf, type WantedRecord } from './api-calls.js'
import { records } from './selectors.js'

type TrailReader = Pick<Account, 'trails' | 'trailLogging' | 'trailSelectors'>

/** One trail, as far as it could be seen. */
interface SeenTrail {
  trail: Trail
  logging: boolean
  selectors?: TrailSelectors
  unread?: Unread
}

/** Which of the wanted records some trail of the region passes on. */
export interface Coverage {
  recorded: readonly WantedRecord[]
  lost: readonly WantedRecord[]
  /** Set when a trail that could not be seen may record what is lost. */
  unread?: { trail: string; read: Unread }
  /** The trails that record something of it, with what each records. */
  by: readonly { trail: string; records: readonly WantedRecord[] }[]
  /** What was seen of each trail. */
  because: readonly string[]
}

/** Looks which wanted records the trails of a region take in. `Unread` when the list of trails cannot be seen. */
export async function coverage(
  wanted: readonly WantedRecord[],
  region: string,
  account: TrailReader,
): Promise<Coverage | Unread> {
  const list = await account.trails(region)
  if (list.state === 'denied' || list.state === 'failed') return list
  const here = (list.state === 'found' ? list.value : []).filter(
    (trail) => trail.multiRegion || trail.homeRegion === undefined || trail.homeRegion === region,
  )
  const seen = await Promise.all(here.map((trail) => see(trail, region, account)))
  const recorded = wanted.filter((record) => seen.some((one) => takes(one, record)))
  const lost = wanted.filter((record) => !recorded.includes(record))
  const unseen = seen.find((one) => one.unread)
  return {
    recorded,
    lost,
    ...(unseen?.unread && lost.length > 0 ? { unread: { trail: unseen.trail.name, read: unseen.unread } } : {}),
    by: seen.flatMap((one) => {
      const taken = wanted.filter((record) => takes(one, record))
      return taken.length > 0 ? [{ trail: one.trail.name, records: taken }] : []
    }),
    because:
      seen.length === 0 ? [`cloudtrail:DescribeTrails in ${region}: no trail`] : seen.map((one) => describe(one, lost)),
  }
}

async function see(trail: Trail, region: string, account: TrailReader): Promise<SeenTrail> {
  const [logging, selectors] = await Promise.all([
    account.trailLogging(trail.arn, region),
    account.trailSelectors(trail.arn, region),
  ])
  if (logging.state === 'denied' || logging.state === 'failed') return { trail, logging: false, unread: logging }
  // A trail that does not log records nothing, whatever it selects.
  if (logging.state === 'missing' || !logging.value) return { trail, logging: false }
  if (selectors.state === 'denied' || selectors.state === 'failed') return { trail, logging: true, unread: selectors }
  return { trail, logging: true, ...(selectors.state === 'found' ? { selectors: selectors.value } : {}) }
}

function takes({ trail, logging, selectors }: SeenTrail, record: WantedRecord): boolean {
  if (!logging || !selectors) return false
  return record.category === 'insight' ? trail.insights : records(selectors, record)
}

function describe({ trail, logging, selectors, unread }: SeenTrail, lost: readonly WantedRecord[]): string {
  if (unread) return `trail ${trail.name}: could not be read (${unread.action})`
  if (!logging) return `trail ${trail.name}: IsLogging = false`
  if (!selectors) return `trail ${trail.name}: it is gone`
  const [first] = lost
  if (!first) return `trail ${trail.name}: IsLogging = true`
  if (first.category === 'insight') return `trail ${trail.name}: HasInsightSelectors = false`
  const types = [
    ...selectors.basic.flatMap((one) => one.data.map((data) => data.type)),
    ...selectors.advanced.flatMap((fields) =>
      fields.flatMap((one) => (one.field === 'resources.type' ? one.equals : [])),
    ),
  ]
  const management = records(selectors, { category: 'management' }) ? 'management events' : 'no management events'
  const data = types.length > 0 ? `data events of ${[...new Set(types)].join(', ')}` : 'no data events'
  return `trail ${trail.name}: IsLogging = true, its selectors record ${management} and ${data}, not ${nameOf(first)}`
}
