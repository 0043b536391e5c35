import { queriesOf } from '../src/evidence/metric-queries.js'

/**
 * What docs/scaling.md computes from: what was measured, what AWS charges, and what an organization is taken to look like.
 * A test recomputes the tables, so that the page cannot say anything else.
 */

/** `node scripts/ts.mjs scripts/bench/function.ts`, 2026-11-26, Node 20.20.2, 20 ms added to every request. */
export const MEASURED = {
  /** The first invocation of an execution environment takes so much longer, in milliseconds: it loads the code. */
  coldStart: 2792 - 706,
  /** One place without rules. */
  empty: { calls: 6, milliseconds: 706 },
  /** One place with so many rules, half of them with roles. */
  some: { rules: 20, calls: 109, milliseconds: 14_135, bytes: 98_943 },
  many: { rules: 200, calls: 427, milliseconds: 37_132, bytes: 978_610 },
} as const

/** US dollars, list prices of us-east-1 without free tiers, as AWS's pricing pages had them on 2026-11-25. */
export const PRICES = {
  lambdaSecond: 0.000_013_333_4, // a GB-second on arm64
  lambdaRequest: 0.2 / 1e6,
  transition: 0.025 / 1000, // Step Functions, standard workflows
  s3Put: 0.005 / 1000,
  s3Get: 0.0004 / 1000,
  s3Month: 0.023, // a GB-month
  metric: 0.01 / 1000, // a metric of GetMetricData
  email: 2 / 100_000, // SNS
} as const

/** The organization of the tables, and the parameters of hub.yaml that matter. */
export const ASSUMED = {
  regions: 3,
  /** Rules of an account, all in one of the Regions. */
  rules: 20,
  concurrency: 50,
  gigabytes: 1,
  keptDays: 90,
  runsPerMonth: 30,
  /** State transitions of the execution that the map starts for a place, and of the run itself. */
  transitions: { place: 2, run: 6 },
  /** Requests for parts that the merge makes at the same time, and milliseconds that each takes. */
  merge: { atOnce: 32, milliseconds: 40 },
} as const

/** Metrics that are asked of CloudWatch for one rule, on an event bus that is not the default one. */
const now = new Date(0)
const METRICS = queriesOf({ name: 'r', bus: 'b' }, { from: now, to: new Date(1) }, now).length

/** What a rule adds, from the two places with rules. */
const { some, many, empty } = MEASURED
const perRule = (key: 'calls' | 'milliseconds' | 'bytes'): number => (many[key] - some[key]) / (many.rules - some.rules)

/** Calls, milliseconds and bytes of a place with rules. */
const placeWith = (rules: number) => ({
  calls: some.calls + (rules - some.rules) * perRule('calls'),
  milliseconds: some.milliseconds + (rules - some.rules) * perRule('milliseconds'),
  bytes: some.bytes + (rules - some.rules) * perRule('bytes'),
})

/** One run over so many accounts. */
export function runOver(accounts: number) {
  const { regions, concurrency, gigabytes, transitions, merge, keptDays, runsPerMonth } = ASSUMED
  const places = accounts * regions
  const rules = accounts * ASSUMED.rules
  const busy = placeWith(ASSUMED.rules)
  const none = accounts * (regions - 1)
  const environments = Math.min(concurrency, places)
  const mergeSeconds = (Math.ceil(places / merge.atOnce) * merge.milliseconds) / 1000
  const scanSeconds =
    (accounts * busy.milliseconds + none * empty.milliseconds + environments * MEASURED.coldStart) / 1000
  const lambdaSeconds = scanSeconds + mergeSeconds
  const longest = (busy.milliseconds + MEASURED.coldStart) / 1000
  const minutes = (Math.max(longest, scanSeconds / environments) + mergeSeconds) / 60
  const gigabytesAMonth = (accounts * busy.bytes * keptDays) / 1e9
  const dollars = {
    lambda: lambdaSeconds * gigabytes * PRICES.lambdaSecond + (places + 2) * PRICES.lambdaRequest,
    steps: (places * transitions.place + transitions.run) * PRICES.transition,
    results: (places + 4) * PRICES.s3Put + (places + 4) * PRICES.s3Get,
    metrics: rules * METRICS * PRICES.metric,
    message: PRICES.email,
  }
  const run = Object.values(dollars).reduce((sum, one) => sum + one, 0)
  const kept = gigabytesAMonth * PRICES.s3Month
  return {
    ...{ accounts, places, rules, dollars, run, kept, minutes, lambdaSeconds },
    calls: accounts * busy.calls + none * empty.calls,
    month: run * runsPerMonth + kept,
  }
}

const whole = (n: number): string => Math.round(n).toLocaleString('en-US')
const dollars = (n: number): string => `$${n < 0.995 ? n.toPrecision(2) : n < 100 ? n.toFixed(2) : whole(n)}`

const SIZES = [10, 1000, 10_000] as const

/** The tables of docs/scaling.md. */
export function scalingTables(): string {
  const runs = SIZES.map(runOver)
  const row = (what: string, tell: (run: ReturnType<typeof runOver>) => string) =>
    `| ${[what, ...runs.map(tell)].join(' | ')} |`
  return [
    row('accounts', ({ accounts }) => whole(accounts)),
    `| --- |${' ---: |'.repeat(runs.length)}`,
    row('places (accounts × Regions)', ({ places }) => whole(places)),
    row('rules', ({ rules }) => whole(rules)),
    row('calls to AWS', ({ calls }) => whole(calls)),
    row('seconds of Lambda', ({ lambdaSeconds }) => whole(lambdaSeconds)),
    row('**minutes**', ({ minutes }) => `**${minutes < 1 ? minutes.toFixed(1) : whole(minutes)}**`),
    row('Lambda', (run) => dollars(run.dollars.lambda)),
    row('Step Functions', (run) => dollars(run.dollars.steps)),
    row('S3 requests', (run) => dollars(run.dollars.results)),
    row('GetMetricData, in the members', (run) => dollars(run.dollars.metrics)),
    row('one message, to one address', (run) => dollars(run.dollars.message)),
    row('**a run**', ({ run }) => `**${dollars(run)}**`),
    row(`${ASSUMED.keptDays} days of results in S3, a month`, ({ kept }) => dollars(kept)),
    row(`**a month of ${ASSUMED.runsPerMonth} runs**`, ({ month }) => `**${dollars(month)}**`),
  ].join('\n')
}

/** What was measured, and what a rule adds. */
export function measuredTable(): string {
  return [
    '| one account and Region | calls | milliseconds | bytes of the part |',
    '| --- | ---: | ---: | ---: |',
    `| without rules | ${empty.calls} | ${whole(empty.milliseconds)} | |`,
    `| ${some.rules} rules | ${some.calls} | ${whole(some.milliseconds)} | ${whole(some.bytes)} |`,
    `| ${many.rules} rules | ${many.calls} | ${whole(many.milliseconds)} | ${whole(many.bytes)} |`,
    `| one rule more, between those two | ${perRule('calls').toFixed(2)} | ${whole(perRule('milliseconds'))} | ${whole(perRule('bytes'))} |`,
    `| the first invocation of an environment, besides | | ${whole(MEASURED.coldStart)} | |`,
    '',
    `Metrics asked of CloudWatch for each rule: ${METRICS}.`,
  ].join('\n')
}
