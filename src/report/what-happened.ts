import type { MetricLine } from '../evidence/metric-lines.js'
import { minuteOf } from '../evidence/moment.js'
import { highest, sparkline } from '../evidence/sparkline.js'
import type { TimelineEntry } from '../evidence/types.js'
import { markdownFence, markdownText, plain } from '../text/sanitize.js'
import { columns, wrap } from '../text/wrap.js'
import type { ReportedFinding } from './report.js'

/** What the part "What happened" is made from. */
export interface Happened {
  /** The window, ISO 8601. */
  from: string
  to: string
  metrics: readonly MetricLine[]
  timeline: readonly TimelineEntry[]
}

/** What happened, held against a finding, as one line; none where nothing was seen that speaks for it or against it. */
export function evidenceText({ evidence }: Pick<ReportedFinding, 'evidence'>): string[] {
  if (!evidence) return []
  const seen = evidence.because.join(' ')
  if (evidence.state === 'confirmed') return [`What happened confirms this: ${seen}`]
  if (evidence.state === 'contradicted') return [`What happened speaks against this: ${seen}`]
  return evidence.because.filter((line) => !line.startsWith('Nothing that was seen'))
}

/** Entries that are shown; a longer story is in the JSON. */
const MOST_ENTRIES = 30

/** Symbol and word, so that the meaning survives without colour. */
export const KIND_SYMBOL: Readonly<Record<TimelineEntry['kind'], string>> = {
  change: '~',
  match: '·',
  failure: '✗',
  success: '✓',
}

/** The part "What happened" as lines for a terminal of `width` columns, without its heading and without colour. */
export function happenedText({ from, to, metrics, timeline }: Happened, width: number): string[] {
  const lines = [
    ...wrap(`From ${minuteOf(from)} to ${minuteOf(to)}, as AWS recorded it.`, width - 2).map((line) => `  ${line}`),
    ...metricText(metrics, { from, to }, width),
    ...(metrics.length > 0 && timeline.length > 0 ? [''] : []),
    ...shownOf(timeline).flatMap((entry) => entryText(entry, width)),
    ...omitted(timeline).flatMap((note) => wrap(note, width - 2).map((line) => `  ${line}`)),
  ]
  return metrics.length === 0 && timeline.length === 0 ? [] : lines
}

/** The same as blocks of Markdown. */
export function happenedMarkdown({ from, to, metrics, timeline }: Happened): string[] {
  if (metrics.length === 0 && timeline.length === 0) return []
  const rows = shownOf(timeline).map(
    ({ time, kind, text, source }) =>
      `| ${markdownText(momentOf(time))} | ${KIND_SYMBOL[kind]} ${kind} | ${markdownText(text)} | ${markdownText(source)} |`,
  )
  return [
    '## What happened',
    `From ${markdownText(minuteOf(from))} to ${markdownText(minuteOf(to))}, as AWS recorded it.`,
    ...(metrics.length > 0 ? [markdownFence('', metricText(metrics, { from, to }, 80)).join('\n')] : []),
    ...(rows.length > 0
      ? [['| Time (UTC) | Kind | What | Source |', '| --- | --- | --- | --- |', ...rows].join('\n')]
      : []),
    ...omitted(timeline),
  ]
}

/** One line a metric: label, sparkline, sum. All lines have one scale, so that one failure does not look like a thousand deliveries. */
function metricText(
  metrics: readonly MetricLine[],
  { from, to }: Pick<Happened, 'from' | 'to'>,
  width: number,
): string[] {
  const window = { from: new Date(from), to: new Date(to) }
  const label = Math.max(0, ...metrics.map((line) => columns(plain(line.label))))
  // Half an hour of a day is one character, a third of an hour on a wide terminal.
  const drawn = Math.min(width >= 120 ? 72 : 48, Math.max(12, width - label - 14))
  const most = Math.max(0, ...metrics.map(({ points }) => highest(points, window, drawn)))
  const sums = metrics.map(({ total }) => (total === null ? 'not known' : `${total}`))
  const wide = Math.max(0, ...sums.map(columns))
  return metrics.map(({ label: name, points }, i) => {
    const line = sparkline(points, window, drawn, most)
    return `  ${pad(plain(name), label)}  ${line}  ${(sums[i] ?? '').padStart(wide)}`
  })
}

const entryText = ({ time, kind, text }: TimelineEntry, width: number): string[] => {
  const head = `  ${momentOf(time)}  ${KIND_SYMBOL[kind]} ${kind.padEnd(7)}  `
  return wrap(plain(text), Math.max(20, width - columns(head))).map((line, i) =>
    i === 0 ? `${head}${line}` : `${' '.repeat(columns(head))}${line}`,
  )
}

/** `11-25 14:02`: the year is said once above. */
export const momentOf = (time: string): string =>
  Number.isNaN(Date.parse(time)) ? plain(time, 16) : minuteOf(time).slice(5, 16).replace('T', ' ')

/** The entries that are shown: the newest. */
export const shownOf = (timeline: readonly TimelineEntry[]): readonly TimelineEntry[] => timeline.slice(-MOST_ENTRIES)

/** A note on the entries that are not shown. */
export const omitted = (timeline: readonly TimelineEntry[]): string[] =>
  timeline.length > MOST_ENTRIES
    ? [`${timeline.length - MOST_ENTRIES} earlier entries are not shown: see --output json.`]
    : []

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)))
