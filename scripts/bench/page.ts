/** Two things measured side by side, and what their ratio should be. */
export interface Goal {
  what: string
  /** What stands above the line of the ratio. */
  ours: number
  theirs: number
  unit: string
  better: 'at most' | 'at least'
  /** Absent: for information. */
  goal?: number
  /** What the ratio should not be less than, where it should be at most `goal`. */
  least?: number
}

/** What a delay of every call does to a diagnosis. */
export interface Latency {
  type: string
  calls: number
  /** Requests to CloudTrail, whose own pace is two a second; they are beside `calls`. */
  lookups: number
  roundTrips: number
}

/** One number. */
export interface Figure {
  name: string
  value: number
  unit: string
}

export interface Figures {
  date: string
  machine: string
  goals: readonly Goal[]
  latencies: readonly Latency[]
  evaluator: readonly Figure[]
  patterns: readonly Figure[]
}

/** Round trips that a diagnosis may wait for one after the other. */
const MOST_ROUND_TRIPS = 4.5

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const mark = (reached: boolean): string => (reached ? 'reached' : '**missed**')

function goalRow({ what, ours, theirs, unit, better, goal, least = 0 }: Goal): string[] {
  const ratio = ours / theirs
  const reached = goal === undefined ? '' : mark(better === 'at most' ? ratio <= goal && ratio >= least : ratio >= goal)
  const wanted = goal === undefined ? '(for information)' : `${least > 0 ? `${least} to` : better} ${goal}`
  return [what, `${Math.round(ours)} ${unit}`, `${Math.round(theirs)} ${unit}`, ratio.toFixed(2), wanted, reached]
}

const figureTable = (figures: readonly Figure[]): string =>
  table(
    ['', 'value'],
    figures.map(({ name, value, unit }) => [name.replace(/^\w+: /, ''), `${value} ${unit}`]),
  )

/** docs/performance.md, whole. */
export const pageOf = ({ date, machine, goals, latencies, evaluator, patterns }: Figures): string => `# Performance

Measured on ${date} by \`npm run bench\` on ${machine}, against moto on the same machine.
What is compared was run in turn, several times; the figures are medians. The ratios are what counts: the times depend on
what else the machine was doing.

${table(['', 'one', 'the other', 'ratio', 'goal', ''], goals.map(goalRow))}

## Calls, and what the distance to AWS costs

With 100 ms added to every call, a diagnosis takes longer by so many round trips, CloudTrail's own pace of two requests
a second apart (\`--skip cloudtrail --skip changes\`). At most ${MOST_ROUND_TRIPS} are wanted.

${table(
  ['target', 'calls', 'of CloudTrail besides', 'round trips', ''],
  latencies.map(({ type, calls, lookups, roundTrips }) => [
    ...[type, `${calls}`, `${lookups}`, roundTrips.toFixed(1), mark(roundTrips <= MOST_ROUND_TRIPS)],
  ]),
)}

## The policy evaluator

${figureTable(evaluator)}

## The pattern engine

In time of the process. "The obvious way" parses with \`JSON.parse\` and walks the pattern with a recursive function: it knows
neither repeated keys nor dots nor which element of a list a value is in.

${figureTable(patterns)}
`
