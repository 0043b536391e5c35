import type { HopState } from '../../../report/path.js'
import { stateOfVerdict } from '../../../report/verdict.js'
import type { ScannedRule, ScanReport } from '../../report.js'
import type { standingOf } from '../words.js'

export type Standing = ReturnType<typeof standingOf>

/** How rules can stand, the worst first: the order of the page. */
export const STANDINGS = Object.keys({
  broken: true,
  inconclusive: true,
  'at-risk': true,
  suppressed: true,
  healthy: true,
} satisfies Record<Standing, true>) as readonly Standing[]

/** The symbol and colour of a standing. */
export const stateOf = (standing: Standing): HopState => (standing === 'suppressed' ? 'open' : stateOfVerdict(standing))

/** A standing as a word. */
export const wordOf = (standing: Standing): string => standing.replace('-', ' ')

/** The rules of a page: where each has its place, so that lists can lead to it. */
export class Places {
  private readonly at: ReadonlyMap<string, number>

  constructor(private readonly rules: ScanReport['rules']) {
    this.at = new Map(rules.map(({ arn }, i) => [arn, i]))
  }

  /** The number of a rule; undefined when the scan has no such rule, such as one that only an earlier scan had. */
  of(arn: string): number | undefined {
    return this.at.get(arn)
  }

  rule(number: number): ScannedRule | undefined {
    return this.rules[number]
  }
}
