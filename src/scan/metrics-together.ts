import type { Account } from '../aws/account.js'
import { found, type Read } from '../aws/read.js'
import type { MetricAnswers, MetricQuery } from '../aws/reads/cloudwatch.js'
import { aligned, queriesOf } from '../evidence/metric-queries.js'
import { windowOf } from '../evidence/window.js'
import type { RuleSubject } from '../verdict/subject.js'

/** Rules in a call: GetMetricData takes 500 queries, of which a rule has twelve of its own and may be alone on its bus. */
const RULES_A_CALL = 38

/** Calls whose answers are kept at the same time: rules are looked at in order, so those of earlier calls were taken. */
const MOST_CALLS = 8

type Rule = Parameters<typeof queriesOf>[0]
type Series = MetricAnswers['series'][number]

/** One call for several rules. */
interface Call {
  from: string
  to: string
  /** For each rule the queries that it asks alone. */
  rules: readonly (readonly MetricQuery[])[]
  /** For each series that is asked for, by what it is: the id that it has in the call. */
  ids: ReadonlyMap<string, string>
  /** The answer, by id; what the rules have to ask for themselves is `undefined`. */
  answer: Promise<Read<ReadonlyMap<string, Series>> | undefined>
}

/**
 * The metrics of many rules, for 38 of them in a call. The answer to a rule is the one that it would get alone. When a call fails, or
 * CloudWatch did not give all of it, each rule asks for itself.
 */
export class MetricsTogether {
  private readonly calls = new Map<number, Call>()

  constructor(
    private readonly account: Pick<Account, 'metricData'>,
    private readonly rules: readonly Rule[],
    private readonly span: Omit<RuleSubject, 'rule'>,
  ) {}

  /** What answers rule `i` of the list in place of the account. */
  of(i: number): Account['metricData'] {
    return async (queries, from, to) => {
      const alone = () => this.account.metricData(queries, from, to)
      const number = Math.floor(i / RULES_A_CALL)
      const call = this.callOf(number)
      // The rules of the next call come soon, and a call for 38 rules takes its time.
      if ((number + 1) * RULES_A_CALL < this.rules.length) this.callOf(number + 1)
      const own = call.rules[i % RULES_A_CALL]
      const isTheSame = call.from === from && call.to === to && JSON.stringify(own) === JSON.stringify(queries)
      const read = isTheSame ? await call.answer : undefined
      if (!read) return alone()
      if (read.state !== 'found') return read
      const series = queries.flatMap((query) => {
        const one = read.value.get(call.ids.get(seriesOf(query)) ?? '')
        return one ? [{ ...one, id: query.id }] : []
      })
      return series.every(({ status }) => status === 'Complete') ? found({ series, messages: [] }) : alone()
    }
  }

  private callOf(number: number): Call {
    const known = this.calls.get(number)
    if (known) return known
    const call = this.ask(this.rules.slice(number * RULES_A_CALL, (number + 1) * RULES_A_CALL))
    this.calls.set(number, call)
    const [oldest] = this.calls.keys()
    if (this.calls.size > MOST_CALLS && oldest !== undefined) this.calls.delete(oldest)
    return call
  }

  private ask(rules: readonly Rule[]): Call {
    const window = windowOf(this.span)
    const asked = rules.map((rule) =>
      queriesOf(rule, window, this.span.now).map(({ about, ...query }): MetricQuery => query),
    )
    const when = aligned(window, asked[0]?.[0]?.period ?? 60)
    const [from, to] = [when.from.toISOString(), when.to.toISOString()]
    // What several rules ask for, of their bus or of the account, is asked for once.
    const series = new Map(asked.flat().map((query) => [seriesOf(query), query]))
    const queries = [...series.values()].map((query, i) => ({ ...query, id: `m_${i}` }))
    return {
      ...{ from, to, rules: asked },
      ids: new Map([...series.keys()].map((key, i) => [key, `m_${i}`])),
      answer: this.account.metricData(queries, from, to).then((read) => {
        if (read.state === 'denied') return read
        if (read.state !== 'found' || read.value.messages.length > 0) return undefined
        return found(new Map(read.value.series.map((one) => [one.id, one])))
      }),
    }
  }
}

/** A query without its id: what it asks for. */
const seriesOf = ({ id: _, ...query }: MetricQuery): string => JSON.stringify(query)
