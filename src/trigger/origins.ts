import type { RuleAddress } from '../verdict/rule-address.js'
import type { Alternative } from './alternative.js'
import { literalsAt } from './alternative.js'
import { loadPlaces } from './knowledge/index.js'
import { onlyServices, viaCloudTrail } from './senders.js'

/** Where the events that a pattern wants arrive first. */
export type Origin =
  /** The default bus of the region: AWS services send there and nowhere else. */
  | { kind: 'service' }
  /** The default bus of one region: services that are the same everywhere send there. */
  | ({ kind: 'global'; source: string } & Home)
  /** The bus of a partner's event source, which has its name. */
  | { kind: 'partner'; source: string }
  /** Anywhere: custom applications, or the pattern leaves it open. */
  | { kind: 'open' }

/**
 * Services that send only to the region where they are at home.
 * IAM, Route 53: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
 * IAM, Organizations: https://repost.aws/knowledge-center/use-eventbridge-rule-across-regions
 */
const GLOBAL_SOURCES = ['aws.iam', 'aws.organizations', 'aws.route53']

/** The same is true of these by all that is known, but AWS's EventBridge pages do not name them. */
const PROBABLY_GLOBAL_SOURCES = ['aws.cloudfront', 'aws.trustedadvisor']

/** Only of the standard partition do AWS's pages say which region is home. */
const HOME: Readonly<Record<string, string>> = { aws: 'us-east-1' }

/** Where a service sends its events that does not send them to every region. */
interface Home {
  region: string
  /**
   * documented: AWS's EventBridge pages name service and region. endpoint: they name the service, and the region is that of
   * its only endpoint. probable: the service has one endpoint, and nothing else is known.
   */
  known: 'documented' | 'endpoint' | 'probable'
}

/** The home of a source of events; undefined when it sends to each region, or nothing is known. */
export type Homes = (source: string, alternative: Alternative) => Home | undefined

/** Loads where services of a partition are at home, when an alternative names services only. */
export async function loadHomes(alternatives: readonly Alternative[], partition: string): Promise<Homes> {
  if (!alternatives.some(onlyServices)) return () => undefined
  const { homeRegionOf } = await loadPlaces()
  return (source, alternative) => {
    const [documented, endpoint] = [HOME[partition], homeRegionOf(source, partition)]
    if (GLOBAL_SOURCES.includes(source)) {
      if (documented) return { region: documented, known: 'documented' }
      return endpoint ? { region: endpoint, known: 'endpoint' } : undefined
    }
    // A table of endpoints tells where CloudTrail's records arise, not where a service sends events of its own.
    const region = PROBABLY_GLOBAL_SOURCES.includes(source)
      ? (documented ?? endpoint)
      : viaCloudTrail(alternative)
        ? endpoint
        : undefined
    return region ? { region, known: 'probable' } : undefined
  }
}

/** Where the events of one alternative come from. */
export function originOf(alternative: Alternative, homes: Homes): Origin {
  const sources = literalsAt(alternative, 'source')
  const partner = sources?.find((source) => source.startsWith('aws.partner/'))
  if (partner && sources?.every((source) => source.startsWith('aws.partner/')))
    return { kind: 'partner', source: partner }
  if (!onlyServices(alternative)) return { kind: 'open' }
  const found = sources?.map((source) => homes(source, alternative)) ?? []
  const [first, home] = [sources?.[0], found[0]]
  const same = found.every((one) => one?.region === home?.region && one?.known === home?.known)
  return first && home && same ? { kind: 'global', source: first, ...home } : { kind: 'service' }
}

/** The regions that the alternative names one by one: events are passed on from there. */
export const regionsOf = (alternative: Alternative): readonly string[] =>
  (literalsAt(alternative, 'region') ?? []).filter((region) => /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region))

/** Whether the alternative wants events of other accounts only. */
export const isForOtherAccounts = (alternative: Alternative, own: string): boolean =>
  literalsAt(alternative, 'account')?.every((account) => account !== own) ?? false

/** The buses, by ARN, on which the wanted events first arrive; none when they may arrive anywhere. */
export function firstBuses(rule: RuleAddress, origin: Origin, alternative: Alternative): readonly string[] {
  const bus = (region: string, name: string) =>
    `arn:${rule.partition}:events:${region}:${rule.account}:event-bus/${name}`
  switch (origin.kind) {
    case 'open':
      return []
    case 'partner':
      return [bus(rule.region, origin.source)]
    case 'global':
      return [bus(origin.region, 'default')]
    case 'service':
      return [...new Set([rule.region, ...regionsOf(alternative)])].slice(0, 5).map((region) => bus(region, 'default'))
  }
}
