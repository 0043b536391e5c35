import { parseDuration } from '../text/duration.js'
import type { Window } from './types.js'

/** How long CloudWatch keeps its hourly values, in days: nothing older can be found anywhere. */
const OLDEST_DAYS = 455

const DAY = 86_400_000
const DEFAULT_SPAN = '24h'

/** The window of a diagnosis: `minutes` back from `now`, until `until` where that is not now. */
export const windowOf = ({ now, sinceMinutes, until }: { now: Date; sinceMinutes: number; until?: Date }): Window => ({
  from: new Date(now.getTime() - sinceMinutes * 60_000),
  to: until ?? now,
})

/** A window, or one line that says why the words do not name one. */
export type ParsedWindow = { window: Window } | { error: string }

/**
 * Reads `--since` and `--until`. Each is a time ago (`90m`, `24h`, `7d`) or a moment (`2026-11-25T14:00Z`, seconds and
 * another offset allowed); without `since` the window is 24 hours long, without `until` it ends at `now`.
 */
export function parseWindow(since: string | undefined, until: string | undefined, now: Date): ParsedWindow {
  const end = until === undefined ? now.getTime() : parseMoment(until, now)
  if (typeof end !== 'number') return badMoment('--until', until ?? '', end)
  const begin = since === undefined ? end - 86_400_000 : parseMoment(since, now)
  if (typeof begin !== 'number') return badMoment('--since', since ?? DEFAULT_SPAN, begin)
  if (end > now.getTime()) return { error: `--until ${quoted(until)} lies in the future.` }
  if (begin > now.getTime()) return { error: `--since ${quoted(since)} lies in the future.` }
  if (begin >= end) return { error: `--since ${quoted(since)} must lie before --until ${quoted(until)}.` }
  if (now.getTime() - begin > OLDEST_DAYS * DAY) {
    return { error: `--since ${quoted(since)} lies more than ${OLDEST_DAYS} days back: AWS keeps nothing that old.` }
  }
  return { window: { from: new Date(begin), to: new Date(end) } }
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?$/

/** Milliseconds since 1970, or what is wrong. */
function parseMoment(text: string, now: Date): number | 'no zone' | 'no moment' {
  const ago = parseDuration(text)
  if (ago !== undefined) return now.getTime() - ago * 1000
  const [, date, time, zone] = MOMENT.exec(text) ?? []
  if (!date || !time) return 'no moment'
  // Date turns the 30th of February into the 2nd of March.
  const calendar = new Date(`${date}T00:00Z`)
  if (Number.isNaN(calendar.getTime()) || calendar.toISOString().slice(0, 10) !== date) return 'no moment'
  const at = Date.parse(`${date}T${time}${zone ?? 'Z'}`)
  if (Number.isNaN(at)) return 'no moment'
  return zone ? at : 'no zone'
}

const badMoment = (flag: string, text: string, why: 'no zone' | 'no moment'): ParsedWindow => ({
  error:
    why === 'no zone'
      ? `${flag} ${quoted(text)} has no time zone: write ${text}Z for UTC.`
      : `${flag} ${quoted(text)} is neither a time ago (90m, 24h, 7d) nor a moment (2026-11-25T14:00Z).`,
})

/** What the user typed, as one line of at most 60 characters. */
const quoted = (text: string | undefined): string => JSON.stringify((text ?? 'now').slice(0, 60))
