import type { Alternative } from './pattern.js'
import { literalsAt } from './pattern.js'
import { onlyServices } from './senders.js'

/** Where the events that a pattern wants arrive first. */
export type Origin =
  /** The default bus of the region: AWS services send there and nowhere else. */
  | { kind: 'service' }
  /** The default bus of one region: services that are the same everywhere send there. */
  | { kind: 'global'; source: string; region: string }
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

/** The region where a global service of a partition is at home, as far as AWS documents it. */
export const homeRegion = (partition: string): string | undefined => HOME[partition]

/** Where the events of one alternative come from. */
export function originOf(alternative: Alternative, partition: string): Origin {
  const sources = literalsAt(alternative, 'source')
  const partner = sources?.find((source) => source.startsWith('aws.partner/'))
  if (partner && sources?.every((source) => source.startsWith('aws.partner/')))
    return { kind: 'partner', source: partner }
  if (!onlyServices(alternative)) return { kind: 'open' }
  const region = homeRegion(partition)
  const [first] = sources ?? []
  if (first && region && sources?.every((source) => GLOBAL_SOURCES.includes(source))) {
    return { kind: 'global', source: first, region }
  }
  return { kind: 'service' }
}

/** A source that probably sends to its home region only; undefined when the alternative has another one too. */
export function probablyGlobal(alternative: Alternative): string | undefined {
  const sources = literalsAt(alternative, 'source')
  return sources?.every((source) => PROBABLY_GLOBAL_SOURCES.includes(source)) ? sources[0] : undefined
}

/** The regions that the alternative names one by one: events are passed on from there. */
export const regionsOf = (alternative: Alternative): readonly string[] =>
  (literalsAt(alternative, 'region') ?? []).filter((region) => /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region))

/** Whether the alternative wants events of other accounts only. */
export const isForOtherAccounts = (alternative: Alternative, own: string): boolean =>
  literalsAt(alternative, 'account')?.every((account) => account !== own) ?? false
