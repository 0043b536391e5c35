import { PLACES } from './data/places.js'
import { nearest } from './near.js'

interface Partition {
  name: string
  regions: readonly string[]
  homes: ReadonlyMap<string, string>
}

const PARTITIONS: readonly Partition[] = PLACES.split('\n').map((line) => {
  const [name = '', regions = '', ...homes] = line.split(' ')
  const pairs = homes.map((pair): [string, string] => [
    pair.slice(0, pair.indexOf('=')),
    pair.slice(pair.indexOf('=') + 1),
  ])
  return { name, regions: regions.split(','), homes: new Map(pairs) }
})

/** Every partition that is known: `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc` ... */
export const partitions = (): readonly string[] => PARTITIONS.map(({ name }) => name)

/** The regions of a partition, or all of them; undefined for an unknown partition. AWS may have opened others since. */
export const regions = (partition?: string): readonly string[] | undefined =>
  partition === undefined
    ? PARTITIONS.flatMap((one) => one.regions)
    : PARTITIONS.find(({ name }) => name === partition)?.regions

/** The partition of a region; undefined for a region that is not known. */
export const partitionOf = (region: string): string | undefined =>
  PARTITIONS.find((one) => one.regions.includes(region))?.name

/** The region that a text probably means; undefined when it is one, or like none. */
export function nearestRegion(text: string): string | undefined {
  const known = PARTITIONS.flatMap((one) => one.regions)
  // Regions differ by a digit or a word: only another spelling of the very letters is a near miss.
  const meant = nearest(text, known)
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  return meant !== undefined && plain(meant) === plain(text) ? meant : undefined
}

/**
 * The region where a service lives that has one endpoint in all of a partition (`iam`, or `aws.iam`); undefined for another
 * service, or where nothing is known. It tells where the endpoint is, which is where CloudTrail's records of the service
 * arise. It does not tell where a service sends its own events: those of AWS Health arrive in the region that they concern.
 */
export const homeRegionOf = (service: string, partition: string): string | undefined =>
  PARTITIONS.find(({ name }) => name === partition)?.homes.get(service.replace(/^aws\./, ''))
