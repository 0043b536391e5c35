import { count } from '../evidence/moment.js'
import { plain } from '../text/sanitize.js'
import type { Report, ReportedTarget } from './report.js'

/** Whether events reach a target, in words. */
export const deliveryText = (delivers: ReportedTarget['delivers']): string =>
  ({ true: 'no obstacle found', false: 'does not deliver', null: 'not certain' })[`${delivers}`]

/**
 * A schedule and its next time. An empty list of times says nothing: a rate has none that could be told, and a schedule that
 * is over has its finding.
 */
export const scheduleText = ({ expression, next }: NonNullable<Report['rule']['schedule']>): string =>
  next[0] === undefined ? expression : `${expression}, next ${next[0]}`

/** What precedes a policy to ask for; `account` is set when it is another one than the rule's. */
export const askFor = (account: string | null): string =>
  account === null
    ? 'Ask for this policy:'
    : `Account ${plain(account)}: name a profile of it with --target-profile; it needs this policy:`

/** What the diagnosis took, as the beginning of a sentence. */
export function effortText({ context, stats }: Pick<Report, 'context' | 'stats'>): string {
  if (context.source === 'snapshot') return 'No call to AWS was made'
  const again = stats.retries > 0 ? ` (and ${count(stats.retries, 'retry', 'retries')})` : ''
  return `${count(stats.calls, 'call')} to AWS${again} in ${(stats.milliseconds / 1000).toFixed(1)} s`
}
