import type { Origin } from '../../trigger/origins.js'
import type { RuleAddress } from '../../verdict/rule-address.js'
import type { Because } from '../../verdict/verdict.js'

/** Where the wanted events go instead of the rule's bus, as a finding. */
export interface Elsewhere {
  code: 'service-events-elsewhere' | 'global-events-elsewhere'
  summary: string
  because: Because
  /** AWS's pages say so; else it is concluded from where the service has its endpoint. */
  sure: boolean
}

/** What is said of events that nothing passes on to the rule's bus. */
export function elsewhere(rule: RuleAddress, origin: Origin, from: readonly string[]): Elsewhere {
  const because = [
    ...from.map((busArn) => `events:ListRuleNamesByTarget on ${busArn}: no rule has the target ${rule.busArn}`),
    `policy of ${rule.busArn}: lets no other account put events`,
  ]
  switch (origin.kind) {
    case 'global':
      return {
        code: 'global-events-elsewhere',
        summary: `Rule ${rule.name} is in ${rule.region}, but ${origin.source} sends its events to ${origin.region} only.`,
        because: [
          `event pattern: source = "${origin.source}"`,
          ...(origin.known === 'documented'
            ? []
            : [`${origin.source} has its only endpoint of ${rule.partition} there`]),
          ...because,
        ],
        sure: origin.known === 'documented',
      }
    case 'partner':
      return {
        code: 'service-events-elsewhere',
        summary: `Rule ${rule.name} is on the bus ${rule.bus}, but events of ${origin.source} arrive on the partner's own bus only.`,
        because: [`event pattern: source = "${origin.source}"`, ...because],
        sure: true,
      }
    default:
      return {
        code: 'service-events-elsewhere',
        summary: `Rule ${rule.name} is on the bus ${rule.bus}, but AWS services send their events to the default bus only.`,
        because: [
          'event pattern: every source begins with "aws."',
          ...because,
          'rules of other regions were not looked at',
        ],
        sure: true,
      }
  }
}
