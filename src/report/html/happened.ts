import type { MetricLine } from '../../evidence/metric-lines.js'
import { millis, minuteOf } from '../../evidence/moment.js'
import { highest, inStretches } from '../../evidence/sparkline.js'
import type { Point, TimelineEntry, Window } from '../../evidence/types.js'
import type { HopState } from '../path.js'
import type { Report } from '../report.js'
import { KIND_SYMBOL, momentOf, omitted, shownOf } from '../what-happened.js'
import { type Html, html } from './escape.js'

/** Half an hour of a day is one bar. */
const BARS = 48
const STEP = 10
const WIDTH = BARS * STEP
const HEIGHT = 28

/** What happened as a chart, one lane a metric, all to one scale and with the changes across them; then as a list. */
export function happened({ window, metrics, timeline }: Pick<Report, 'window' | 'metrics' | 'timeline'>): Html | null {
  if (metrics.length === 0 && timeline.length === 0) return null
  const frame = { from: new Date(window.from), to: new Date(window.to) }
  const changes = timeline.filter(({ kind }) => kind === 'change')
  const marks = changes.flatMap(({ time }) => xOf(time, frame) ?? [])
  return html`<p class="dim">From <time>${minuteOf(window.from)}</time> to <time>${minuteOf(window.to)}</time>, as AWS recorded it.</p>
    ${metrics.length > 0 ? chart(metrics, frame, marks) : null}
    ${
      timeline.length > 0
        ? html`<ol class="timeline">${shownOf(timeline).map(entry)}</ol>${omitted(timeline).map((note) => html`<p class="dim">${note}</p>`)}`
        : null
    }`
}

function chart(metrics: readonly MetricLine[], window: Window, marks: readonly number[]): Html {
  const most = Math.max(0, ...metrics.map(({ points }) => highest(points, window, BARS)))
  const tick = (share: number): string =>
    momentOf(new Date(window.from.getTime() + share * (window.to.getTime() - window.from.getTime())).toISOString())
  return html`<table class="lanes"><thead class="sr"><tr><th scope="col">Metric</th><th scope="col">Over the window</th><th scope="col">Sum</th></tr></thead>
    <tbody>${metrics.map((line) => lane(line, window, most, marks))}</tbody>
    <tfoot><tr><td></td><td><div class="axis"><span>${tick(0)}</span><span>${tick(0.5)}</span><span>${tick(1)}</span></div></td><td></td></tr></tfoot></table>
    <p class="dim key">One bar is ${barText(window)}; a full bar is ${most}.${marks.length > 0 ? ' A dashed line is a change.' : null}</p>`
}

function lane({ label, points, total }: MetricLine, window: Window, most: number, marks: readonly number[]): Html {
  const highestHere = highest(points, window, BARS)
  const said = highestHere > 0 ? `${label}: at most ${highestHere} in ${barText(window)}` : `${label}: none counted`
  const sum = total === null ? 'not known' : `${total}`
  const lines = marks.map((x) => `M${x} 0V${HEIGHT}`).join('')
  return html`<tr class="${CALM[label] ?? 'broken'}"><th scope="row">${label}</th><td>
    <svg role="img" aria-label="${said}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
    <path class="bars" d="${bars(points, window, most)}"/>${lines === '' ? null : html`<path class="mark" d="${lines}"/>`}</svg></td>
    <td class="sum">${sum}</td></tr>`
}

/** What was counted is a bar, zero a line at the foot; where nothing was counted there is neither. */
function bars(points: readonly Point[], window: Window, most: number): string {
  return inStretches(points, window, BARS)
    .map(({ time, value }) => {
      const x = Math.floor(shareOf(time, window) * BARS) * STEP
      const tall = most > 0 && value > 0 ? Math.max(2, Math.round((value / most) * HEIGHT)) : 1
      return `M${x + 1} ${HEIGHT}v${-tall}h${STEP - 2}v${tall}z`
    })
    .join('')
}

const shareOf = (time: string, { from, to }: Window): number =>
  (millis(time) - from.getTime()) / (to.getTime() - from.getTime())

const xOf = (time: string, window: Window): number | undefined => {
  const share = shareOf(time, window)
  return share >= 0 && share <= 1 ? Math.round(share * WIDTH) : undefined
}

function barText({ from, to }: Window): string {
  const minutes = (to.getTime() - from.getTime()) / 60_000 / BARS
  return minutes >= 120 ? `${+(minutes / 60).toFixed(1)} h` : `${+minutes.toFixed(1)} min`
}

/** The labels of src/evidence/metric-lines.ts that speak of no failure. */
const CALM: Readonly<Record<string, HopState>> = { matched: 'open', triggered: 'open', delivered: 'ok' }

const STATE_OF: Readonly<Record<TimelineEntry['kind'], string>> = {
  change: 'change',
  match: 'open',
  failure: 'broken',
  success: 'ok',
}

const entry = ({ time, kind, text, source }: TimelineEntry): Html =>
  html`<li class="${STATE_OF[kind]}"><time>${momentOf(time)}</time> <b>${KIND_SYMBOL[kind]} ${kind}</b> <span>${text} <span class="dim">${source}</span></span></li>`
