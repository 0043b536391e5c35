import type { RuleAddress } from '../verdict/rule-address.js'

/** What events the pattern of a rule asks for, where it lists them; undefined when it leaves a field open. */
export interface Wanted {
  sources: readonly string[] | undefined
  detailTypes: readonly string[] | undefined
}

/** The longest filter pattern that FilterLogEvents takes. */
const MOST = 1024

/** Letters that mean nothing in a filter pattern or a query: a quote, a backslash, `*`, `|` and braces are not among them. */
const SAFE = /^[A-Za-z0-9 ._:/@#+-]+$/

/**
 * The filter pattern that finds the records of a rule, and those from which one sees that a wanted event matched nothing.
 * It only narrows what is read: the records are always chosen again afterwards, since emulators ignore such patterns.
 * Undefined when a name cannot be written into a pattern with certainty: then everything has to be read.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(rule: Pick<RuleAddress, 'arn'>, wanted: Wanted): string | undefined {
  if (!SAFE.test(rule.arn)) return undefined
  const own = `($.details.rule_arn = "${rule.arn}")`
  const sources = safeSources(wanted)
  const came = sources.map((source) => `($.details.source = "${source}" && $.message_type = "EVENT_INGEST_SUCCESS")`)
  const full = `{ ${[own, ...(came.length > 0 ? ['($.message_type = "NO_STANDARD_RULES_MATCHED")'] : []), ...came].join(' || ')} }`
  if (full.length <= MOST) return full
  const short = `{ ${own} }`
  return short.length <= MOST ? short : undefined
}

/**
 * The same as a query of Logs Insights, newest first, for log groups of the class INFREQUENT_ACCESS, which FilterLogEvents
 * does not read, up to `limit` records: more failures of one rule say nothing new. Undefined when a name cannot be written into a query with certainty.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function insightsQuery(rule: Pick<RuleAddress, 'arn'>, wanted: Wanted, limit = 1000): string | undefined {
  if (!SAFE.test(rule.arn)) return undefined
  const sources = safeSources(wanted)
  const came = sources.map((source) => `(details.source = "${source}" and message_type = "EVENT_INGEST_SUCCESS")`)
  const filter = [
    `details.rule_arn = "${rule.arn}"`,
    ...(came.length > 0 ? ['message_type = "NO_STANDARD_RULES_MATCHED"'] : []),
    ...came,
  ].join(' or ')
  return `fields @timestamp, @message | filter ${filter} | sort @timestamp desc | limit ${limit}`
}

/** The sources to ask for; none when one of them cannot be written down, since half an answer is worth nothing here. */
const safeSources = ({ sources = [] }: Wanted): readonly string[] =>
  sources.length <= 5 && sources.every((source) => SAFE.test(source)) ? sources : []
