import { readSchedule } from '../trigger/schedule.js'
import { millis } from './moment.js'
import type { Point, Window } from './types.js'

/** Times of a schedule that passed without a trigger. */
export interface MissedTimes {
  /** How many, or at least how many where a rate was read. */
  count: number
  /** The stretches without a trigger, oldest first: from the last trigger before to the first one after. */
  gaps: readonly Gap[]
}

export interface Gap {
  from: string
  /** The next trigger, or the end of what can be judged. */
  to: string
  missed: number
}

const MINUTE = 60_000
/** EventBridge triggers within the minute; the counts come up to some minutes late. */
const LATE = 10 * MINUTE
/** More times than any window of a minute's schedule has, at the longest window that is judged. */
const MOST_TIMES = 100_000

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 1440 * MINUTE }

/**
 * Looks for times of a schedule between and after triggers at which the rule was not triggered. `triggers` are the periods
 * (`period` seconds long) in which anything of the rule was counted. What lies before the first trigger is not judged: the
 * rule may not have existed. Nor is a single period for a rate that is no longer than two periods.
 */
export function missedTimes(
  expression: string,
  triggers: readonly Point[],
  period: number,
  window: Window,
  now: Date,
): MissedTimes {
  const starts = [...new Set(triggers.map(({ time }) => millis(time)))].filter(Number.isFinite).sort((a, b) => a - b)
  const end = Math.min(window.to.getTime(), now.getTime() - LATE)
  const spans = starts
    .map((start, i) => {
      const next = starts[i + 1]
      return { from: start, quietFrom: start + period * 1000, to: next ?? end, last: next === undefined }
    })
    .filter(({ quietFrom, to }) => to > quietFrom)
  const missedIn = counterOf(expression, starts[0], end)
  const gaps = spans.flatMap((span) => {
    const missed = missedIn(span)
    return missed > 0 ? [{ from: iso(span.from), to: iso(span.to), missed }] : []
  })
  return { count: gaps.reduce((sum, { missed }) => sum + missed, 0), gaps }
}

interface Span {
  /** When the last trigger's period ends. */
  quietFrom: number
  to: number
  /** No trigger is known after it. */
  last: boolean
}

/** Counts the missed times of one stretch. */
function counterOf(expression: string, first: number | undefined, end: number): (span: Span) => number {
  if (first === undefined || end <= first) return () => 0
  const rate = intervalOf(expression)
  // A rate counts from a moment that is not known, and each trigger may be up to a minute off.
  if (rate !== undefined) return ({ quietFrom, to }) => Math.max(0, Math.floor((to - quietFrom - MINUTE) / rate))
  const due = dueTimes(expression, first, end)
  return ({ quietFrom, to, last }) => {
    // A trigger that begins in the minute after a time is that time's own; at the end there is none to come.
    const until = last ? to : to - 2 * MINUTE
    return due.filter((time) => time >= quietFrom && time <= until).length
  }
}

/** The interval of `rate(...)` in milliseconds; undefined for anything else. */
function intervalOf(expression: string): number | undefined {
  const schedule = readSchedule(expression, new Date(0), 1)
  if (schedule.state !== 'repeats') return undefined
  const [value, unit = ''] = schedule.every.split(' ')
  const interval = Number(value) * (UNITS[unit.replace(/s$/, '')] ?? Number.NaN)
  return Number.isNaN(interval) ? undefined : interval
}

/** The times of a cron expression between two moments; none when it cannot be read or has too many. */
function dueTimes(expression: string, from: number, to: number): number[] {
  const most = Math.min(MOST_TIMES, Math.ceil((to - from) / MINUTE) + 1)
  const schedule = readSchedule(expression, new Date(from), most)
  return schedule.state === 'fires' ? schedule.next.map(millis).filter((time) => time <= to) : []
}

const iso = (time: number): string => new Date(time).toISOString()
