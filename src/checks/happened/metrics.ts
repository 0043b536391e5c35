import type { Account } from '../../aws/account.js'
import { mapRead, missing, type Read } from '../../aws/read.js'
import { aligned, queriesOf } from '../../evidence/metric-queries.js'
import { type RuleMetrics, readMetrics } from '../../evidence/rule-metrics.js'
import { windowOf } from '../../evidence/window.js'
import type { RuleSubject } from '../../verdict/subject.js'

/**
 * What CloudWatch counted of a rule, in one call. Missing for a rule of another account, whose metrics are there: a namesake
 * here would be taken for it.
 */
export async function ruleMetrics(
  subject: RuleSubject,
  account: Pick<Account, 'metricData'>,
): Promise<Read<RuleMetrics>> {
  const { rule, now } = subject
  if (rule.busRef.startsWith('arn:')) return missing
  const window = windowOf(subject)
  const queries = queriesOf(rule, window, now)
  const { from, to } = aligned(window, queries[0]?.period ?? 60)
  const asked = queries.map(({ about, ...query }) => query)
  const read = await account.metricData(asked, from.toISOString(), to.toISOString())
  return mapRead(read, (answers) => readMetrics(queries, answers))
}
