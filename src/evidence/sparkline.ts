import { millis } from './moment.js'
import type { Point, Window } from './types.js'

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/**
 * Points over a window as a line of `width` characters. A stretch in which nothing was counted is a space, which is not the
 * same as zero; the highest stretch of `most` fills the height. What lies outside the window is left out.
 */
export function sparkline(
  points: readonly Point[],
  window: Window,
  width: number,
  most = highest(points, window, width),
): string {
  const stretches = sums(points, window, width)
  return stretches
    .map((sum) => {
      if (sum === undefined) return ' '
      const level = most > 0 ? Math.ceil((sum / most) * LEVELS.length) - 1 : 0
      return LEVELS[Math.min(LEVELS.length - 1, Math.max(0, level))]
    })
    .join('')
}

/** The highest stretch of a line, to draw several lines to one scale. */
export const highest = (points: readonly Point[], window: Window, width: number): number =>
  Math.max(0, ...sums(points, window, width).map((sum) => sum ?? 0))

/** The points as sums of a number of stretches of the window; those in which nothing was counted are left out. */
export function inStretches(points: readonly Point[], window: Window, stretches: number): readonly Point[] {
  const span = (window.to.getTime() - window.from.getTime()) / stretches
  return sums(points, window, stretches).flatMap((value, i) =>
    value === undefined ? [] : [{ time: new Date(Math.ceil(window.from.getTime() + i * span)).toISOString(), value }],
  )
}

function sums(points: readonly Point[], { from, to }: Window, width: number): (number | undefined)[] {
  const span = to.getTime() - from.getTime()
  const stretches = Array.from<number | undefined>({ length: Math.max(0, width) })
  for (const { time, value } of points) {
    const at = Math.floor(((millis(time) - from.getTime()) / span) * width)
    if (at >= 0 && at < width) stretches[at] = (stretches[at] ?? 0) + value
  }
  return stretches
}
